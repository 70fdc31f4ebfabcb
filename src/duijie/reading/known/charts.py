"""A line chart of one measure over time as SVG. Pure; no script, no inline style.

Its colours are those of the page (``currentColor`` and the classes of ``reading/figures.css``),
so that it is right in light and dark and prints. What it shows is also in a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import ceil, floor, log10

_WIDTH, _HEIGHT = 560, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 18, 14, 30


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a time; ``label`` is what a reader is told, ``about`` whether the time is only
    that of the page that says it."""

    day: date
    value: float
    label: str
    about: bool = False


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers that cover a range, some ``about`` of them.

    >>> ticks(0, 4000)
    [0.0, 1000.0, 2000.0, 3000.0, 4000.0]
    """
    span = high - low
    if span < 1e-6 * max(1.0, abs(high)):  # one value, or what no eye tells apart
        span = max(1.0, abs(high))
    raw = span / about
    power = 10.0 ** floor(log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if raw <= power * factor * 1.0001)
    first = floor(low / step)
    last = max(first + 1, ceil(high / step))
    return [round(number * step, 10) for number in range(first, last + 1)]


def line_chart(points: Sequence[Point], title: str) -> str:
    """An SVG of values over time, the oldest first. The axis begins at 0 unless the values lie
    far from it.

    Raises:
        ValueError: there are no points.
    """
    if not points:
        raise ValueError("A chart needs a point.")
    rows = sorted(points, key=lambda point: point.day)
    values = [point.value for point in rows]
    low, high = min(values), max(values)
    base = 0.0 if low >= 0 and (high == 0 or low / high < 0.7) else low
    marks = ticks(min(base, low), high)
    bottom, top = marks[0], marks[-1]
    first, last = rows[0].day.toordinal(), rows[-1].day.toordinal()

    def x(day: date) -> float:
        if first == last:
            return (_LEFT + _WIDTH - _RIGHT) / 2
        return _LEFT + (day.toordinal() - first) / (last - first) * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - (value - bottom) / ((top - bottom) or 1) * (_HEIGHT - _TOP - _BOTTOM)

    parts = [
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>'
    ]
    for mark in marks:
        at = y(mark)
        parts.append(
            f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
            f'<text class="tick" x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{_number(mark)}</text>'
        )
    taken = -_LABEL
    for day, label in _days(rows):
        at = x(day)
        if at - taken < _LABEL:  # it would stand on the one before
            continue
        taken = at
        # At the right edge a label ends below its point: nothing is cut off.
        anchor = "end" if at + _LABEL / 2 > _WIDTH else "middle"
        parts.append(f'<text class="tick" x="{at:.1f}" y="{_HEIGHT - 8}" text-anchor="{anchor}">{label}</text>')
    line = " ".join(f"{x(point.day):.1f},{y(point.value):.1f}" for point in rows)
    parts.append(f'<polyline class="line" points="{line}"/>')
    for point in rows:
        parts.append(
            f'<circle class="{"point about" if point.about else "point"}" cx="{x(point.day):.1f}" '
            f'cy="{y(point.value):.1f}" r="4"><title>{escape(point.label)}</title></circle>'
        )
    return "".join([*parts, "</svg>"])


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"


_LABEL = 64.0
"""What a label below the axis takes up, in the units of the drawing."""


def _days(rows: Sequence[Point]) -> list[tuple[date, str]]:
    """At most six labels below the axis: years, or months where all lie within two years."""
    short = rows[-1].day.year - rows[0].day.year <= 1
    days: dict[str, date] = {}
    for point in rows:
        days.setdefault(f"{point.day:%Y-%m}" if short else f"{point.day:%Y}", point.day)
    names = list(days.items())
    step = ceil(len(names) / 6)
    return [(day, name) for name, day in names[::step]]


@dataclass(frozen=True, slots=True)
class Span:
    """A time: ``end`` None goes on; ``about`` when its days are only those on which pages said so."""

    label: str
    start: date
    end: date | None
    about: bool = False


_ROW, _SIDE = 34, 16


def span_chart(spans: Sequence[Span], title: str, today: date) -> str:
    """An SVG of times below each other on one axis of years; a time that goes on reaches today.

    Raises:
        ValueError: there are no spans.
    """
    if not spans:
        raise ValueError("A chart needs a span.")
    first = min(span.start for span in spans).toordinal()
    last = max([today.toordinal() if span.end is None else span.end.toordinal() for span in spans] + [first + 300])
    height = len(spans) * _ROW + _BOTTOM

    def x(day: date) -> float:
        return _SIDE + (day.toordinal() - first) / (last - first) * (_WIDTH - 2 * _SIDE)

    parts = [
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>'
    ]
    begun, ended = date.fromordinal(first).year, date.fromordinal(last).year
    step = max(1, ceil((ended - begun + 1) / 8))
    for year in range(begun + 1, ended + 1, step):
        at = x(date(year, 1, 1))
        parts.append(
            f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{height - _BOTTOM + 6}"/>'
            f'<text class="tick" x="{at:.1f}" y="{height - 8}" text-anchor="middle">{year}</text>'
        )
    for row, span in enumerate(spans):
        left, right = x(span.start), x(span.end or today)
        top = row * _ROW + 18
        parts.append(
            f'<text class="tick name" x="{min(left, _WIDTH - 240):.1f}" y="{top - 5}">{escape(span.label)}</text>'
            f'<rect class="{"span about" if span.about else "span"}" x="{left:.1f}" y="{top}" '
            f'width="{max(right - left, 4):.1f}" height="9" rx="2"/>'
        )
    return "".join([*parts, "</svg>"])
