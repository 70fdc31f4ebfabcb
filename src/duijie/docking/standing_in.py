"""Who stands in for which broker now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from duijie.core.models import User
from duijie.docking.lifecycle import LIVE
from duijie.docking.models import Deal, Delegation, Introduction, Participant, Refusal, Station
from duijie.docking.models.delegations import TIME_TO_REFUSE
from duijie.docking.rules import demand_side, lead_station, supply_side
from duijie.registry.models import Community, Role
from duijie.registry.standing import Standing, forget, standing


def brokered() -> Q:
    """The condition that an introduction was made by a broker who has not left its deal."""
    present = Participant.objects.filter(
        deal__introduction=OuterRef("pk"), user=OuterRef("made_by"), side="broker", left_at=None
    )
    return Q(Q(deal__isnull=True) | Q(Exists(present)), made_for="broker", made_by__isnull=False)


def alive() -> Q:
    """The condition that an introduction is open or its deal still worked on."""
    return Q(state=Introduction.State.OPEN) | Q(deal__state__in=LIVE)


def brokered_by(giver: User, community: Community) -> QuerySet[Introduction]:
    """What a broker brings together in a community and has not ended, the latest first."""
    rows = Introduction.objects.filter(brokered(), alive(), made_by=giver, community=community)
    return rows.select_related("problem", "project", "talent", "deal").order_by("-id")


def stands_in(actor: Standing) -> Iterable[UUID]:
    """The introductions in which the actor stands in today, for registry.standing."""
    if actor.user is None or not actor.broker:
        return ()
    return open_to(actor).filter(Exists(_covering(actor.user))).values_list("pk", flat=True)


def open_to(actor: Standing) -> QuerySet[Introduction]:
    """The introductions in which the actor could stand in, were it delegated to them.

    Only as a broker of the community, never where the actor speaks for a side or was in the room,
    and not where a party refused the actor.
    """
    if actor.user is None or not actor.broker:
        return Introduction.objects.none()
    party = Participant.objects.filter(deal__introduction=OuterRef("pk"), user=actor.user)
    refused = Refusal.objects.filter(introduction=OuterRef("pk"), user=actor.user)
    rows = Introduction.objects.filter(brokered(), ~Exists(party), ~Exists(refused), community__in=actor.broker)
    return rows.exclude(demand_side.q(actor) | supply_side.q(actor))


def _covering(taker: UUID) -> QuerySet[Delegation]:
    """The taker's delegations that hold today and cover the introduction of the query outside."""
    named = Delegation.introductions.through.objects.filter(
        delegation=OuterRef("pk"), introduction=OuterRef(OuterRef("pk"))
    )
    return _holding().filter(
        Q(everything=True) | Exists(named), taker=taker, giver=OuterRef("made_by"), community=OuterRef("community")
    )


def _holding(*, coming: bool = False) -> QuerySet[Delegation]:
    today = timezone.localdate()
    rows = Delegation.objects.filter(last_day__gte=today, ended_at=None, giver__is_active=True)
    if coming:
        return rows
    agreed = Q(agreed_at__isnull=False) | Q(created_at__lte=timezone.now() - TIME_TO_REFUSE)
    return rows.filter(agreed, first_day__lte=today)


def fresh(actor: User, introduction: UUID) -> Standing:
    """The actor's standing, read anew where they stand in: what was taken back meanwhile counts."""
    who = standing(actor)
    if introduction in who.stands_in:
        forget(actor)
        who = standing(actor)
    return who


def acting_under(actor: User, introduction: UUID) -> Delegation | None:
    """The delegation under which somebody acts in an introduction or its deal now; None where they act for
    themselves."""
    if introduction not in standing(actor).stands_in:
        return None
    found = Introduction.objects.only("made_by", "community").get(pk=introduction)
    return _of(found).filter(taker=actor).first()


def _of(introduction: Introduction, *, coming: bool = False) -> QuerySet[Delegation]:
    """The delegations that hold today, or with ``coming`` begin later, and cover an introduction."""
    named = Delegation.introductions.through.objects.filter(delegation=OuterRef("pk"), introduction=introduction.pk)
    rows = _holding(coming=coming).filter(
        Q(everything=True) | Exists(named), giver=introduction.made_by_id, community=introduction.community_id
    )
    return rows.select_related("giver", "taker").order_by("id")


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who may act for the broker, or would if no party had refused them (``refused``: those sides)."""

    user: User
    delegation: Delegation
    refused: tuple[str, ...]


def stand_ins(introduction: Introduction, *, coming: bool = False) -> list[StandIn]:
    """Who stands in for the broker of an introduction and its deal today, those refused included.

    With ``coming`` also who will from a later day on, so that a party can refuse them before they read anything.
    """
    if introduction.made_for != "broker" or introduction.made_by_id is None:
        return []
    found: dict[UUID, StandIn] = {}
    for row in _of(introduction, coming=coming).order_by("first_day", "id"):
        if row.taker is None or row.taker.pk in found:
            continue
        refused = tuple(
            Refusal.objects.filter(introduction=introduction, user=row.taker).values_list("side", flat=True)
        )
        if refused or open_to(standing(row.taker)).filter(pk=introduction.pk).exists():
            found[row.taker.pk] = StandIn(row.taker, row, refused)
    return list(found.values())


def acting(introduction: Introduction) -> list[User]:
    """Who acts for the broker of an introduction and its deal today."""
    return [one.user for one in stand_ins(introduction) if not one.refused]


def in_room(deal: Deal, *, broker: bool = True, but: User | None = None) -> list[User]:
    """Everybody who takes part in a deal, in the order they came; with ``broker`` also the broker and who
    stands in for them."""
    rows = deal.participants.filter(left_at=None, user__isnull=False).select_related("user").order_by("id")
    people = [row.user for row in rows if row.user and (broker or row.side != "broker")]
    if broker:
        people += acting(deal.introduction)
    return [one for one in people if but is None or one.pk != but.pk]


def brokers(community: Community) -> QuerySet[User]:
    """The brokers of a community."""
    held = Role.objects.filter(community=community, kind=Role.Kind.BROKER)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "email")


def led(actor: Standing, giver: User, community: Community) -> QuerySet[Station]:
    """The stations of a community that the actor leads and of which the giver is a broker."""
    return lead_station.filter(actor, Station.objects.filter(community=community, brokers=giver))


def takers(actor: User, giver: User, community: Community) -> QuerySet[User]:
    """Who can be named to stand in for a broker: for oneself any other broker of the community; for a broker of
    the station that one leads another broker of that station, but not oneself."""
    rows = brokers(community).exclude(pk=giver.pk)
    if actor.pk == giver.pk:
        return rows
    return rows.exclude(pk=actor.pk).filter(stations__in=led(standing(actor), giver, community)).distinct()
