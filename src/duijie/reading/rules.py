"""Who may see and do what with articles: all may read them, as they could the public page; the
secretariat of a community keeps what is read into it."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import EVERYBODY, NOBODY, Rule
from duijie.reading.models import Article
from duijie.registry.standing import Standing


class _Everybody(Rule[Standing]):
    def allows(self, actor: Standing, record: Article) -> bool:
        return True

    def q(self, actor: Standing) -> Q:
        return EVERYBODY


class _Secretariat(Rule[Standing]):
    def allows(self, actor: Standing, record: Article) -> bool:
        return actor.site_admin or record.community_id in actor.secretariat

    def q(self, actor: Standing) -> Q:
        if actor.site_admin:
            return EVERYBODY
        return Q(community__in=actor.secretariat) if actor.secretariat else NOBODY


view_article: Rule[Standing] = _Everybody()
"""May read it, its original and its page."""

keep_article: Rule[Standing] = _Secretariat()
"""May read pages into the community."""
