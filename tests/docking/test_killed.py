"""kill -9 on the longest path, at its commits and at any moment: nothing half done, no mail twice.

Once through by default; ``DUIJIE_KILLED_PATHS=20`` walks as many paths, each with other kills.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import Place, new_place

_PATHS = int(os.environ.get("DUIJIE_KILLED_PATHS", "1"))
_SEED = os.environ.get("DUIJIE_KILLED_SEED", "7")


@pytest.fixture
def place(postgres_url: str, template: str, tmp_path: Path) -> Place:
    return new_place(postgres_url, tmp_path / "var", like=template)


def test_killed_at_any_moment_everything_is_whole(place: Place) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.docking.longest_path", str(_PATHS), _SEED],
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert done.returncode == 0, done.stdout + done.stderr
    walked, told = said[-2:]
    assert walked["code"] == 0, (said, done.stderr)
    assert sum(walked["kills"].values()) >= 20 * _PATHS and len(walked["kills"]) >= 5, walked
    assert told["trouble"] == {}
    assert told["delivered"] == _PATHS, "every path was walked to its end"

    mails = told["mails"]
    assert mails["sent"] and mails["waiting"] == 0
    listed = place.run("mail", "--json")
    assert listed.returncode == 0, listed.stderr
    unsent = json.loads((listed.stdout or listed.stderr).splitlines()[-1])["unsent"]
    assert len(unsent) == mails["unsent"] == mails["sending"]

    files = told["files"]
    assert files["swept"] == files["before"]["there"] - files["before"]["named"]
    assert files["after"]["there"] == files["after"]["named"] == files["before"]["named"]
