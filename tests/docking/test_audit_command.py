"""``duijie audit verify`` as an operator types it, and what it says after somebody went behind the database's back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import psycopg
import pytest

from duijie.docking.chain import Entry, digest
from tests.databases import Place, name_of, new_place

_STREAM = "0197a0c0-0000-7000-8000-000000000001"
_WRITE = f"""
from uuid import UUID
from duijie.core.models import User
from duijie.docking.services import log
user = User.objects.create_user("clerk@example.org", None, name="clerk")
for action in ("invite", "accept", "say", "end"):
    log.write(stream=UUID("{_STREAM}"), actor=user, action=action, about=user)
"""


@pytest.fixture(scope="module")
def written(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An installation with four entries in its log."""
    found = new_place(postgres_url, tmp_path_factory.mktemp("written"), like=template)
    done = found.run("manage", "shell", "-c", _WRITE)
    assert done.returncode == 0, done.stderr
    return found


@pytest.fixture
def place(postgres_url: str, written: Place, tmp_path: Path) -> Place:
    """One like it, with the same key, in a folder with a blank in its name."""
    found = new_place(postgres_url, tmp_path / "a folder", like=name_of(written))
    shutil.copy(written.folder / "secret_key", found.folder)
    return found


def behind_its_back(place: Place, order: str) -> None:
    """What an intruder with the database's own rights can do: no trigger holds them."""
    with psycopg.connect(place.url) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(order)  # written here


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


def test_entries_cut_off_the_end_are_missed_at_once(place: Place) -> None:
    behind_its_back(place, "delete from docking_logentry where place = 4")
    done = place.run("audit", "verify")
    assert done.returncode == 1 and "broken at entry 4: entries were cut off the end" in done.stdout


def test_an_entry_that_somebody_sealed_rightly_but_did_not_sign_is_found(place: Place) -> None:
    """The way of sealing is no secret; the key is."""
    rows = place.rows("select place, digest, at from docking_logentry order by place desc limit 1")
    [(last, previous, at)] = rows
    forged = Entry(int(str(last)) + 1, at, "", "system", "agree", "core.user:1", {}, {}, "")  # type: ignore[arg-type]
    sealed = digest(_STREAM, forged, str(previous))
    columns = "stream, place, at, actor, actor_label, action, about, before, after, note, previous, digest"
    values = f"'{_STREAM}', 5, '{at}', '', 'system', 'agree', 'core.user:1', '{{}}', '{{}}', ''"
    order = f"insert into docking_logentry ({columns}) values ({values}, '{previous}', '{sealed}')"  # noqa: S608
    behind_its_back(place, order)
    done = place.run("audit", "verify")
    assert done.returncode == 1 and "broken at entry 5: it was added" in done.stdout, done.stdout


def test_with_another_key_no_chain_breaks_but_none_is_vouched_for(place: Place) -> None:
    done = place.run("audit", "verify", DUIJIE_SECRET_KEY="another key that is long enough to be taken for one")
    assert done.returncode == 1 and "1 chains were not signed with this installation's key" in done.stdout
    assert "broken" not in done.stdout
