"""``duijie match-replay``: what is printed, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict

from duijie.core.output import out
from duijie.matching.learning.replay import Estimate
from duijie.matching.services.replaying import Replay, community_named, replay

_LOOKS = {
    "assumed": "assumed, for too little was seen at two places",
    "curve": "a curve told by the log",
    "places": "told by the log place by place",
}


def run(*, community: str | None, first: str, second: str, days: int, accepted: bool, as_json: bool) -> None:
    """Compare and print."""
    found = replay(community=community_named(community), first=first, second=second, days=days, accepted=accepted)
    out(asdict(found), as_json=as_json, human=lambda: _text(found, first, second))


def _text(found: Replay, first: str, second: str) -> str:
    told, looks = found.comparison, found.looks
    better = "no difference is shown"
    if told.difference.low > 0:
        better = f"{second} is better"
    elif told.difference.high < 0:
        better = f"{first} is better"
    return "\n".join(
        [
            f"log          {told.impressions} pages of {told.needs} needs, {told.openings} chosen "
            f"(worth {told.effective:.0f} of equal weight); {found.left_out} needs left out",
            f"looks        1 / place^{looks.steepness:.2f} ± {looks.spread:.2f}, {_LOOKS[looks.source]} "
            f"({looks.openings} chosen at two places); {told.clipped:.0%} clipped",
            f"{first[:12]:12} {told.first:.3f}",
            f"{second[:12]:12} {told.second:.3f}",
            f"difference   {_estimate(told.difference)}: {better}",
            f"interleaved  {_estimate(told.interleaved)}",
            f"uncorrected  {_estimate(told.naive)} (leans to the order that was shown)",
        ]
    )


def _estimate(one: Estimate) -> str:
    return f"{one.value:+.3f} ({one.low:+.3f} to {one.high:+.3f})"
