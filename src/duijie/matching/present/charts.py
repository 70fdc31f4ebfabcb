"""How true scores are, as SVG: what was predicted against what happened. Pure; no script, no style.

Colours are those of the page, by the classes of ``matching/use.css``. What it shows is also in a table
beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from duijie.matching.learning.reliability import Group

_SIZE, _LEFT, _RIGHT, _TOP, _BOTTOM = 320, 46, 12, 12, 44


def reliability_chart(before: Sequence[Group], after: Sequence[Group], *, title: str, across: str, up: str) -> str:
    """An SVG of both: rings for the score as it is, dots with their intervals for the calibrated one; on
    the diagonal a prediction is what happens.

    Args:
        title, across, up: for the chart and its two axes, as the reader is to have them.
    """

    def x(value: float) -> float:
        return _LEFT + value * (_SIZE - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return _SIZE - _BOTTOM - value * (_SIZE - _TOP - _BOTTOM)

    parts = [
        f'<svg class="chart square" viewBox="0 0 {_SIZE} {_SIZE}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>'
    ]
    for tenth in (0, 2, 4, 6, 8, 10):
        value = tenth / 10
        parts.append(
            f'<line class="grid" x1="{x(0):.1f}" x2="{x(1):.1f}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>'
            f'<text class="tick" x="{_LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{tenth * 10}</text>'
            f'<text class="tick" x="{x(value):.1f}" y="{_SIZE - _BOTTOM + 16}" text-anchor="middle">{tenth * 10}</text>'
        )
    parts.append(f'<line class="ideal" x1="{x(0):.1f}" y1="{y(0):.1f}" x2="{x(1):.1f}" y2="{y(1):.1f}"/>')
    parts.append(
        f'<text class="tick" x="{(x(0) + x(1)) / 2:.1f}" y="{_SIZE - 8}" text-anchor="middle">{escape(across)}</text>'
        f'<text class="tick" transform="translate(12 {(y(0) + y(1)) / 2:.1f}) rotate(-90)" text-anchor="middle">'
        f"{escape(up)}</text>"
    )
    for group in after:
        at = x(group.predicted)
        parts.append(
            f'<line class="spread" x1="{at:.1f}" x2="{at:.1f}" y1="{y(group.low):.1f}" y2="{y(group.high):.1f}"/>'
        )
    for groups, look in ((before, "point about"), (after, "point")):
        for group in groups:
            told = f"{group.predicted:.0%} → {group.happened:.0%} ({group.count})"
            parts.append(
                f'<circle class="{look}" cx="{x(group.predicted):.1f}" cy="{y(group.happened):.1f}" r="4">'
                f"<title>{escape(told)}</title></circle>"
            )
    return "".join([*parts, "</svg>"])
