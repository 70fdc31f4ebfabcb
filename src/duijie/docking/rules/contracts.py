"""Who may know, read, work with and judge a contract."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import NOBODY, Rule
from duijie.docking.models import Contract, Review
from duijie.docking.rules.rooms import SIDES, deal_side, in_rooms, view_deal
from duijie.registry.standing import Standing


class _PartyOf(Rule[Standing]):
    """Whoever takes part in the contract's deal for one of the two sides, and has not left."""

    def allows(self, actor: Standing, record: Contract) -> bool:
        return deal_side(actor, record.deal) in ("demand", "supply")

    def q(self, actor: Standing) -> Q:
        return in_rooms(actor, "deal", "demand", "supply")


class _BrokerReads(Rule[Standing]):
    """The broker in the room, where the parties let the broker read the contract."""

    def allows(self, actor: Standing, record: Contract) -> bool:
        return record.broker_reads and deal_side(actor, record.deal) == "broker"

    def q(self, actor: Standing) -> Q:
        return in_rooms(actor, "deal", "broker") & Q(broker_reads=True)


class _KnowsContract(Rule[Standing]):
    """Whoever is in the room, and the secretariat of the deal's community."""

    def allows(self, actor: Standing, record: Contract) -> bool:
        return view_deal.allows(actor, record.deal) or record.deal.community_id in actor.secretariat

    def q(self, actor: Standing) -> Q:
        own = in_rooms(actor, "deal", *SIDES)
        return own | Q(deal__community__in=actor.secretariat) if actor.secretariat else own


class _ReadReview(Rule[Standing]):
    """A review is read by its own side; by the other party too once both have spoken."""

    def allows(self, actor: Standing, record: Review) -> bool:
        side = deal_side(actor, record.contract.deal)
        return side == record.side or (side in ("demand", "supply") and record.contract.reviews_open_at is not None)

    def q(self, actor: Standing) -> Q:
        own = NOBODY
        for side in ("demand", "supply"):
            own |= in_rooms(actor, "contract__deal", side) & Q(side=side)
        opened = Q(contract__reviews_open_at__isnull=False)
        return own | (in_rooms(actor, "contract__deal", "demand", "supply") & opened)


know_contract: Rule[Standing] = _KnowsContract()
"""May know that there is a contract, its kind and its state; nothing of its text, its amount or its files."""

party_of_contract: Rule[Standing] = _PartyOf()
"""May draft it, hand in and read evidence, record payments, fill in and fetch the registration sheet.
Signing, agreeing, accepting, ending and reviewing are for who leads the side."""

read_contract: Rule[Standing] = _PartyOf() | _BrokerReads()
"""May read its text, its versions, its signatures and its amendments."""

read_review: Rule[Standing] = _ReadReview()
"""May read what a side says of the other in the end."""
