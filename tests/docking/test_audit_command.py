"""``duijie audit verify`` as an operator types it, and what it says after somebody went behind the database's back."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from tests.databases import Place, new_place

_STREAM = "0197a0c0-0000-7000-8000-000000000001"
_WRITE = f"""
from uuid import UUID
from duijie.core.models import User
from duijie.docking.services import log
user = User.objects.create_user("clerk@example.org", None, name="clerk")
for action in ("invite", "accept", "say", "end"):
    log.write(stream=UUID("{_STREAM}"), actor=user, action=action, about=user)
"""


@pytest.fixture
def place(postgres_url: str, template: str, tmp_path: Path) -> Place:
    """An installation, in a folder with a blank in its name, with four entries in its log."""
    found = new_place(postgres_url, tmp_path / "a folder", like=template)
    done = found.run("manage", "shell", "-c", _WRITE)
    assert done.returncode == 0, done.stderr
    return found


def behind_its_back(place: Place, order: str) -> None:
    """What an intruder with the database's own rights can do: no trigger holds them."""
    with psycopg.connect(place.url) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(order)  # type: ignore[arg-type]  # written here


def test_a_log_that_nobody_touched(place: Place) -> None:
    done = place.run("audit", "verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert "4 entries of 1" in done.stdout and "every chain holds" in done.stdout


def test_it_says_at_which_entry_a_changed_log_breaks(place: Place) -> None:
    behind_its_back(place, "update docking_logentry set note = 'agreed to more' where place = 2")
    done = place.run("audit", "verify")
    assert done.returncode == 1 and f"{_STREAM}: broken at entry 2" in done.stdout, done.stderr
    told = json.loads(place.run("audit", "verify", "--json").stdout)
    assert told["breaks"] == [{"stream": _STREAM, "place": 2, "kind": "content"}]
