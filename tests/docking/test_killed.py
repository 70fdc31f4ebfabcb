"""kill -9 on the longest path and on a challenge, at commits and at any moment: nothing half done, no mail twice.

Once through by default; ``DUIJIE_KILLED_PATHS=20`` walks as many paths, each with other kills.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.databases import Place, new_place

_PATHS = int(os.environ.get("DUIJIE_KILLED_PATHS", "1"))
_SEED = os.environ.get("DUIJIE_KILLED_SEED", "7")


@pytest.fixture
def place(postgres_url: str, template: str, tmp_path: Path) -> Place:
    return new_place(postgres_url, tmp_path / "var", like=template)


def _walked(place: Place, module: str, kinds: int) -> dict[str, Any]:
    """Walk a path with its kills; what holds in the end, which is everything."""
    done = subprocess.run(
        [sys.executable, "-m", module, str(_PATHS), _SEED],
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert done.returncode == 0, done.stdout + done.stderr
    walked, told = said[-2:]
    assert walked["code"] == 0, (said, done.stderr)
    assert sum(walked["kills"].values()) >= 20 * _PATHS and len(walked["kills"]) >= kinds, walked
    assert told["trouble"] == {}

    mails = told["mails"]
    assert mails["sent"] and mails["waiting"] == 0
    listed = place.run("mail", "--json")
    assert listed.returncode == 0, listed.stderr
    unsent = json.loads(listed.stdout)["unsent"]
    assert len(unsent) == mails["unsent"] == mails["sending"]

    files = told["files"]
    assert files["swept"] == files["before"]["there"] - files["before"]["named"]
    assert files["after"]["there"] == files["after"]["named"] == files["before"]["named"]
    return dict(told)


def test_killed_at_any_moment_everything_is_whole(place: Place) -> None:
    told = _walked(place, "tests.docking.longest_path", 5)
    assert told["delivered"] == _PATHS, "every path was walked to its end"


def test_killed_at_any_moment_a_challenge_loses_no_proposal_and_opens_once_and_in_time(place: Place) -> None:
    told = _walked(place, "tests.docking.challenges.killed_path", 5)
    assert told["awarded"] == told["deals"] == _PATHS, "every path was walked to its end"
