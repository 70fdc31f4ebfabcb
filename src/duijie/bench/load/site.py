"""The throwaway site that a load is put on: a var folder of its own, the sample, and people in deals."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from duijie.config.children import end_with_parent
from duijie.config.env import env
from duijie.core.errors import Unavailable

_START_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody with an account: the cookie of their session and the path of a room they are in."""

    session: str
    room: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site is, who may come, and the paths of items and words to search for."""

    address: str
    guests: tuple[Guest, ...]
    items: tuple[str, ...]
    words: tuple[str, ...]


@contextmanager
def throwaway(guests: int) -> Iterator[Site]:
    """A running site that is gone afterwards, with everything in it.

    Raises:
        Unavailable: it did not start; the message has its last words.
    """
    cache = env().cache_dir or str(env().var_dir / "cache")  # models are built once
    with tempfile.TemporaryDirectory(prefix="duijie-load-", ignore_cleanup_errors=True) as folder:
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DUIJIE_SITE_URL")}
        environment = kept | {
            "DUIJIE_VAR_DIR": folder,
            "DUIJIE_CACHE_DIR": cache,
            "DUIJIE_API_RATE": "0",  # all of them come from one address
            "DUIJIE_API_RATE_ANONYMOUS": "0",
            "DUIJIE_POST_RATE": "0",
            "DUIJIE_POST_RATE_ANONYMOUS": "0",
            "DUIJIE_SEARCH_RATE": "0",
            "DUIJIE_SEARCH_RATE_ANONYMOUS": "0",
        }
        log = Path(folder) / "up.log"
        with log.open("wb") as written:
            up = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-P", "-m", "duijie", "up", "--port", str(_free_port())],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        try:
            address = _address(up, log)
            told = subprocess.run(  # noqa: S603
                [sys.executable, "-P", "-m", "duijie.bench.load.guests", str(guests)],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if told.returncode:
                raise Unavailable("The people of the bench could not be made: " + _last(told.stderr))
            made = json.loads(told.stdout.splitlines()[-1])
            yield Site(
                address,
                tuple(Guest(*one) for one in made["guests"]),
                tuple(made["items"]),
                tuple(made["words"]),
            )
        finally:
            up.send_signal(signal.SIGINT)
            try:
                up.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(up.pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _address(up: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        said = log.read_text(encoding="utf-8", errors="replace")
        if "Ctrl-C" in said and (found := re.search(r"http://localhost:(\d+)/", said)):
            return f"http://127.0.0.1:{found[1]}"
        if up.poll() is not None:
            raise Unavailable("The site did not start: " + _last(said))
        time.sleep(0.2)
    raise Unavailable(
        f"The site did not start within {_START_SECONDS:.0f} s: " + _last(log.read_text(encoding="utf-8"))
    )


def _last(said: str) -> str:
    return (said.strip().splitlines() or ["it said nothing"])[-1][:300]
