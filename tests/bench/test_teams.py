"""The bench of teams: the same cases for the same seed, and a line for each kind of case."""

from __future__ import annotations

from duijie.bench import teams


def test_cases_are_the_same_for_the_same_seed() -> None:
    assert teams.case(9, 4, 0.5, 1) == teams.case(9, 4, 0.5, 1)
    assert teams.case(9, 4, 0.5, 1) != teams.case(9, 4, 0.5, 2)


def test_every_kind_of_case_is_timed_and_all_together() -> None:
    rows = teams.run_teams(candidates=8, runs=2, seed=1)
    assert len(rows) == len(teams.REQUIREMENTS) * len(teams.ANSWERED) + 1
    assert rows[-1]["runs"] == sum(row["runs"] for row in rows[:-1])
    assert all(0 < row["p50"] <= row["p95"] <= row["max"] for row in rows)
    assert len(teams.table(rows).splitlines()) == 1 + len(rows)
