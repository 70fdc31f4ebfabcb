"""Who may see and do what with articles, facts and proposals.

All may read articles, as they could the public page, the facts in them that were not rejected,
and what was accepted. The secretariat of a community keeps what is read into it, and alone sees
and decides what is proposed.
"""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import EVERYBODY, Rule
from duijie.reading.models import HOLDING, Article, Fact, Proposal, Statement
from duijie.registry.building_rules import OfSecretariat
from duijie.registry.standing import Standing


class _Everybody(Rule[Standing]):
    def allows(self, actor: Standing, record: Article | Statement) -> bool:
        return True

    def q(self, actor: Standing) -> Q:
        return EVERYBODY


class _ViewFact(Rule[Standing]):
    """Everybody, but what was rejected and never accepted is for those who rejected it."""

    def allows(self, actor: Standing, record: Fact) -> bool:
        if actor.site_admin or record.article.community_id in actor.secretariat:
            return True
        states = {proposal.state for proposal in record.proposals.all()}
        return Proposal.State.REJECTED not in states or bool(states & set(HOLDING))

    def q(self, actor: Standing) -> Q:
        if actor.site_admin:
            return EVERYBODY
        rejected = Fact.objects.filter(proposals__state=Proposal.State.REJECTED).values("pk")
        held = Fact.objects.filter(proposals__state__in=HOLDING).values("pk")
        seen = ~Q(pk__in=rejected) | Q(pk__in=held)
        return seen | Q(article__community__in=actor.secretariat) if actor.secretariat else seen


view_article: Rule[Standing] = _Everybody()
"""May read it, its original and its page."""

keep_article: Rule[Standing] = OfSecretariat()
"""May read pages into the community."""

view_fact: Rule[Standing] = _ViewFact()
"""May read it in the margin of its article and over the API."""

view_statement: Rule[Standing] = _Everybody()
"""May read what was accepted, with its sources."""

review_proposal: Rule[Standing] = OfSecretariat()
"""May see and decide what facts propose, and undo decisions."""

review_community: Rule[Standing] = OfSecretariat("pk")
"""May open the review of a community and say which sources are trusted."""

manage_source: Rule[Standing] = OfSecretariat()
"""May see, add, change, pause and run the sources that pages are fetched from."""
