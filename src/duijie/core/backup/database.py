"""The database at one moment, by the pg_dump and psql that come with the embedded server."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from duijie.config.postgres import bin_dir
from duijie.core.errors import Conflict, Unavailable

BEFORE = "duijie_before"
"""The schema into which a restore puts aside what was there, until all has gone well."""
_NOT_KEPT = ("django_session", "core_counter")  # whoever finds an archive is to be signed in nowhere

# Rows in any order give the same sum. The text of a row is the same on every server: all in UTC.
_DIGEST = (
    "select count(*), coalesce(sum(('x' || substr(md5(one_row::text), 1, 15))::bit(60)::bigint), 0)::text "
    "from public.{table} one_row"
)


def parameters() -> dict[str, Any]:
    """How Django reaches its database, as libpq takes it."""
    from django.db import connection

    known = ("host", "port", "dbname", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey")
    given = connection.get_connection_params()
    return {name: given[name] for name in known if given.get(name)}


def connect() -> psycopg.Connection[Any]:
    """A connection of its own, in UTC."""
    return psycopg.connect(make_conninfo(**parameters()), options="-c timezone=UTC")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of the database that other sessions can read too, while the connection is held."""

    connection: psycopg.Connection[Any]
    snapshot: str
    at: str
    server: int


@contextmanager
def moment() -> Iterator[Moment]:
    """Hold the database at one moment; writers go on meanwhile."""
    with connect() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("select pg_export_snapshot(), now()").fetchone()
        assert row is not None  # noqa: S101 - a select of functions
        yield Moment(connection, row[0], row[1].isoformat(), connection.info.server_version)
        connection.rollback()


def dump(held: Moment, target: Path) -> None:
    """Write the held moment as SQL.

    Raises:
        Unavailable: pg_dump failed; the message has its last words.
    """
    _run(
        "pg_dump", "--format=plain", "--encoding=UTF8", "--no-owner", "--no-privileges", "--schema=public",
        "--no-publications", "--no-subscriptions", "--no-comments", "--lock-wait-timeout=60s",
        f"--snapshot={held.snapshot}", f"--file={target}",
        *(f"--exclude-table-data=public.{table}" for table in _NOT_KEPT),
    )  # fmt: skip


def tables(held: Moment) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and the sum of the digests of its rows."""
    rows = held.connection.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
    found = {}
    for (name,) in rows.fetchall():
        if name in _NOT_KEPT:
            continue
        row = held.connection.execute(sql.SQL(_DIGEST).format(table=sql.Identifier(name))).fetchone()
        assert row is not None  # noqa: S101 - an aggregate
        found[name] = (row[0], row[1])
    return found


def migrations(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """The names of the migrations that were applied, by app."""
    found: dict[str, list[str]] = {}
    for app, name in connection.execute("select app, name from public.django_migrations order by 1, 2").fetchall():
        found.setdefault(app, []).append(name)
    return found


def is_empty() -> bool:
    """Whether the database has no account and no community."""
    with connect() as connection:
        for table in ("core_user", "registry_community"):
            there = connection.execute("select to_regclass(%s)", [f"public.{table}"]).fetchone()
            if there is None or there[0] is None:
                continue
            if connection.execute(sql.SQL("select 1 from {} limit 1").format(sql.Identifier(table))).fetchone():
                return False
    return True


def load(script: Path, folder: Path, *, known: Mapping[str, tuple[int, str]], marks: Sequence[str]) -> None:
    """Put what is there aside and load a dump, in one transaction: all of it or nothing.

    Args:
        folder: for the scripts that go before and after.
        known: what each table must hold in the end (see :func:`tables`).
        marks: statements that follow in the same transaction.

    Raises:
        Unavailable: it could not be loaded; nothing was changed.
        Conflict: a table does not hold what it should; nothing was changed.
    """
    before, after = folder / "before.sql", folder / "after.sql"
    before.write_text(
        "set timezone = 'UTC';\n"
        f"drop schema if exists {BEFORE} cascade;\n"
        f"alter schema public rename to {BEFORE};\n"  # the dump makes its own
    )
    lines = ["set search_path = public;"]
    for name, (rows, total) in known.items():
        held = _DIGEST.format(table=sql.Identifier(name).as_string())
        differs = f"(count, coalesce) is distinct from ({rows}::bigint, '{int(total)}'::text) from ({held}) held"
        trouble = f"raise exception 'duijie: the table {_plain(name)} differs'"
        lines.append(f"do $check$ begin if (select {differs}) then {trouble}; end if; end $check$;")
    after.write_text("\n".join([*lines, *marks]) + "\n")
    _fit(script)
    try:
        _run(
            "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
            *(f"--file={part}" for part in (before, script, after)),
        )  # fmt: skip
    except Unavailable as error:
        if "duijie: the table" in str(error):
            raise Conflict(f"The archive does not hold what it says: {error} Nothing was changed.") from error
        raise Unavailable(f"{error} Nothing was changed.") from error


def _fit(script: Path) -> None:
    """Leave out the one setting of newer servers that an older one does not know."""
    with connect() as connection:
        if connection.info.server_version >= 170_000:
            return
    line = b"SET transaction_timeout = 0;\n"
    with script.open("r+b") as file:
        head = file.read(4096)
        found = head.find(line)
        if found >= 0:
            file.seek(found)
            file.write(b"-" * 2 + b" " * (len(line) - 3) + b"\n")


def put_back() -> None:
    """Undo :func:`load`: what was put aside serves again."""
    with connect() as connection:
        connection.execute("drop schema public cascade")
        connection.execute(sql.SQL("alter schema {} rename to public").format(sql.Identifier(BEFORE)))


def forget_before() -> None:
    """Remove what was put aside."""
    with connect() as connection:
        connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(BEFORE)))


def send_others_away() -> None:
    """End all other sessions of ours: they hold tables that are no longer there, and come back by themselves."""
    with connect() as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and usename = current_user and pid <> pg_backend_pid()"
        )


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum() or letter == "_")


def _run(program: str, *arguments: str) -> None:
    given = parameters()
    password = given.pop("password", "")
    result = subprocess.run(  # noqa: S603 - the wheel's own binary, no shell
        [bin_dir() / program, f"--dbname={make_conninfo(**given)}", *arguments],
        env={"PGPASSWORD": str(password), "PGCLIENTENCODING": "UTF8", "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode:
        said = [line for line in result.stderr.splitlines() if "rror" in line or "FATAL" in line] or ["no reason given"]
        raise Unavailable(f"{program} failed: {said[0].strip().rstrip('.')}.")
