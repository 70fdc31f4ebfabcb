"""Who stands in for which broker now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from duijie.core.models import User
from duijie.docking.lifecycle import LIVE
from duijie.docking.models import Deal, Delegation, Introduction, Participant, Refusal
from duijie.docking.rules import demand_side, supply_side
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
    """The introductions in which the actor stands in today, for registry.standing.

    Only as a broker of the community, only for a giver whose account is active, never where the
    actor speaks for a side or was in the room, and not where a party refused the actor.
    """
    if actor.user is None or not actor.broker:
        return ()
    party = Participant.objects.filter(deal__introduction=OuterRef("pk"), user=actor.user)
    refused = Refusal.objects.filter(introduction=OuterRef("pk"), user=actor.user)
    rows = Introduction.objects.filter(
        brokered(), Exists(_covering(actor.user)), ~Exists(party), ~Exists(refused), community__in=actor.broker
    )
    return rows.exclude(demand_side.q(actor) | supply_side.q(actor)).values_list("pk", flat=True)


def _covering(taker: UUID) -> QuerySet[Delegation]:
    """The taker's delegations that hold today and cover the introduction of the query outside."""
    named = Delegation.introductions.through.objects.filter(
        delegation=OuterRef("pk"), introduction=OuterRef(OuterRef("pk"))
    )
    return _holding().filter(
        Q(everything=True) | Exists(named), taker=taker, giver=OuterRef("made_by"), community=OuterRef("community")
    )


def _holding() -> QuerySet[Delegation]:
    today = timezone.localdate()
    return Delegation.objects.filter(first_day__lte=today, last_day__gte=today, ended_at=None, giver__is_active=True)


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


def _of(introduction: Introduction) -> QuerySet[Delegation]:
    """The delegations that hold today and cover an introduction."""
    named = Delegation.introductions.through.objects.filter(delegation=OuterRef("pk"), introduction=introduction.pk)
    rows = _holding().filter(
        Q(everything=True) | Exists(named), giver=introduction.made_by_id, community=introduction.community_id
    )
    return rows.select_related("giver", "taker").order_by("id")


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who may act for the broker, or would if no party had refused them (``refused``: those sides)."""

    user: User
    delegation: Delegation
    refused: tuple[str, ...]


def stand_ins(introduction: Introduction) -> list[StandIn]:
    """Who stands in for the broker of an introduction and its deal today, those refused included."""
    if introduction.made_for != "broker" or introduction.made_by_id is None:
        return []
    found: dict[UUID, StandIn] = {}
    for row in _of(introduction):
        if row.taker is None or row.taker.pk in found:
            continue
        refused = tuple(
            Refusal.objects.filter(introduction=introduction, user=row.taker).values_list("side", flat=True)
        )
        if refused or introduction.pk in standing(row.taker).stands_in:
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
