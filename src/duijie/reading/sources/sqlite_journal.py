"""A journal in one SQLite file, for fetching without the site's database."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from duijie.core.errors import Conflict, Sentence, Unavailable, gettext_noop
from duijie.reading.sources.fetching import Answer, Robots, origin_of
from duijie.reading.sources.found import Found, Kind
from duijie.reading.sources.journal import Counts, Stored, Task

_TABLES = """
create table if not exists run (number integer not null, going integer not null);
create table if not exists host (
    origin text primary key, due real not null default 0, robots text, unreachable integer, robots_at real
) without rowid;
create table if not exists address (
    id integer primary key, address text not null unique, origin text not null, kind text not null,
    depth integer not null, state text not null, run integer not null, tries integer not null default 0,
    not_before real not null default 0, fetched_at real, etag text not null default '',
    last_modified text not null default '', final text not null default '', media_type text not null default '',
    sentence text not null default '', body blob
);
create index if not exists address_state on address (state, kind = 'page', id);
"""
_TASK = "address, kind, depth, tries, etag, last_modified"
_MOST_BUSY = 500  # names in one query


class SqliteJournal:
    """Keeps queue, bytes and hosts in ``path``; one process at a time.

    Args:
        again: deliver all pages of a run: those read before it was killed and those that have
            not changed since the last run too. For output that is written anew each time.

    Raises:
        Conflict: another process has it open.
        Unavailable: the file cannot be used.
    """

    def __init__(self, path: Path, *, again: bool = False) -> None:
        self._again = again
        self._run = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, timeout=1.0, isolation_level=None)
            for setting in ("locking_mode = exclusive", "journal_mode = wal", "synchronous = normal"):
                self._db.execute(f"pragma {setting}")
            self._db.executescript(_TABLES)
            if self._db.execute("select count(*) from run").fetchone()[0] == 0:
                self._db.execute("insert into run values (0, 0)")
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                template = gettext_noop("The same sources are being fetched by another process; wait until it ends.")
                raise Conflict(Sentence(template)) from error
            template = gettext_noop("The journal {path} cannot be used ({reason}); begin anew with --fresh.")
            raise Unavailable(Sentence(template, path=path, reason=error)) from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> SqliteJournal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # the run

    def begin(self, now: float) -> bool:
        number, going = self._db.execute("select number, going from run").fetchone()
        self._run = number if going else number + 1
        with self._db:
            self._db.execute("update run set number = ?, going = 1", [self._run])
            self._db.execute("update address set state = 'waiting' where state = 'fetching'")
            if going and self._again:
                self._db.execute(
                    "update address set state = 'fetched' where state = 'read' and kind = 'page' and run = ?"
                    " and body is not null",
                    [self._run],
                )
        return bool(going)

    def finish(self) -> None:
        self._db.execute("update run set going = 0")

    def counts(self) -> Counts:
        rows = self._db.execute("select state, count(*) from address where run = ? group by state", [self._run])
        number = dict(rows.fetchall())
        return Counts(
            waiting=sum(number.get(state, 0) for state in ("waiting", "fetching", "fetched")),
            read=number.get("read", 0),
            failed=number.get("failed", 0),
        )

    # the queue

    def add(self, found: Iterable[Found], depth: int, most: int) -> bool:
        self._db.execute("begin")
        try:
            (room,) = self._db.execute("select ? - count(*) from address where run = ?", [most, self._run]).fetchone()
            for one in found:
                known = self._db.execute(
                    "select id, run, kind, fetched_at from address where address = ?", [one.address]
                ).fetchone()
                if known and known[1] == self._run:
                    continue
                if room <= 0:
                    return False
                room -= 1
                self._put(one, depth, known)
            return True
        finally:
            self._db.execute("commit")

    def _put(self, one: Found, depth: int, known: tuple[Any, ...] | None) -> None:
        if known is None:
            self._db.execute(
                "insert into address (address, origin, kind, depth, state, run) values (?, ?, ?, ?, 'waiting', ?)",
                [one.address, origin_of(one.address), one.kind, depth, self._run],
            )
            return
        fetched_at = known[3]
        still = one.kind == Kind.PAGE and one.changed and fetched_at and one.changed.timestamp() <= fetched_at
        state = ("fetched" if self._again else "read") if still else "waiting"
        self._db.execute(
            "update address set kind = ?, depth = ?, state = ?, run = ?, tries = 0, not_before = 0, sentence = ''"
            " where id = ?",
            [one.kind, depth, state, self._run, known[0]],
        )

    def take(self, busy: Collection[str], now: float) -> Task | None:
        names = list(busy)[:_MOST_BUSY]
        marks = ",".join("?" * len(names))
        query = (
            "update address set state = 'fetching' where id = (select id from address where state = 'waiting'"  # noqa: S608
            f" and run = ? and not_before <= ? and origin not in ({marks})"  # question marks alone
            f" order by kind = 'page', id limit 1) returning {_TASK}"
        )
        row = self._db.execute(query, [self._run, now, *names]).fetchone()
        return _task(row) if row else None

    def earliest(self) -> float | None:
        (when,) = self._db.execute(
            "select min(not_before) from address where state = 'waiting' and run = ?", [self._run]
        ).fetchone()
        return float(when) if when is not None else None

    def keep(self, task: Task, answer: Answer, kind: Kind) -> None:
        self._db.execute(
            "update address set state = 'fetched', kind = ?, final = ?, media_type = ?, etag = ?, last_modified = ?,"
            " fetched_at = ?, body = ?, sentence = '' where address = ?",
            [
                kind,
                answer.address,
                answer.media_type,
                answer.etag,
                answer.last_modified,
                answer.fetched_at.timestamp(),
                answer.body,
                task.address,
            ],
        )

    def unchanged(self, task: Task, now: float) -> None:
        self._db.execute(
            "update address set state = case when ? or kind <> 'page' then 'fetched' else 'read' end, fetched_at = ?"
            " where address = ?",
            [self._again, now, task.address],
        )

    def fail(self, task: Task, sentence: str, again: float | None = None) -> None:
        self._db.execute(
            "update address set state = ?, tries = tries + 1, not_before = ?, sentence = ? where address = ?",
            ["failed" if again is None else "waiting", again or 0, sentence, task.address],
        )

    def pending(self) -> Iterator[Stored]:
        while row := self._db.execute(
            f"select {_TASK}, final, media_type, fetched_at, body from address"  # noqa: S608 - constants alone
            " where state = 'fetched' and run = ? order by id limit 1",
            [self._run],
        ).fetchone():
            at = datetime.fromtimestamp(row[8] or 0, UTC)
            yield Stored(_task(row), row[6] or row[0], row[7], at, row[9] or b"")

    def delivered(self, task: Task, sentence: str = "") -> None:
        self._db.execute(
            "update address set state = ?, sentence = ? where address = ?",
            ["failed" if sentence else "read", sentence, task.address],
        )

    # hosts

    def robots(self, origin: str) -> tuple[Robots, float] | None:
        row = self._db.execute(
            "select robots, unreachable, robots_at from host where origin = ? and robots_at is not null", [origin]
        ).fetchone()
        return (Robots(row[0], bool(row[1])), row[2]) if row else None

    def keep_robots(self, origin: str, robots: Robots, at: float) -> None:
        self._db.execute(
            "insert into host (origin, robots, unreachable, robots_at) values (?, ?, ?, ?) on conflict (origin)"
            " do update set robots = excluded.robots, unreachable = excluded.unreachable,"
            " robots_at = excluded.robots_at",
            [origin, robots.text, robots.unreachable, at],
        )

    def due(self, origin: str) -> float:
        row = self._db.execute("select due from host where origin = ?", [origin]).fetchone()
        return float(row[0]) if row else 0.0

    def reserve(self, origin: str, now: float, delay: float) -> float:
        turn = max(now, self.due(origin))
        self._set_due(origin, turn + delay)
        return turn

    def hold(self, origin: str, until: float) -> None:
        self._set_due(origin, max(self.due(origin), until))

    def _set_due(self, origin: str, due: float) -> None:
        self._db.execute(
            "insert into host (origin, due) values (?, ?) on conflict (origin) do update set due = excluded.due",
            [origin, due],
        )


def _task(row: tuple[Any, ...]) -> Task:
    return Task(row[0], Kind(row[1]), row[2], row[3], row[4], row[5])
