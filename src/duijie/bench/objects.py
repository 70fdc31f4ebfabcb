"""``duijie bench objects``: an index on an S3-compatible server, one writer, two serving processes.

Without an address the server is moto's, in a process of its own on this machine: what is shown is
that it works and how much an answer costs beside the network; the times of a real server differ.
"""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from duijie.bench.live import Load, live, live_table
from duijie.bench.scale import SPACE, say
from duijie.bench.streaming import BATCH, prepared
from duijie.bench.synthetic import DIMENSIONS, World
from duijie.core.errors import InvalidInput, Unavailable
from duijie.matching.store import ObjectStore, ObjectVersions, PassageStore, joined

_BUCKET = "duijie-bench"


@contextmanager
def served() -> Iterator[ObjectStore]:
    """An S3-compatible server on this machine with an empty bucket ``duijie-bench``, in memory.

    Raises:
        Unavailable: moto is not installed, or does not start.
    """
    if find_spec("moto") is None:
        raise Unavailable("moto, an S3-compatible server, is not installed: it is among requirements/dev.txt.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        store = ObjectStore(f"http://127.0.0.1:{port}", "us-east-1", "key", "secret")
        _bucket(store)
        yield store
    finally:
        process.terminate()
        process.wait(10)


def _bucket(store: ObjectStore) -> None:
    request = urllib.request.Request(f"{store.endpoint}/{_BUCKET}", method="PUT")  # noqa: S310
    until = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(request, timeout=10).close()  # noqa: S310
        except OSError as problem:
            if time.monotonic() > until:
                raise Unavailable(f"The S3-compatible server did not start: {problem}.") from problem
            time.sleep(0.2)
        else:
            return


def run_objects(
    rows: int, load: Load, *, seed: int = 1, uri: str = "", at: ObjectStore | None = None
) -> dict[str, Any]:
    """Build there, then serve without and with changes.

    Args:
        uri: ``s3://bucket/folder`` on the server ``at``; empty: a server of our own.

    Returns:
        ``rows``, ``build_s`` and ``live`` as :func:`duijie.bench.live.live`.
    """
    if rows < 1_000:
        raise InvalidInput("Use --rows 1000 or more.")
    if not uri:
        with served() as own:
            return _run(rows, load, seed, f"s3://{_BUCKET}", own)
    return _run(rows, load, seed, uri, at or ObjectStore())


def _run(rows: int, load: Load, seed: int, uri: str, at: ObjectStore) -> dict[str, Any]:
    versions = ObjectVersions(f"{uri.rstrip('/')}/bench-{secrets.token_hex(3)}", at)
    with versions.build() as building:
        store = PassageStore.create(building.path, {SPACE: DIMENSIONS}, storage_options=at.options())
        world, begun = World(seed), time.perf_counter()
        store.load(joined([prepared(batch) for batch in world.batches(rows, size=BATCH)]))
        store.complete()
        build_s = time.perf_counter() - begun
    say(f"{rows:,} rows built on the server in {build_s:.0f} s")
    try:
        found = live(str(building.path), seed, Load(load.clients, load.pause, load.changes, load.seconds, at.options()))
    finally:
        versions.sweep()
    return {"rows": rows, "build_s": round(build_s, 1), "live": found}


def table(results: dict[str, Any]) -> str:
    """The same for people."""
    return f"{results['rows']:,} rows built in {results['build_s']} s\n" + live_table(results["live"])
