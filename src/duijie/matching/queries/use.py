"""Every read of the log of use that needs a name. Each names the one community it is about.

Reports take the actor: lines about items that the actor may not see are left out before anything is
counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, Count, F, FloatField, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat, Ln

from duijie.library.models import ITEM_MODELS, Talent
from duijie.library.rules import view_item
from duijie.matching.learning.calibration import Calibrator
from duijie.matching.learning.outcomes import ACCEPTING, Event, Judged, judged
from duijie.matching.learning.position import Impression
from duijie.matching.models.use import Calibration, Exploration, UseEvent
from duijie.registry.models import Community, Organisation, Place
from duijie.registry.standing import Standing

_DECIDING = (*ACCEPTING, UseEvent.Kind.DECLINED, UseEvent.Kind.RECONSIDERED)
_WEIGHT = Sum(Value(0.6931471805599453) / Ln(F("rank") + Value(1.0), output_field=FloatField()))  # 1 / log2(1 + rank)
MOST_PAIRS = 100_000
"""Pairs of need and item that a report reads at most, those with the newest showings."""


def calibration_of(community: Community, edition: str) -> Calibration | None:
    """What was learned of this edition's scores, if anything."""
    return Calibration.objects.filter(community=community, edition=edition).first()


def curves_of(community: Community) -> dict[str, Calibrator]:
    """What was fitted, by edition of the ranker."""
    rows = Calibration.objects.filter(community=community).exclude(curve={})
    return {row.edition: Calibrator.of_json(row.curve) for row in rows}


def exploration_of(community: Community) -> float:
    """The share of pages on which something is exchanged: the community's choice, else the installation's."""
    chosen = Exploration.objects.filter(community=community).values_list("share", flat=True).first()
    return float(settings.ENV.explore) if chosen is None else chosen


def declined_reasons(
    community: Community, asked: str, items: Iterable[tuple[str, UUID]]
) -> dict[tuple[str, UUID], str]:
    """The reasons for which these items are declined now for a need."""
    wanted = set(items)
    rows = UseEvent.objects.filter(
        community=community, asked=asked, item_id__in=[pk for _kind, pk in wanted], kind__in=_DECIDING
    ).order_by("id")
    found: dict[tuple[str, UUID], str] = {}
    for kind, item_kind, pk, reason in rows.values_list("kind", "item_kind", "item_id", "reason"):
        if (item_kind, pk) not in wanted:
            continue
        if kind == UseEvent.Kind.DECLINED:
            found[item_kind, pk] = reason
        else:
            found.pop((item_kind, pk), None)
    return found


def outcomes(community: UUID, edition: str) -> list[Judged]:
    """What became of the matches of one community and edition that somebody signed in judged."""
    rows = UseEvent.objects.filter(
        community=community, edition=edition, kind__in=_DECIDING, score__isnull=False, signed_in=True
    ).order_by("id")
    return judged(
        Event(asked, f"{item_kind}:{pk}", kind, score or 0.0, reason)
        for asked, item_kind, pk, kind, score, reason in rows.values_list(
            "asked", "item_kind", "item_id", "kind", "score", "reason"
        ).iterator()
    )


def impressions(
    community: UUID, *, since: datetime | None = None, taken: Sequence[str] = ("opened",)
) -> list[Impression]:
    """The pages that a community's visitors saw, the oldest first. ``taken`` are the kinds of event
    that count as opening: ("opened",), or those of acceptance."""
    rows = UseEvent.objects.filter(community=community, answer__isnull=False).order_by("id")
    rows = rows.filter(kind__in=[UseEvent.Kind.SHOWN, *taken])
    if since is not None:
        rows = rows.filter(at__gte=since)
    shown: dict[tuple[str, UUID], list[tuple[str, int]]] = {}
    opened: dict[tuple[str, UUID], set[str]] = {}
    for kind, asked, answer, item_kind, pk, rank in rows.values_list(
        "kind", "asked", "answer", "item_kind", "item_id", "rank"
    ).iterator():
        item = f"{item_kind}:{pk}"
        if answer is None or rank is None:
            continue
        if kind == UseEvent.Kind.SHOWN:
            shown.setdefault((asked, answer), []).append((item, rank))
        else:
            opened.setdefault((asked, answer), set()).add(item)
    return [
        Impression(
            asked,
            tuple(item for item, _rank in items),
            tuple(rank for _item, rank in items),
            frozenset(opened.get((asked, answer), ())),
        )
        for (asked, answer), items in shown.items()
    ]


def visible(actor: Standing, community: Community, since: datetime) -> QuerySet[UseEvent]:
    """The lines of one community's log about items that the actor may see. Callers check
    ``rules.see_use`` first."""
    open_items = Q(pk__in=[])
    for kind, model in ITEM_MODELS.items():
        seen = view_item.filter(actor, model._default_manager.all()).values("pk")
        open_items |= Q(item_kind=kind, item_id__in=seen)
    return UseEvent.objects.filter(open_items, community=community, at__gte=since)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way from shown to signed: events, and the distinct matches they were about."""

    kind: str
    events: int
    matches: int
    needs: int


def funnel(rows: QuerySet[UseEvent]) -> list[Step]:
    """How many came how far, in the order of the way."""
    match = Concat("asked", Cast("item_id", CharField()), output_field=CharField())
    told = (
        rows.order_by()
        .values("kind")
        .annotate(events=Count("id"), matches=Count(match, distinct=True), needs=Count("asked", distinct=True))
    )
    counted = {row["kind"]: row for row in told}
    return [
        Step(kind, row["events"], row["matches"], row["needs"]) if (row := counted.get(kind)) else Step(kind, 0, 0, 0)
        for kind in UseEvent.Kind.values
    ]


def reasons(rows: QuerySet[UseEvent]) -> list[tuple[str, int]]:
    """How often each reason was given, the most frequent first."""
    told = rows.filter(kind=UseEvent.Kind.DECLINED).order_by().values_list("reason").annotate(number=Count("id"))
    return sorted(told, key=lambda pair: (-pair[1], pair[0]))


def by_rank(rows: QuerySet[UseEvent], most: int = 20) -> list[tuple[int, int, int]]:
    """(place, times shown, times opened) of the first places."""
    told = (
        rows.filter(rank__isnull=False, rank__lte=most, kind__in=[UseEvent.Kind.SHOWN, UseEvent.Kind.OPENED])
        .order_by()
        .values("rank")
        .annotate(
            shown=Count("id", filter=Q(kind=UseEvent.Kind.SHOWN)),
            opened=Count("id", filter=Q(kind=UseEvent.Kind.OPENED)),
        )
    )
    return sorted((row["rank"] or 0, row["shown"], row["opened"]) for row in told)


class Pair(NamedTuple):
    """One item shown for one need by one edition of the ranker: the sums of place weights and of scores
    over its showings."""

    edition: str
    asked: str
    item_kind: str
    item_id: UUID
    exposure: float
    merit: float
    times: int


def shown_pairs(rows: QuerySet[UseEvent]) -> list[Pair]:
    """The pairs of need and item that were shown, by edition, the newest :data:`MOST_PAIRS`."""
    told = (
        rows.filter(kind=UseEvent.Kind.SHOWN)
        .order_by()
        .values("edition", "asked", "item_kind", "item_id")
        .annotate(exposure=_WEIGHT, merit=Sum("score"), times=Count("id"), last=Max("id"))
        .order_by("-last")[:MOST_PAIRS]
    )
    columns = ("edition", "asked", "item_kind", "item_id", "exposure", "merit", "times")
    return [Pair(*row) for row in told.values_list(*columns)]


Item = tuple[str, UUID]


def organisations_of(rows: QuerySet[UseEvent]) -> dict[Item, str]:
    """The organisation of each item that was shown, by id; "" without one."""
    return {
        (kind, pk): str(organisation or "") for kind, pk, organisation in _columns(rows, ITEM_MODELS, "organisation_id")
    }


def places_of(rows: QuerySet[UseEvent]) -> dict[Item, str]:
    """The province, or the country abroad, of each item's first place: a code, "" without one."""
    above: dict[str, list[str]] = dict(Place.objects.values_list("code", "ancestors"))
    found = {}
    for kind, pk, codes in _columns(rows, ITEM_MODELS, "places"):
        line = above.get(codes[0], [codes[0]]) if codes else [""]
        found[kind, pk] = line[1] if line[0] == "CN" and len(line) > 1 else line[0]
    return found


def first_works_of(rows: QuerySet[UseEvent]) -> dict[Item, int | None]:
    """The year of the earliest work of each talent that was shown; None where none has a year."""
    talents = Talent.objects.filter(pk__in=rows.filter(item_kind="talent").values("item_id"))
    return {("talent", pk): year for pk, year in talents.annotate(first=Min("works__year")).values_list("pk", "first")}


def _columns(rows: QuerySet[UseEvent], kinds: Iterable[str], column: str) -> Iterator[tuple[str, UUID, Any]]:
    for kind in kinds:
        shown = rows.filter(item_kind=kind, kind=UseEvent.Kind.SHOWN).order_by().values("item_id")
        items = ITEM_MODELS[kind]._default_manager.filter(pk__in=shown)
        for pk, value in items.values_list("pk", column):
            yield kind, pk, value


def organisation_names(ids: Iterable[str]) -> dict[str, str]:
    """The names of organisations in the reader's language, by id."""
    rows = Organisation.objects.filter(pk__in=[UUID(pk) for pk in ids]).prefetch_related("names")
    return {str(row.pk): row.display_name for row in rows}


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of places in the reader's language, by code."""
    return {row.code: row.name for row in Place.objects.filter(pk__in=list(codes))}
