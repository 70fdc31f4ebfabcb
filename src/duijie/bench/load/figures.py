"""What came of a stage of the load, and where it became too much. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

SLOW_MS = 500.0
"""The p95 of a page at which people begin to wait."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One request: the kind of page, how long it took, and what was wrong with it ("" for nothing)."""

    kind: str
    took_ms: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """So many people for so long: requests, requests a second, p50 and p95 in ms, by kind; errors."""

    people: int
    requests: int
    per_second: float
    p50_ms: float
    p95_ms: float
    by_kind: dict[str, dict[str, float]]
    errors: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def stage(people: int, seconds: float, seen: Iterable[Seen]) -> Stage:
    """The figures of one stage. What failed is counted as an error and not timed."""
    rows = list(seen)
    times: dict[str, list[float]] = defaultdict(list)
    errors: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.error:
            errors[f"{row.kind}: {row.error}"] += 1
        else:
            times[row.kind].append(row.took_ms)
    sound = [took for kind in times.values() for took in kind]
    by_kind = {
        kind: {"requests": len(took), "p50_ms": quantile(took, 0.5), "p95_ms": quantile(took, 0.95)}
        for kind, took in sorted(times.items())
    }
    return Stage(
        people, len(rows), len(rows) / seconds, quantile(sound, 0.5), quantile(sound, 0.95), by_kind, dict(errors)
    )


def quantile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of all do not exceed (nearest rank); not a number where there is none."""
    ranked = sorted(values)
    return ranked[math.ceil(share * len(ranked)) - 1] if ranked else math.nan


def too_much(stages: Sequence[Stage], slow_ms: float = SLOW_MS) -> int | None:
    """The place of the first stage whose p95 over all requests passes ``slow_ms``; None where none does."""
    return next((place for place, one in enumerate(stages) if not one.p95_ms <= slow_ms), None)
