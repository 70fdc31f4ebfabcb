"""Who may see and do what on the way from a match to a contract."""

from __future__ import annotations

from django.db.models import Q

from duijie.core.permissions import EVERYBODY, NOBODY, Rule
from duijie.docking.lifecycle import Side
from duijie.docking.models import Contract, Deal, Introduction, Participant, Review, Thread
from duijie.library.models import Item, Talent
from duijie.registry.models import Community
from duijie.registry.standing import Standing


class _SpeaksForItem(Rule[Standing]):
    """The owner of an item and the admins of its organisation."""

    def allows(self, actor: Standing, record: Item) -> bool:
        return actor.user is not None and (
            record.owner_id == actor.user
            or (record.organisation_id is not None and record.organisation_id in actor.administers)
        )

    def q(self, actor: Standing) -> Q:
        return of_item(actor, "")


class _Profiled(Rule[Standing]):
    """The person whom a talent profile is about."""

    def allows(self, actor: Standing, record: Talent) -> bool:
        return actor.user is not None and record.person is not None and record.person.user_id == actor.user

    def q(self, actor: Standing) -> Q:
        return Q(person__user=actor.user) if actor.user is not None else NOBODY


def of_item(actor: Standing, prefix: str) -> Q:
    """The condition that an item reached over ``prefix`` is spoken for by its owner or organisation's admin."""
    if actor.user is None:
        return NOBODY
    condition = Q(**{f"{prefix}owner": actor.user})
    if actor.administers:
        condition |= Q(**{f"{prefix}organisation__in": actor.administers})
    return condition


class _Demand(Rule[Standing]):
    def allows(self, actor: Standing, record: Introduction) -> bool:
        return speaks_for(actor, record.problem)

    def q(self, actor: Standing) -> Q:
        return of_item(actor, "problem__")


class _Supply(Rule[Standing]):
    def allows(self, actor: Standing, record: Introduction) -> bool:
        return speaks_for(actor, record.item)

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        return of_item(actor, "project__") | of_item(actor, "talent__") | Q(talent__person__user=actor.user)


class _MadeIt(Rule[Standing]):
    """Who made the introduction."""

    def allows(self, actor: Standing, record: Introduction) -> bool:
        return actor.user is not None and record.made_by_id == actor.user

    def q(self, actor: Standing) -> Q:
        return Q(made_by=actor.user) if actor.user is not None else NOBODY


class _Secretariat(Rule[Standing]):
    """The secretariat of the record's own community."""

    def allows(self, actor: Standing, record: Introduction | Deal) -> bool:
        return record.community_id in actor.secretariat

    def q(self, actor: Standing) -> Q:
        return Q(community__in=actor.secretariat) if actor.secretariat else NOBODY


class _Broker(Rule[Standing]):
    """The brokers of the record's own community."""

    def allows(self, actor: Standing, record: Introduction | Deal) -> bool:
        return record.community_id in actor.broker

    def q(self, actor: Standing) -> Q:
        return Q(community__in=actor.broker) if actor.broker else NOBODY


class _KeepStations(Rule[Standing]):
    """The secretariat of a community, and the site admin."""

    def allows(self, actor: Standing, record: Community) -> bool:
        return actor.site_admin or record.pk in actor.secretariat

    def q(self, actor: Standing) -> Q:
        return EVERYBODY if actor.site_admin else Q(pk__in=actor.secretariat)


class _SeeFunnel(Rule[Standing]):
    """Who keeps the stations of a community, and its brokers."""

    def allows(self, actor: Standing, record: Community) -> bool:
        return record.pk in actor.broker

    def q(self, actor: Standing) -> Q:
        return Q(pk__in=actor.broker)


class _InRoom(Rule[Standing]):
    """Whoever takes part in the deal and has not left; nobody else, the secretariat included."""

    def allows(self, actor: Standing, record: Deal) -> bool:
        return actor.user is not None and any(
            row.user_id == actor.user and row.left_at is None for row in record.participants.all()
        )

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        present = Participant.objects.filter(user=actor.user, left_at=None)
        return Q(pk__in=present.values("deal"))


class _ReadThread(Rule[Standing]):
    """Whoever is in the room; the broker only where the parties let the broker read along."""

    def allows(self, actor: Standing, record: Thread) -> bool:
        return actor.user is not None and any(
            row.user_id == actor.user and row.left_at is None and (record.with_broker or row.side != "broker")
            for row in record.deal.participants.all()
        )

    def q(self, actor: Standing) -> Q:
        if actor.user is None:
            return NOBODY
        present = Participant.objects.filter(user=actor.user, left_at=None)
        parties = present.exclude(side="broker")
        return Q(deal__in=parties.values("deal")) | Q(deal__in=present.values("deal"), with_broker=True)


keep_stations: Rule[Standing] = _KeepStations()
"""May make stations and set targets."""

see_funnel: Rule[Standing] = _KeepStations() | _SeeFunnel()
"""May see how far the problems of a community came, and work its list."""

speak_for_item: Rule[Standing] = _SpeaksForItem()
"""May answer for a problem or project and invite in its name."""

speak_for_talent: Rule[Standing] = _SpeaksForItem() | _Profiled()
"""May answer for a talent profile and invite in its name."""

demand_side: Rule[Standing] = _Demand()
supply_side: Rule[Standing] = _Supply()

view_introduction: Rule[Standing] = _Demand() | _Supply() | _MadeIt() | _Secretariat()
"""May read the invitation, its questions and what became of it."""

view_deal: Rule[Standing] = _InRoom()
"""May enter the deal's room."""

know_deal: Rule[Standing] = _InRoom() | _Secretariat() | _Broker()
"""May know that there is a deal, between whom, and in which state: not what is said in it."""

read_thread: Rule[Standing] = _ReadThread()


def speaks_for(actor: Standing, item: Item) -> bool:
    """Whether the actor may answer for an item of any kind."""
    return (speak_for_talent if isinstance(item, Talent) else speak_for_item).allows(actor, item)


def introduction_side(actor: Standing, introduction: Introduction) -> Side | None:
    """For whom the actor speaks in an introduction; None for the secretariat and everybody else."""
    if demand_side.allows(actor, introduction):
        return "demand"
    if supply_side.allows(actor, introduction):
        return "supply"
    if introduction.made_for == "broker" and introduction.made_by_id is not None:
        return "broker" if introduction.made_by_id == actor.user else None
    return None


def deal_side(actor: Standing, deal: Deal) -> Side | None:
    """For whom the actor speaks in a deal."""
    for row in deal.participants.all():
        if actor.user is not None and row.user_id == actor.user and row.left_at is None:
            side: Side = row.side  # type: ignore[assignment]  # the choices of the field
            return side
    return None


def may_invite(actor: Standing, problem: Item, item: Item) -> Side | None:
    """For whom the actor may invite: the problem's side, the item's, or both as a broker who sees both."""
    if actor.user is None:
        return None
    if speaks_for(actor, problem):
        return "demand"
    if speaks_for(actor, item):
        return "supply"
    brokered = problem.community_id in actor.broker or problem.community_id in actor.secretariat
    return "broker" if brokered else None


class _PartyOf(Rule[Standing]):
    """Whoever takes part in the contract's deal for one of the two sides, and has not left."""

    def allows(self, actor: Standing, record: Contract) -> bool:
        return deal_side(actor, record.deal) in ("demand", "supply")

    def q(self, actor: Standing) -> Q:
        return _rooms(actor, "deal", "demand", "supply")


class _BrokerReads(Rule[Standing]):
    """The broker in the room, where the parties let the broker read the contract."""

    def allows(self, actor: Standing, record: Contract) -> bool:
        return record.broker_reads and deal_side(actor, record.deal) == "broker"

    def q(self, actor: Standing) -> Q:
        return _rooms(actor, "deal", "broker") & Q(broker_reads=True)


class _KnowsContract(Rule[Standing]):
    """Whoever is in the room, and the secretariat of the deal's community."""

    def allows(self, actor: Standing, record: Contract) -> bool:
        return view_deal.allows(actor, record.deal) or record.deal.community_id in actor.secretariat

    def q(self, actor: Standing) -> Q:
        own = _rooms(actor, "deal", "demand", "supply", "broker")
        return own | Q(deal__community__in=actor.secretariat) if actor.secretariat else own


class _ReadReview(Rule[Standing]):
    """A review is read by its own side; by the other party too once both have spoken."""

    def allows(self, actor: Standing, record: Review) -> bool:
        side = deal_side(actor, record.contract.deal)
        return side == record.side or (side in ("demand", "supply") and record.contract.reviews_open_at is not None)

    def q(self, actor: Standing) -> Q:
        own = NOBODY
        for side in ("demand", "supply"):
            own |= _rooms(actor, "contract__deal", side) & Q(side=side)
        opened = Q(contract__reviews_open_at__isnull=False)
        return own | (_rooms(actor, "contract__deal", "demand", "supply") & opened)


def _rooms(actor: Standing, path: str, *sides: Side) -> Q:
    """The condition that the actor is in the room of the deal at ``path`` for one of the sides."""
    if actor.user is None:
        return NOBODY
    present = Participant.objects.filter(user=actor.user, left_at=None, side__in=sides)
    return Q(**{f"{path}__in": present.values("deal")})


know_contract: Rule[Standing] = _KnowsContract()
"""May know that there is a contract, its kind and its state; nothing of its text, its amount or its files."""

party_of_contract: Rule[Standing] = _PartyOf()
"""May draft it, hand in and read evidence, record payments, fill in and fetch the registration sheet.
Signing, agreeing, accepting, ending and reviewing are for who leads the side."""

read_contract: Rule[Standing] = _PartyOf() | _BrokerReads()
"""May read its text, its versions, its signatures and its amendments."""

read_review: Rule[Standing] = _ReadReview()
"""May read what a side says of the other in the end."""
