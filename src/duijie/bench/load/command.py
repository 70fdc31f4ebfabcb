"""The load itself: ever more people, until pages get slow."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from typing import Any

from duijie.bench.load.figures import SLOW_MS, Seen, Stage, stage, too_much
from duijie.bench.load.people import THINK_SECONDS, Visitor
from duijie.bench.load.site import Guest, Site, throwaway
from duijie.core.output import say

_GUESTS = 40  # more people share their accounts
_WARM_SECONDS = 3.0


def run_load(*, most: int, seconds: float, slow_ms: float = SLOW_MS) -> dict[str, Any]:
    """Let 4, 6, 9 … up to ``most`` people look around for ``seconds`` each time, until the p95 of all
    requests passes ``slow_ms``.

    Returns:
        ``{"stages": […], "at": place of the last stage below or null, "beyond": place of the first
        above or null, "load": load average of the machine before, "think_seconds"}``
    """
    before = os.getloadavg()[0]
    stages: list[Stage] = []
    with throwaway(_GUESTS) as site:
        say(f"The site is at {site.address}; the load of this machine was {before:.1f} before.")
        asyncio.run(_warm(site))
        for people in _rising(most):
            seen = asyncio.run(_together(site, people, seconds))
            stages.append(stage(people, seconds, seen))
            say(_line(stages[-1]))
            if too_much(stages, slow_ms) is not None:
                break
    beyond = too_much(stages, slow_ms)
    last = len(stages) - 1 if beyond is None else beyond - 1
    return {
        "stages": [one.as_dict() for one in stages],
        "at": last if last >= 0 else None,
        "beyond": beyond,
        "load": before,
        "think_seconds": THINK_SECONDS,
        "slow_ms": slow_ms,
    }


def _rising(most: int) -> Iterator[int]:
    people = 4
    while people < most:
        yield people
        people = people * 3 // 2
    yield most


async def _warm(site: Site) -> None:
    """Ask for each kind of page, so that what is loaded once is loaded."""
    await Visitor(site, site.guests[0], 0).look_at_all()
    await _together(site, 2, _WARM_SECONDS)


async def _together(site: Site, people: int, seconds: float) -> list[Seen]:
    until = time.perf_counter() + seconds
    guests: list[Guest] = [site.guests[place % len(site.guests)] for place in range(people)]
    visitors = [Visitor(site, guest, seed) for seed, guest in enumerate(guests)]
    await asyncio.gather(*(one.stay(until) for one in visitors))
    return [seen for one in visitors for seen in one.seen]


def _line(one: Stage) -> str:
    errors = sum(one.errors.values())
    return (
        f"{one.people} people: {one.per_second:.1f} requests/s, p50 {one.p50_ms:.0f} ms, p95 {one.p95_ms:.0f} ms, "
        f"{errors} errors"
    )


def table(results: dict[str, Any]) -> str:
    """The figures as Markdown tables: the stages, and each kind of page at the point."""
    rows = ["| people | requests/s | p50 ms | p95 ms | errors |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f"| {one['people']} | {one['per_second']:.1f} | {one['p50_ms']:.0f} | {one['p95_ms']:.0f} "
        f"| {sum(one['errors'].values())} |"
        for one in results["stages"]
    ]
    shown = [(name, results[name]) for name in ("at", "beyond") if results[name] is not None]
    for name, place in shown:
        one = results["stages"][place]
        side = "below" if name == "at" else "above"
        rows += ["", f"{one['people']} people, p95 {side} {results['slow_ms']:.0f} ms:", ""]
        rows += ["| page | requests | p50 ms | p95 ms |", "| --- | --- | --- | --- |"]
        rows += [
            f"| {kind} | {told['requests']} | {told['p50_ms']:.0f} | {told['p95_ms']:.0f} |"
            for kind, told in one["by_kind"].items()
        ]
        rows += [f"- {number} × {error}" for error, number in one["errors"].items()]
    if results["beyond"] is None:
        rows += ["", f"With as many people as were allowed, p95 stayed below {results['slow_ms']:.0f} ms."]
    rows += ["", f"Load of the machine before: {results['load']:.1f}. Each looks at a page for 1 s on average."]
    return "\n".join(rows)
