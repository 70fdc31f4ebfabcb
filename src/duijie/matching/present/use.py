"""The report on the use of matches, as the page shows it and as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.matching.edition import edition
from duijie.matching.learning.calibration import EACH, NEEDS, OUTCOMES, Calibrator
from duijie.matching.learning.exposure import Share, Showing, shares
from duijie.matching.learning.reliability import Group
from duijie.matching.models.use import Calibration, UseEvent
from duijie.matching.present.charts import reliability_chart
from duijie.matching.queries import use as queries_use
from duijie.registry.models import Community
from duijie.registry.standing import Standing

PERIODS = (30, 90, 365)
SHARES = (0, 2, 5, 10, 20)
"""Percentages of pages that the page offers to explore on."""

BY = {
    "organisation": gettext_lazy("organisation"),
    "region": gettext_lazy("region"),
    "stage": gettext_lazy("career stage"),
}
_STAGES = {
    "early": gettext_lazy("first work at most 7 years ago"),
    "middle": gettext_lazy("first work 8 to 20 years ago"),
    "late": gettext_lazy("first work over 20 years ago"),
    "": gettext_lazy("no work with a year"),
}
_EARLY, _MIDDLE = 7, 20


@dataclass(frozen=True, slots=True)
class Line:
    """A group's exposure with its name."""

    name: str
    share: Share

    @property
    def exposure(self) -> str:
        return f"{self.share.exposure:.1%}"

    @property
    def merit(self) -> str:
        return f"{self.share.merit:.1%}"

    @property
    def ratio(self) -> str:
        return "–" if self.share.ratio is None else f"{self.share.ratio:.2f}"

    @property
    def interval(self) -> str:
        if self.share.low is None or self.share.high is None:
            return _("one need only")
        return f"{self.share.low:.2f}–{self.share.high:.2f}"


@dataclass(frozen=True, slots=True)
class Way:
    """A step of the funnel with its name; ``rate`` is the share of the matches shown that came here."""

    kind: str
    name: str
    events: int
    matches: int
    needs: int
    rate: float | None

    @property
    def percent(self) -> str:
        return "–" if self.rate is None else f"{self.rate:.1%}"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place with how often it was shown and opened."""

    rank: int
    shown: int
    opened: int

    @property
    def share(self) -> float:
        return self.opened / self.shown if self.shown else 0.0

    @property
    def percent(self) -> str:
        return f"{self.share:.0%}"


class Report:
    """One community's use of matches, as far as the actor may see it, over some days."""

    def __init__(self, actor: Standing, community: Community, days: int) -> None:
        self.community, self.days = community, days
        self._rows = queries_use.visible(actor, community, timezone.now() - timedelta(days=days))

    def funnel(self) -> list[Way]:
        """From shown to signed."""
        steps = queries_use.funnel(self._rows)
        shown = next(step.matches for step in steps if step.kind == UseEvent.Kind.SHOWN)
        return [
            Way(
                step.kind,
                str(UseEvent.Kind(step.kind).label),
                step.events,
                step.matches,
                step.needs,
                step.matches / shown if shown else None,
            )
            for step in steps
        ]

    def reasons(self) -> list[tuple[str, int]]:
        """Why matches were declined."""
        return [(str(UseEvent.Reason(reason).label), number) for reason, number in queries_use.reasons(self._rows)]

    def places(self) -> list[Ranked]:
        """How often each of the first places is opened."""
        return [Ranked(*told) for told in queries_use.by_rank(self._rows)]

    def exposure(self, by: str) -> list[Line]:
        """Exposure against merit by one of :data:`BY`, the most exposed first."""
        pairs = queries_use.shown_pairs(self._rows)
        groups = _GROUPS[by](self._rows)
        showings = [
            # An item without a group is not of the kind that has this, or is gone.
            Showing(pair.asked, groups[pair.item_kind, pair.item_id], pair.exposure, merit, pair.times)
            for pair, merit in zip(pairs, _merits(pairs, queries_use.curves_of(self.community)), strict=True)
            if (pair.item_kind, pair.item_id) in groups
        ]
        found = shares(showings)
        names = _NAMES[by]([share.group for share in found])
        return [Line(names.get(share.group) or _("not stated"), share) for share in found]


def _merits(pairs: Sequence[queries_use.Pair], curves: Mapping[str, Calibrator]) -> list[float]:
    """What each pair is worth showing: the scores, calibrated where their edition has been."""
    merits = np.array([pair.merit for pair in pairs])
    times = np.array([pair.times for pair in pairs])
    for name, curve in curves.items():
        of = np.array([pair.edition == name for pair in pairs], dtype=bool)
        merits[of] = times[of] * curve.chances(merits[of] / times[of])
    return [float(merit) for merit in merits]


def _stages(rows: Any) -> dict[queries_use.Item, str]:
    year = timezone.localdate().year
    return {item: _stage(year - first) if first else "" for item, first in queries_use.first_works_of(rows).items()}


def _stage(years: int) -> str:
    return "early" if years <= _EARLY else "middle" if years <= _MIDDLE else "late"


_GROUPS: dict[str, Any] = {
    "organisation": queries_use.organisations_of,
    "region": queries_use.places_of,
    "stage": _stages,
}
_NAMES: dict[str, Any] = {
    "organisation": lambda ids: queries_use.organisation_names([pk for pk in ids if pk]),
    "region": queries_use.place_names,
    "stage": lambda _ids: {stage: str(name) for stage, name in _STAGES.items()},
}


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of the scores: counts, figures and the chart, the last two once calibrated."""

    row: Calibration | None
    chart: SafeString = mark_safe("")  # noqa: RUF009 - a constant
    needed: tuple[int, int, int] = (OUTCOMES, NEEDS, EACH)

    @property
    def calibrated(self) -> bool:
        return bool(self.row and self.row.curve)

    @property
    def method(self) -> str:
        if not (self.row and self.row.curve):
            return ""
        names = {"raw": _("the score as it is"), "platt": _("logistic curve (Platt)"), "isotonic": _("isotonic steps")}
        return names[self.row.curve["method"]]

    @property
    def figures(self) -> list[tuple[str, float, float]]:
        """(name, before, after): lower is better."""
        if self.row is None or not self.row.figures:
            return []
        before, after = self.row.figures["before"], self.row.figures["after"]
        return [
            (_("expected calibration error"), before["error"], after["error"]),
            (_("Brier score"), before["brier"], after["brier"]),
        ]

    @property
    def groups(self) -> list[Group]:
        """The calibrated predictions, grouped."""
        return _groups(self.row, "after")


def _groups(row: Calibration | None, name: str) -> list[Group]:
    if row is None or not row.figures:
        return []
    return [Group(**group) for group in row.figures[name]["groups"]]


def truth(community: Community) -> Truth:
    """What is known of today's scores in a community."""
    row = queries_use.calibration_of(community, edition())
    after = _groups(row, "after")
    if not after:
        return Truth(row)
    drawn = reliability_chart(
        _groups(row, "before"),
        after,
        title=_("What was predicted, and what share was accepted"),
        across=_("predicted, %"),
        up=_("accepted, %"),
    )
    return Truth(row, mark_safe(drawn))  # noqa: S308 - every text in it was escaped


def table(report: Report, name: str, by: str) -> Iterator[list[Any]]:
    """A figure of the report as rows for a spreadsheet, the heading first: "funnel", "reasons",
    "places", "calibration", "exposure"."""
    if name == "funnel":
        yield ["step", "events", "matches", "needs", "share_of_shown"]
        for way in report.funnel():
            yield [way.kind, way.events, way.matches, way.needs, _number(way.rate)]
    elif name == "reasons":
        yield ["reason", "times"]
        yield from ([reason, number] for reason, number in report.reasons())
    elif name == "places":
        yield ["place", "shown", "opened", "share_opened"]
        yield from ([place.rank, place.shown, place.opened, _number(place.share)] for place in report.places())
    elif name == "calibration":
        row = queries_use.calibration_of(report.community, edition())
        yield ["scores", "predicted", "accepted", "low", "high", "outcomes"]
        for when in ("before", "after"):
            for group in _groups(row, when):
                told = (group.predicted, group.happened, group.low, group.high)
                yield [when, *(_number(value) for value in told), group.count]
    else:
        yield [by, "exposure_share", "merit_share", "ratio", "low", "high", "times_shown", "needs"]
        for line in report.exposure(by):
            share = line.share
            figures = (share.exposure, share.merit, share.ratio, share.low, share.high)
            yield [line.name, *(_number(value) for value in figures), share.times, share.needs]


TABLES = ("funnel", "reasons", "places", "calibration", "exposure")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
