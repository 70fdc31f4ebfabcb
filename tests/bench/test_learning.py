"""The bench of learning prints what it measured, against a truth that it knows."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from duijie.bench.command import learning
from duijie.bench.recording import run_recording
from duijie.core.errors import Unavailable
from duijie.matching.models import UseEvent
from tests.factories.world import World, world

__all__ = ["world"]


def test_it_says_what_calibration_and_replay_bring() -> None:
    asked = ["--needs", "50", "--runs", "2", "--json"]
    result = CliRunner().invoke(learning, asked)
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert all(row["error_after"] < row["error_before"] for row in told["calibration"])
    assert all(row["off"] < row["off_before"] for row in told["calibration"])
    assert all(row["truth"] > 0 for row in told["replay"])
    assert CliRunner().invoke(learning, asked).output == result.output  # the same seed, the same figures
    assert "replay" in CliRunner().invoke(learning, asked[:-1]).output


@pytest.mark.django_db
def test_what_recording_costs_is_measured_and_removed(world: World) -> None:
    told = run_recording(3, before=20)
    assert set(told) == {"read for a page", "write a page of ten", "write an opening"}
    assert all(0 < p50 <= p95 for p50, p95 in told.values())
    assert not UseEvent.objects.exists()


@pytest.mark.django_db
def test_without_a_community_it_says_what_to_do() -> None:
    with pytest.raises(Unavailable, match="duijie up"):
        run_recording(1)
