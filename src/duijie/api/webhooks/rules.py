"""Who may see and change a webhook, its log included: whoever made it, nobody else."""

from __future__ import annotations

from duijie.core.permissions import Rule
from duijie.registry.building_rules import Own
from duijie.registry.standing import Standing

own_webhook: Rule[Standing] = Own("user_id")
"""May see the webhook and its log, change, pause, test and delete it. The site admin may not: what
it sends is its owner's."""
