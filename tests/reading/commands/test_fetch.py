"""``duijie fetch`` as somebody types it, killed included."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from duijie.config.env import Env
from duijie.core.errors import InvalidInput
from duijie.reading.commands import read
from duijie.reading.commands.fetch import run
from tests.reading.sources.server import Reply, Site, page
from tests.reading.sources.warc.making import info, record


@pytest.fixture
def site() -> Any:
    running = Site()
    for n in range(1, 7):
        running.replies[f"/{n}"] = page(
            f"湖泊学会第{n}次年会", f"湖泊生态学会第{n}次年会在江城开幕。\n到会代表三百人。"
        )
    running.replies["/list.txt"] = Reply(body="\n".join(f"{running.url}/{n}" for n in range(1, 7)).encode())
    yield running
    running.stop()


def fetch(folder: Path, *sources: str, **changed: Any) -> tuple[int, list[dict[str, Any]], str]:
    out, err = io.StringIO(), io.StringIO()
    given = {"var_dir": folder, "fetch_private": "127.0.0.0/8", "fetch_delay": 0.0}
    extra = {name: changed.pop(name) for name in ("kind", "save", "fresh") if name in changed}
    settings = Env(**(given | changed))  # type: ignore[arg-type]
    code = run(sources, settings=settings, out=out, err=err, **extra)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_a_list_of_addresses_becomes_articles(site: Site, tmp_path: Path) -> None:
    code, articles, said = fetch(tmp_path, site.url + "/list.txt")
    assert (code, said) == (0, "")
    assert [a["path"] for a in articles] == [f"{site.url}/{n}" for n in range(1, 7)]
    assert "到会代表三百人" in articles[0]["text"]
    assert articles[0]["fetched_at"]


def test_files_of_each_kind_are_sources_too(site: Site, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{site.url}/1\nnot an address\n")
    (tmp_path / "feed.xml").write_text(f"<rss><channel><item><link>{site.url}/2</link></item></channel></rss>")
    body = "<html><body><article><p>档案中的一篇文章，讲湖泊保护。</p></article></body></html>"
    (tmp_path / "a.warc").write_bytes(info() + record("http://e.cn/1", body.encode()))
    (tmp_path / "page.txt").write_text("院士大会开幕\n\n大会于2021年5月28日在北京开幕，三千人出席。")
    names = ["list.txt", "feed.xml", "a.warc", "page.txt"]
    code, articles, said = fetch(tmp_path, *(str(tmp_path / name) for name in names), site.url + "/3")
    assert code == 0
    paths = {a["path"] for a in articles}
    assert paths == {"http://e.cn/1", str(tmp_path / "page.txt"), *(f"{site.url}/{n}" for n in (1, 2, 3))}
    assert said.count("\n") == 1
    assert "2" in said


def test_this_machine_is_refused_without_the_setting(site: Site, tmp_path: Path) -> None:
    code, articles, said = fetch(tmp_path, site.url + "/1", fetch_private="")
    assert (code, articles, site.asked) == (2, [], [])
    assert "127.0.0.1" in said


@pytest.mark.parametrize("source", ["no-such-file", "ftp://example.org/x", "http://"])
def test_what_is_no_source_is_one_sentence(tmp_path: Path, source: str) -> None:
    with pytest.raises(InvalidInput):
        fetch(tmp_path, source)


def test_a_second_run_asks_again_and_fresh_forgets(site: Site, tmp_path: Path) -> None:
    site.replies["/1"].headers["ETag"] = '"1"'  # type: ignore[union-attr]
    first = fetch(tmp_path, site.url + "/1")[1]
    second = fetch(tmp_path, site.url + "/1")[1]
    assert [a["text"] for a in first] == [a["text"] for a in second]
    assert "if-none-match" in site.headers[-1]
    fetch(tmp_path, site.url + "/1", fresh=True)
    assert "if-none-match" not in site.headers[-1]


def test_killed_in_the_middle_it_goes_on_where_it_was(site: Site, tmp_path: Path) -> None:
    """A real process, ended by SIGKILL after the third page."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL",)},
        "DUIJIE_VAR_DIR": str(tmp_path),
        "DUIJIE_FETCH_PRIVATE": "127.0.0.1",
        "DUIJIE_FETCH_DELAY": "0",
    }
    typed = [sys.executable, "-m", "duijie", "fetch", site.url + "/list.txt"]
    answer = site.replies["/4"]
    assert isinstance(answer, Reply)

    def hang(handler: Any) -> None:
        time.sleep(30)

    site.replies["/4"] = hang
    first = subprocess.Popen(typed, env=environment, stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    printed = [json.loads(first.stdout.readline())["path"] for _ in range(3)]
    while "/4" not in site.asked:
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    first.stdout.close()
    site.replies["/4"] = answer
    again = subprocess.run(typed, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert printed == [f"{site.url}/{n}" for n in (1, 2, 3)]
    assert [json.loads(line)["path"] for line in again.stdout.splitlines()] == [f"{site.url}/{n}" for n in range(1, 7)]
    assert sorted(site.pages) == sorted(["/list.txt", "/4", *(f"/{n}" for n in range(1, 7))])


def test_read_takes_warc_files_whole_and_cut(tmp_path: Path) -> None:
    pages = [f"<html><body><article><p>第{n}篇，讲湖泊保护。</p></article></body></html>".encode() for n in range(3)]
    whole = info() + b"".join(record(f"http://e.cn/{n}", page) for n, page in enumerate(pages))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "cut.warc").write_bytes(whole[:-40])
    (tmp_path / "in" / "z.txt").write_text("院士大会开幕\n\n大会于2021年5月28日在北京开幕，三千人出席。")
    out, err = io.StringIO(), io.StringIO()
    assert read.run([tmp_path / "in"], out=out, err=err) == 0
    paths = [json.loads(line)["path"] for line in out.getvalue().splitlines()]
    assert paths == ["http://e.cn/0", "http://e.cn/1", str(tmp_path / "in" / "z.txt")]
    assert err.getvalue().count("\n") == 1
    assert "cut.warc" in err.getvalue()
