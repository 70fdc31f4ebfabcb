"""Milliseconds to propose three teams, on generated candidates.

Each case has some requirements (six in ten a must) and candidates of which each answers each
requirement by chance: a third of the answers cover it, the others cover it partly. One candidate
in five has time for two requirements only, one pair in a hundred cannot work together. Harder
than what the libraries bring up: there, who answers much answers most.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from random import Random

import numpy as np

from duijie.matching.teams import Candidate, propose

REQUIREMENTS = (6, 12, 20)
ANSWERED = (0.05, 0.15, 0.4)
_COVERS, _LIMITED, _APART, _MUST = 0.35, 0.2, 0.01, 0.6


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of the wall clock and, since other work may run beside, of the processor."""

    candidates: int
    requirements: int
    answered: float
    runs: int
    p50: float
    p95: float
    max: float
    cpu_p50: float
    cpu_p95: float
    cpu_max: float
    unproven: int


def case(candidates: int, requirements: int, answered: float, seed: int) -> tuple[list[Candidate], list[bool]]:
    """Generated candidates and which requirements are musts; the same for the same seed."""
    random = Random(f"{candidates} {requirements} {answered} {seed}")  # noqa: S311 - no secrets

    def strength() -> float:
        if random.random() >= answered:
            return 0.0
        return random.randint(930, 1000) / 1000 if random.random() < _COVERS else random.randint(60, 460) / 1000

    people = [
        Candidate(
            f"talent:{number:03}",
            "talent",
            tuple(strength() for _ in range(requirements)),
            score=random.random(),
            capacity=2 if random.random() < _LIMITED else None,
            conflicts=frozenset(f"talent:{other:03}" for other in range(number) if random.random() < _APART),
        )
        for number in range(candidates)
    ]
    return people, [random.random() < _MUST for _ in range(requirements)]


def run_teams(candidates: int, runs: int, seed: int, patience: float | None = None) -> list[dict[str, float]]:
    """The times by number of requirements and share answered, and of all together; how often the
    search was ended by ``patience`` (seconds) before the best was proven."""
    found: list[Timing] = []
    wall_all: list[float] = []
    cpu_all: list[float] = []
    late = 0
    people, musts = case(candidates, REQUIREMENTS[0], ANSWERED[0], seed)
    propose(people, musts=musts)  # what is loaded once is loaded now
    for requirements in REQUIREMENTS:
        for answered in ANSWERED:
            wall, cpu, unproven = [], [], 0
            for run in range(runs):
                people, musts = case(candidates, requirements, answered, seed + run)
                begun, spent = time.perf_counter(), time.process_time()
                unproven += not propose(people, musts=musts, patience=patience).proven
                wall.append(1000 * (time.perf_counter() - begun))
                cpu.append(1000 * (time.process_time() - spent))
            found.append(_timing(candidates, requirements, answered, wall, cpu, unproven))
            late += unproven
            wall_all += wall
            cpu_all += cpu
    return [asdict(one) for one in [*found, _timing(candidates, 0, 0.0, wall_all, cpu_all, late)]]


def _timing(
    candidates: int, requirements: int, answered: float, wall: list[float], cpu: list[float], unproven: int
) -> Timing:
    def at(values: list[float]) -> tuple[float, float, float]:
        return (
            round(float(np.percentile(values, 50)), 1),
            round(float(np.percentile(values, 95)), 1),
            round(max(values), 1),
        )

    return Timing(candidates, requirements, answered, len(wall), *at(wall), *at(cpu), unproven)


def table(rows: list[dict[str, float]]) -> str:
    """The times as lines for people; the last is of all cases."""
    lines = [
        "candidates  requirements  answered   runs   p50 ms   p95 ms   max ms   processor p50 / p95 / max   not proven"
    ]
    for row in rows:
        asked = f"{row['requirements']:12}  {row['answered']:8.0%}" if row["requirements"] else f"{'all':>12}  {'':8}"
        lines.append(
            f"{row['candidates']:10}  {asked}  {row['runs']:5}  {row['p50']:7.1f}  {row['p95']:7.1f}  {row['max']:7.1f}"
            f"   {row['cpu_p50']:.1f} / {row['cpu_p95']:.1f} / {row['cpu_max']:.1f}   {row['unproven']:.0f}"
        )
    return "\n".join(lines)
