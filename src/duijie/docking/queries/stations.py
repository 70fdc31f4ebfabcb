"""What stations and their brokers read: the worklist, and how far the problems came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.core.models import User
from duijie.docking.funnel import STEPS, Line, Step, Way, by_month, lines
from duijie.docking.lifecycle import LIVE
from duijie.docking.models import Deal, Delegation, Introduction, LogEntry, Station, Target
from duijie.docking.queries.deals import INTRODUCED
from duijie.docking.rules import lead_station, see_delegation, see_funnel
from duijie.docking.standing_in import alive
from duijie.library.lifecycle import LISTED
from duijie.library.models import Problem
from duijie.matching.models.use import UseEvent
from duijie.registry.models import Community, Field, Place
from duijie.registry.standing import Standing, standing

STALE = timedelta(days=14)
"""A deal in which nothing happened for so long needs somebody to ask."""


def stations(community: Community) -> QuerySet[Station]:
    """The stations of a community that are not closed."""
    return Station.objects.filter(community=community, closed_at=None).prefetch_related("brokers")


def access_station(community: Community, pk: UUID | str) -> Station:
    """One station of the community.

    Raises:
        NotFound: there is none.
    """
    with suppress(ValueError):
        found = stations(community).filter(pk=UUID(str(pk))).first()
        if found is not None:
            return found
    raise NotFound(_("There is no such station."))


def looked_after(station: Station) -> Q:
    """The problems a station is responsible for: those of its community in its places and fields."""
    condition = Q(community=station.community_id)
    if station.places:
        below = Q(pk__in=station.places)
        for code in station.places:
            below |= Q(ancestors__contains=[code])
        condition &= Q(places__overlap=list(Place.objects.filter(below).values_list("pk", flat=True)))
    if station.fields:
        inside = Field.objects.filter(Q(pk__in=station.fields) | Q(parent__in=station.fields))
        condition &= Q(fields__overlap=list(inside.values_list("pk", flat=True)))
    return condition


def delegations(actor: Standing, *, mine: bool = True) -> QuerySet[Delegation]:
    """The delegations that the actor may know of, or with ``mine`` gave, holds or arranged, the latest first."""
    rows = see_delegation.filter(actor, Delegation.objects.all())
    if mine:
        rows = rows.filter(Q(giver=actor.user) | Q(taker=actor.user) | Q(made_by=actor.user))
    related = ("problem", "project", "talent")
    covered = Prefetch("introductions", Introduction.objects.select_related(*related).order_by("-id"))
    return rows.select_related("giver", "taker", "made_by", "community").prefetch_related(covered).order_by("-id")


def access_delegation(actor: Standing, pk: UUID | str) -> Delegation:
    """One delegation.

    Raises:
        NotFound: there is none, or the actor may not know of it.
    """
    found = delegations(actor, mine=False).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such delegation, or it is not yours."))
    return found


def given_for(user: User, community: Community) -> list[User]:
    """For whom somebody may let others stand in: themselves, and the brokers of the stations they lead."""
    led = lead_station.filter(standing(user), Station.objects.filter(community=community))
    rows = User.objects.filter(stations__in=led, is_active=True).exclude(pk=user.pk).distinct()
    return [user, *rows.order_by("name", "email")]


@dataclass(frozen=True, slots=True)
class Worklist:
    """What waits for a broker: problems nobody was invited for, invitations without an answer (those
    that end first ahead), deals in which nothing happens, and what they do for another broker now."""

    problems: QuerySet[Problem]
    introductions: QuerySet[Introduction]
    deals: QuerySet[Deal]
    standing_in: QuerySet[Introduction]


def worklist(actor: Standing, community: Community, station: Station | None) -> Worklist:
    """The worklist of a community, or of one of its stations; for whom :data:`see_funnel` allows it.

    Deals are told by what they are about and since when, not by what is said in them.
    """
    see_funnel.check(actor, community, _("The worklist is for the brokers and the secretariat of this community."))
    mine = looked_after(station) if station is not None else Q(community=community)
    problems = Problem.objects.filter(mine, state__in=LISTED)
    own = problems.values("pk")
    return Worklist(
        problems=problems.filter(~Exists(Introduction.objects.filter(problem=OuterRef("pk"))))
        .select_related("organisation", "community")
        .prefetch_related("organisation__names")
        .order_by("-published_at", "-id"),
        introductions=Introduction.objects.filter(problem__in=own, state=Introduction.State.OPEN)
        .select_related(*INTRODUCED)
        .order_by("deadline", "id"),
        deals=Deal.objects.filter(introduction__problem__in=own, state__in=LIVE, updated_at__lt=timezone.now() - STALE)
        .select_related(*(f"introduction__{name}" for name in INTRODUCED))
        .order_by("updated_at", "id"),
        standing_in=Introduction.objects.filter(alive(), pk__in=actor.stands_in)
        .select_related(*INTRODUCED, "deal")
        .order_by("deadline", "id"),
    )


def ways(community: Community, station: Station | None = None, *, year: int | None = None) -> list[Way]:
    """How far each problem came, in the site's time; with ``year`` only steps of that year count, and those
    before it are kept for the days between. What was reached stays reached when a problem is taken back to
    draft, closed or archived; drafts that never were published are left out.

    ``groups`` of a way are its places, then its fields prefixed with "field:".
    """
    mine = looked_after(station) if station is not None else Q(community=community)
    known = Problem.objects.filter(mine).exclude(state="draft", published_at=None)
    rows = list(known.values_list("pk", "places", "fields"))
    reached = _reached([row[0] for row in rows])
    found = []
    for pk, places, fields in rows:
        steps = {step: timezone.localtime(at) for step, at in reached.get(pk, {}).items()}
        counted = {step: at for step, at in steps.items() if year in (None, at.year)}
        if counted:
            earlier = {step: at for step, at in steps.items() if year is not None and at.year < year}
            found.append(Way(counted, (*places, *(f"field:{code}" for code in fields)), earlier))
    return found


def _reached(problems: Sequence[UUID]) -> dict[UUID, dict[Step, datetime]]:
    found: dict[UUID, dict[Step, datetime]] = {}

    def note(rows: Iterable[tuple[Any, datetime | None]], step: Step) -> None:
        for problem, at in rows:
            if at is not None:
                key = problem if isinstance(problem, UUID) else UUID(str(problem).partition(":")[2])
                found.setdefault(key, {})[step] = at

    asked = [f"problem:{pk}" for pk in problems]
    seen = UseEvent.objects.filter(asked__in=asked).values_list("asked").annotate(Min("at"))
    note(seen, "visited")
    invited = Introduction.objects.filter(problem__in=problems).values_list("problem").annotate(Min("created_at"))
    note(invited, "asked")
    met = Deal.objects.filter(introduction__problem__in=problems)
    note(met.values_list("introduction__problem").annotate(Min("created_at")), "introduced")
    streams = dict(Introduction.objects.filter(problem__in=problems).values_list("pk", "problem"))
    actions: dict[Step, list[str]] = {
        "negotiating": ["propose", "offer-terms"],
        "contracted": ["contract"],
        "delivered": ["deliver"],
    }
    for step, names in actions.items():
        entries = LogEntry.objects.filter(stream__in=list(streams), action__in=names)
        first: dict[UUID, datetime] = {}
        for stream, at in entries.values_list("stream").annotate(Min("at")):
            problem = streams[stream]
            first[problem] = min(at, first.get(problem, at))
        note(first.items(), step)
    return found


@dataclass(frozen=True, slots=True)
class Funnel:
    """The funnel of a community or station for a year: in all, by month, by place, by field; and its targets."""

    whole: Line
    months: list[Line]
    places: list[Line]
    fields: list[Line]
    targets: dict[str, int]


def funnel(actor: Standing, community: Community, station: Station | None, year: int) -> Funnel:
    """How far the problems came in a year; for whom :data:`see_funnel` allows it."""
    see_funnel.check(actor, community, _("How far problems came is shown to the brokers and the secretariat."))
    found = ways(community, station, year=year)
    rows = lines(found)
    targets = Target.objects.filter(community=community, station=station, year=year)
    return Funnel(
        whole=rows[0] if rows else Line("", dict.fromkeys(STEPS, 0), dict.fromkeys(STEPS)),
        months=sorted(lines(found, by_month), key=lambda line: line.group),
        places=lines(found, lambda way: [group for group in way.groups if not group.startswith("field:")]),
        fields=lines(found, lambda way: [group[6:] for group in way.groups if group.startswith("field:")]),
        targets=dict(targets.values_list("step", "number")),
    )
