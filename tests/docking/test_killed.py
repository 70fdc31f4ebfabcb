"""kill -9 at any moment between an invitation and agreed terms: nothing half done, no mail twice."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.databases import Place, new_place

_KILLS = 3


@pytest.fixture
def place(postgres_url: str, tmp_path: Path) -> Place:
    place = new_place(postgres_url, tmp_path / "var")
    done = place.run("manage", "migrate", "-v0")
    assert done.returncode == 0, done.stderr
    return place


def _command(what: str) -> list[str]:
    return [sys.executable, "-m", "tests.docking.longest_path", what]


def _tell(place: Place) -> dict[str, Any]:
    done = subprocess.run(_command("tell"), env=place.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_killed_at_any_moment_everything_is_whole(place: Place) -> None:
    chance = random.Random(7)
    reached = 0
    for _ in range(_KILLS):
        walking = subprocess.Popen(
            _command("walk"), env=place.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert walking.stdout is not None and walking.stderr is not None
        try:
            for _ in range(chance.randint(2, 17)):
                assert walking.stdout.readline() == "step\n", walking.stderr.read()
            time.sleep(chance.uniform(0, 0.2))
            assert walking.poll() is None, walking.stderr.read()
        finally:
            walking.kill()
            walking.communicate()
        told = _tell(place)
        assert told["trouble"] == {}, told
        assert told["introductions"] > reached, "every walk came some way"
        reached = told["introductions"]
    assert told["agreed"] and told["mails"]["sent"]

    subprocess.run(_command("finish"), env=place.environment, check=True)
    told = _tell(place)
    assert told["trouble"] == {} and told["mails"]["waiting"] == 0
    listed = place.run("mail", "--json")
    assert listed.returncode == 0, listed.stderr
    said = json.loads((listed.stdout or listed.stderr).splitlines()[-1])
    assert len(said["unsent"]) == told["mails"]["unsent"] == told["mails"]["sending"] <= _KILLS
