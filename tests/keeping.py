"""A PostgreSQL whose database has all tables already, kept from one run of the tests to the next.

Making the tables takes half a minute of a core. They are the same for every process of a run and for
every run until a migration changes, so a server that is stopped cleanly is kept in the cache folder
under a name made of all that decides what is in it; each process starts on a copy of its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from duijie.config import postgres
from duijie.config.postgres import EmbeddedPostgres
from tests.databases import REPOSITORY, name_of, new_place, rename

FRESH = "duijie_fresh"
"""The database that has all tables and the rows that migrations bring, and nothing else."""
_FORGOTTEN_DAYS = 3


def digest() -> str:
    """Of every migration, the data that is loaded after them, the dependencies, and how a server is made."""
    package = REPOSITORY / "src" / "duijie"
    decide = [
        *package.rglob("migrations/**/*.py"),
        *package.rglob("migrations/**/*.sql"),
        *(package / "registry").glob("data/*.csv"),
        REPOSITORY / "requirements" / "dev.txt",
        Path(postgres.__file__),
        Path(__file__),
    ]
    said = hashlib.sha256(f"{sys.version} {postgres.bin_dir()} {os.geteuid()}".encode())
    for path in sorted(decide):
        said.update(f"{path.relative_to(REPOSITORY)} {path.stat().st_size}\n".encode())
        said.update(path.read_bytes())
    return said.hexdigest()[:16]


def copy(cache: Path, root: Path) -> None:
    """Put a server's data with all tables into ``root``, made first where none is kept in ``cache``."""
    cache.mkdir(parents=True, exist_ok=True)
    kept = cache / f"test-postgres-{digest()}"
    with _alone(cache / "test-postgres.lock"):  # of several processes one makes it, the others wait
        if not kept.exists():
            _forget_old(cache)
            _make(kept)
        os.utime(kept)
        root.mkdir(parents=True, exist_ok=True)
        _copy_tree(kept, root / "data")


def _make(kept: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="duijie-tables-") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", durable=False)
        with server.serving() as url:
            place = new_place(url, Path(folder) / "var")
            done = place.run("manage", "migrate", "-v0")
            assert done.returncode == 0, done.stderr
            rename(url, name_of(place), FRESH)
        assert not (server.data / "postmaster.pid").exists(), "The server did not stop cleanly."
        half = kept.with_name(f"{kept.name}.{os.getpid()}")
        _copy_tree(server.data, half)
        half.rename(kept)


def _copy_tree(source: Path, target: Path) -> None:
    """With owners and permissions, which PostgreSQL insists on."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def _forget_old(cache: Path) -> None:
    """Those that no run has used for days, of other branches and versions."""
    for folder in cache.glob("test-postgres-*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _FORGOTTEN_DAYS * 86_400:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
