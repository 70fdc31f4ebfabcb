"""Who may see and change a webhook, its log included: whoever made it, nobody else."""

from __future__ import annotations

from django.db.models import Q

from duijie.api.webhooks.models import Webhook
from duijie.core.permissions import NOBODY, Rule
from duijie.registry.standing import Standing


class _Own(Rule[Standing]):
    def allows(self, actor: Standing, record: Webhook) -> bool:
        return actor.user is not None and record.user_id == actor.user

    def q(self, actor: Standing) -> Q:
        return Q(user=actor.user) if actor.user is not None else NOBODY


own_webhook: Rule[Standing] = _Own()
"""May see the webhook and its log, change, pause, test and delete it. The site admin may not: what
it sends is its owner's."""
