"""The command as somebody types it: on a machine where nothing was ever started, and with mistakes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def duijie(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    return subprocess.run(
        [sys.executable, "-m", "duijie", *arguments],
        env={**known, "DUIJIE_VAR_DIR": str(folder), "DUIJIE_EMBEDDERS": "minilm", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_first_import_and_a_first_match_without_ever_having_started_the_site(tmp_path: Path) -> None:
    empty = duijie(tmp_path, "match", "remove nickel from plating waste water", "--json")
    assert (empty.returncode, json.loads(empty.stdout)["matches"]) == (0, [])
    assert "duijie import" in duijie(tmp_path, "match", "remove nickel from plating waste water").stdout
    status = duijie(tmp_path, "index", "status", "--json")
    assert json.loads(status.stdout)["items"] == 0


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that some command before may have used: to make one anew takes longer than all of them."""
    return tmp_path_factory.mktemp("place")


@pytest.mark.parametrize(
    "arguments",
    [
        ("match", "x"),
        ("match", "x" * 100_000),
        ("match",),
        ("no-such-command",),
        ("import", "no-such-file.csv", "--kind", "project"),
        ("import", "--kind", "dragon", "file.csv"),
        ("bench", "needs", "--needs", "no-such-file", "--corpus", "neither"),
        ("read", "no-such-page.html"),
    ],
)
def test_a_mistake_is_one_sentence_on_stderr_and_exit_code_2(place: Path, arguments: tuple[str, ...]) -> None:
    result = duijie(place, *arguments)
    assert result.returncode == 2, result.stderr
    said = [line for line in result.stderr.splitlines() if not line.startswith(("    ", "Making", "As root"))]
    assert "Traceback" not in result.stderr
    assert len(said) == 1, result.stderr


def test_it_speaks_english_whatever_the_language_of_the_site_and_the_terminal(place: Path) -> None:
    chinese = {"DUIJIE_LANGUAGE": "zh-hans", "LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}
    short = duijie(place, "match", "镍", **chinese)
    assert short.stderr.splitlines()[-1].startswith("duijie: There is too little to look for"), short.stderr
    named = duijie(place, "export", "all.docx", "--kind", "project", **chinese)
    assert named.stderr.splitlines()[-1].startswith("duijie: Give the file one of the endings"), named.stderr


def test_a_database_that_does_not_answer_is_said_in_a_sentence(tmp_path: Path) -> None:
    result = duijie(tmp_path, "index", "status", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert result.returncode == 2
    assert "DATABASE_URL" in result.stderr
    assert "Traceback" not in result.stderr
