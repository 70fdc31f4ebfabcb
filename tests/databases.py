"""Databases and installations of their own, for tests that run the command in processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Place:
    """An installation: its database and its folder."""

    url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        path = os.pathsep.join([str(REPOSITORY / "src"), str(REPOSITORY)])
        return kept | {"DATABASE_URL": self.url, "DUIJIE_VAR_DIR": str(self.folder), "PYTHONPATH": path}

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command of ``duijie`` on this installation."""
        return subprocess.run(
            [sys.executable, "-m", "duijie", *arguments],
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=False,
        )

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query).fetchall()  # written in the tests


def new_place(server: str, folder: Path, *, like: str = "") -> Place:
    """An installation whose database is empty, or a copy of the one named ``like``."""
    name = f"duijie_place_{uuid4().hex[:12]}"
    _tell(server, f'create database "{name}"' + (f' template "{like}"' if like else ""))
    folder.mkdir(parents=True, exist_ok=True)
    return Place(urlunsplit(urlsplit(server)._replace(path=f"/{name}")), folder)


def name_of(place: Place) -> str:
    return urlsplit(place.url).path.lstrip("/")


def copy(server: str, like: str, name: str) -> None:
    """A database ``name`` that is as the one named ``like``, to which nobody may be connected."""
    _tell(server, f'create database "{name}" template "{like}"')


def exists(server: str, name: str) -> bool:
    with psycopg.connect(server) as connection:
        return connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None


def rename(server: str, name: str, to: str) -> None:
    _tell(server, f'alter database "{name}" rename to "{to}"')


def drop(server: str, name: str) -> None:
    """Away with it, whoever is connected."""
    _tell(server, f'drop database if exists "{name}" with (force)')


def _tell(server: str, order: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(order)  # written in the tests
