"""``duijie read``: an object a line, a sentence for each failure, and the rest goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from duijie.reading import ReadFailure, read_path
from duijie.reading.commands import read
from tests.reading.prose import ACADEMY, ARTICLES

KEYS = {"path", "sha256", "title", "date", "publisher", "identifiers", "language_variant", "damage", "text"}


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences as they are written, whatever language other tests left behind."""
    monkeypatch.setattr("duijie.core.errors._translate", str)


def test_one_object_for_each_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text(ACADEMY, "utf-8")
    (tmp_path / "b" / "c.txt").write_text(ARTICLES[0], "gb18030")
    (tmp_path / ".hidden.txt").write_text("x", "utf-8")
    assert read.run([str(tmp_path)]) == 0
    printed = capsys.readouterr()
    records = [json.loads(line) for line in printed.out.splitlines()]
    assert [Path(r["path"]).name for r in records] == ["a.txt", "c.txt"]
    assert all(set(r) >= KEYS for r in records)
    assert records[1]["text"] == ARTICLES[0]
    assert printed.err == ""


def test_a_file_that_cannot_be_read_costs_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "b.txt").write_text(ACADEMY, "utf-8")
    assert read.run([str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert len(printed.err.splitlines()) == 1
    assert "a.html" in printed.err and "binary" in printed.err


@pytest.mark.parametrize("name", ["missing.txt", "missing-folder", "empty.txt", "empty-folder"])
def test_nothing_read_is_exit_code_2(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "empty-folder").mkdir()
    assert read.run([str(tmp_path / name)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_wrong_limit_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DUIJIE_READ_TEXT_BYTES", "many")
    assert read.run([str(tmp_path)]) == 2
    assert "DUIJIE_READ_TEXT_BYTES" in capsys.readouterr().err


def test_reading_needs_no_django(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ACADEMY, "utf-8")
    code = (
        "import sys; from duijie.reading.commands.read import run; code = run([sys.argv[1]]); "
        "assert 'django' not in sys.modules; sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["title"] == "中国科学院召开科技基础设施工作会议"


def test_a_link_to_a_folder_above_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ACADEMY, "utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert len([r for r in read_path(tmp_path) if not isinstance(r, ReadFailure)]) == 1


def test_files_beside_a_page_are_never_run(tmp_path: Path) -> None:
    for name in ("html.py", "zipfile.py", "trafilatura.py"):
        (tmp_path / name).write_text("from pathlib import Path\nPath('ran').touch()\n")
    (tmp_path / "page.html").write_text("<html><body><p>大会于2021年5月28日在北京开幕，三千人出席。</p></body></html>")
    duijie = Path(sys.executable).with_name("duijie")
    done = subprocess.run([duijie, "read", "page.html"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "三千人出席" in done.stdout
    assert not (tmp_path / "ran").exists()
