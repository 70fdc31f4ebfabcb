"""The embedded PostgreSQL, as a person with an awkward path would meet it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from duijie.config.postgres import EmbeddedPostgres
from duijie.core.errors import Unavailable


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a blank in its name, left without a server."""
    root = tmp_path / "a folder with blanks"
    root.mkdir()
    yield root
    EmbeddedPostgres(root / "pg")._stop()


def test_it_serves_from_a_path_with_blanks_and_leaves_no_process(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "pg", durable=False)
    with server.serving() as url, psycopg.connect(url) as connection:
        assert connection.execute("show server_encoding").fetchone() == ("UTF8",)
        assert connection.execute("show listen_addresses").fetchone() == ("",)
    assert not server.running()
    assert server._pid() is None


def test_killed_it_is_started_again_with_what_was_saved(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "pg")
    with server.serving() as url:
        server.keep_up()
        with psycopg.connect(url) as connection:
            connection.execute("create table kept as select 7 as number")
        killed = server._pid()
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        while server._is_postgres():
            time.sleep(0.02)
        server.keep_up()
        with psycopg.connect(url) as connection:
            assert connection.execute("select number from kept").fetchone() == (7,)


def test_the_last_process_to_leave_stops_it(folder: Path) -> None:
    first = EmbeddedPostgres(folder / "pg", durable=False)
    second = EmbeddedPostgres(folder / "pg", durable=False)
    first.acquire()
    second.acquire()
    first.release()
    assert second.running()
    second.release()
    assert not second.running()


def test_a_user_that_was_killed_does_not_keep_it_up(folder: Path) -> None:
    program = (
        "import sys,time; from pathlib import Path; from duijie.config.postgres import EmbeddedPostgres;"
        "EmbeddedPostgres(Path(sys.argv[1]), durable=False).acquire(); print('up', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", program, str(folder / "pg")], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"up\n"
    mine = EmbeddedPostgres(folder / "pg", durable=False)
    mine.acquire()
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    mine.release()
    assert not mine.running()


def test_data_is_there_again_after_the_server_was_killed(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "pg")
    url = server.acquire()
    with psycopg.connect(url) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept values (42)")
    pid = server._pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server._pid() is not None:
        os.waitpid(pid, os.WNOHANG)
        time.sleep(0.02)
    server.release()
    with server.serving() as url, psycopg.connect(url) as connection:
        assert connection.execute("select n from kept").fetchone() == (42,)


def test_who_comes_while_it_is_stopping_waits_and_starts_it_again(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "pg", durable=False)
    session = psycopg.connect(server.acquire())
    pid = server._pid()
    assert pid is not None
    os.kill(pid, signal.SIGTERM)  # stops when the last session has ended, and lets nobody in
    while server.running():
        time.sleep(0.02)
    threading.Timer(0.5, session.close).start()
    with EmbeddedPostgres(folder / "pg", durable=False).serving() as url, psycopg.connect(url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    server.release()


def test_a_path_too_long_for_a_socket_finds_another_place(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    with EmbeddedPostgres(deep / "pg", durable=False).serving() as url, psycopg.connect(url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Unavailable, match="cannot be written"):
        EmbeddedPostgres(tmp_path / "pg").acquire()
