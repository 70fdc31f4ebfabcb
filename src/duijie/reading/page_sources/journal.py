"""The journal of a source in the database: several processes may ask, and a kill loses nothing.

It follows :class:`duijie.reading.sources.journal.Journal`; the pure part knows no Django.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Case, Count, Min, Value, When
from django.utils import timezone

from duijie.core.errors import Sentence, Unavailable, gettext_noop
from duijie.reading.models import Fetch, FetchHost, PageSource
from duijie.reading.sources.fetching import Answer, Robots, origin_of
from duijie.reading.sources.found import Found, Kind
from duijie.reading.sources.journal import Counts, Stored, Task

_BATCH = 500
_State = Fetch.State


class DatabaseHosts:
    """Hosts, shared by all sources and processes."""

    def robots(self, origin: str) -> tuple[Robots, float] | None:
        row = FetchHost.objects.filter(origin=origin[:300], robots_at__isnull=False).first()
        return (Robots(row.robots or "", row.unreachable), row.robots_at or 0.0) if row else None

    def keep_robots(self, origin: str, robots: Robots, at: float) -> None:
        text = robots.text.replace("\0", "")
        values = {"robots": text, "unreachable": robots.unreachable, "robots_at": at}
        FetchHost.objects.update_or_create(origin=origin[:300], defaults=values)

    def due(self, origin: str) -> float:
        found = FetchHost.objects.filter(origin=origin[:300]).values_list("due", flat=True).first()
        return found or 0.0

    def reserve(self, origin: str, now: float, delay: float) -> float:
        # One statement, so that two processes never get the same turn.
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into reading_fetchhost (origin, due, unreachable) values (%s, %s::float8 + %s::float8, false)"
                " on conflict (origin) do update set due = greatest(reading_fetchhost.due, %s::float8) + %s::float8"
                " returning due",
                [origin[:300], now, delay, now, delay],
            )
            return float(cursor.fetchone()[0]) - delay

    def hold(self, origin: str, until: float) -> None:
        host, _ = FetchHost.objects.get_or_create(origin=origin[:300])
        FetchHost.objects.filter(pk=host.pk, due__lt=until).update(due=until)


class DatabaseJournal(DatabaseHosts):
    """The queue of one source. Use it while :func:`only_one` holds the source."""

    def __init__(self, source: PageSource) -> None:
        self.source = source

    @property
    def _rows(self):  # type: ignore[no-untyped-def]
        return Fetch.objects.filter(source=self.source)

    @property
    def _now(self):  # type: ignore[no-untyped-def]
        """The rows of this run."""
        return self._rows.filter(run=self.source.run)

    def begin(self, now: float) -> bool:
        resumed = self.source.going
        with transaction.atomic():
            if not resumed:
                self.source.run += 1
                self.source.going = True
                self.source.started_at = datetime.fromtimestamp(now, UTC)
                self.source.finished_at = None
                self.source.notice = ""
                self.source.save(update_fields=["run", "going", "started_at", "finished_at", "notice"])
            self._rows.filter(state=_State.FETCHING).update(state=_State.WAITING)
        return resumed

    def finish(self) -> None:
        self.source.going = False
        self.source.finished_at = timezone.now()
        self.source.save(update_fields=["going", "finished_at"])

    def counts(self) -> Counts:
        number = dict(self._now.order_by().values_list("state").annotate(Count("id")))
        return Counts(
            waiting=sum(number.get(state, 0) for state in (_State.WAITING, _State.FETCHING, _State.FETCHED)),
            read=number.get(_State.READ, 0),
            failed=number.get(_State.FAILED, 0),
        )

    def add(self, found: Iterable[Found], depth: int, most: int) -> bool:
        rest = iter(found)
        while batch := list(islice(rest, _BATCH)):
            if not self._add(batch, depth, most - self._now.count()):
                return False
        return True

    def _add(self, batch: list[Found], depth: int, room: int) -> bool:
        wanted = {_hash(one.address): one for one in batch}
        new, again = [], []
        with transaction.atomic():
            known = {row.address_hash: row for row in self._rows.filter(address_hash__in=wanted)}
            todo = [(key, one) for key, one in wanted.items() if key not in known or known[key].run != self.source.run]
            for key, one in todo[: max(0, room)]:
                row = known.get(key)
                if row is None:
                    new.append(self._new(key, one, depth))
                else:
                    again.append(self._renewed(row, one, depth))
            Fetch.objects.bulk_create(new, ignore_conflicts=True)
            Fetch.objects.bulk_update(again, ["kind", "depth", "state", "run", "tries", "not_before", "sentence"])
        return len(todo) <= max(0, room)

    def _new(self, key: str, one: Found, depth: int) -> Fetch:
        return Fetch(
            source=self.source,
            address=one.address,
            address_hash=key,
            origin=origin_of(one.address)[:300],
            kind=one.kind.value,
            depth=depth,
            run=self.source.run,
        )

    def _renewed(self, row: Fetch, one: Found, depth: int) -> Fetch:
        still = (
            one.kind is Kind.PAGE and row.page_id and one.changed and row.fetched_at and one.changed <= row.fetched_at
        )
        row.kind, row.depth, row.run = one.kind.value, depth, self.source.run
        row.state = _State.READ if still else _State.WAITING
        row.tries, row.not_before, row.sentence = 0, 0.0, ""
        return row

    def take(self, busy: Collection[str], now: float) -> Task | None:
        rows = self._now.filter(state=_State.WAITING, not_before__lte=now).exclude(origin__in=[b[:300] for b in busy])
        pages_last = Case(When(kind=Kind.PAGE.value, then=Value(1)), default=Value(0))
        row = rows.order_by(pages_last, "id").first()
        if row is None:
            return None
        Fetch.objects.filter(pk=row.pk).update(state=_State.FETCHING)
        return _task(row)

    def earliest(self) -> float | None:
        found = self._now.filter(state=_State.WAITING).aggregate(when=Min("not_before"))["when"]
        return float(found) if found is not None else None

    def keep(self, task: Task, answer: Answer, kind: Kind) -> None:
        name = f"fetched/{self.source.pk}/{_hash(task.address)}-{hashlib.sha256(answer.body).hexdigest()[:16]}"
        try:
            if not default_storage.exists(name):
                name = default_storage.save(name, ContentFile(answer.body))
        except OSError as error:
            template = gettext_noop("The page could not be written to disk ({reason}); make room and fetch it again.")
            raise Unavailable(Sentence(template, reason=error.strerror or error)) from error
        row = self._row(task)
        old, row.stored_as = row.stored_as, name
        row.state, row.kind, row.final, row.sentence = _State.FETCHED, kind.value, answer.address, ""
        row.media_type, row.etag, row.last_modified = answer.media_type[:120], answer.etag, answer.last_modified
        row.fetched_at = answer.fetched_at
        row.save()
        if old and old != name:
            _forget(old)

    def unchanged(self, task: Task, now: float) -> None:
        row = self._row(task)
        row.fetched_at = datetime.fromtimestamp(now, UTC)
        # A feed is opened again from the kept bytes, since its pages may have changed.
        row.state = _State.FETCHED if row.stored_as else _State.READ
        row.save(update_fields=["fetched_at", "state"])

    def fail(self, task: Task, sentence: str, again: float | None = None) -> None:
        row = self._row(task)
        row.tries += 1
        row.not_before, row.sentence = again or 0.0, sentence
        row.state = _State.FAILED if again is None else _State.WAITING
        row.save(update_fields=["tries", "not_before", "sentence", "state"])

    def pending(self) -> Iterator[Stored]:
        while row := self._now.filter(state=_State.FETCHED).order_by("id").first():
            try:
                with default_storage.open(row.stored_as) as file:
                    body = file.read()
            except OSError:  # the bytes are gone: ask for them once more
                Fetch.objects.filter(pk=row.pk).update(state=_State.WAITING, etag="", last_modified="", stored_as="")
                continue
            yield Stored(_task(row), row.final or row.address, row.media_type, row.fetched_at or timezone.now(), body)

    def delivered(self, task: Task, sentence: str = "") -> None:
        row = self._row(task)
        row.state, row.sentence = (_State.FAILED if sentence else _State.READ), sentence
        done = row.stored_as if row.kind in (Kind.PAGE.value, Kind.AUTO.value) else ""
        if done:
            row.stored_as = ""
        if sentence and row.page_id is None:  # nothing is kept of it: ask for all of it next time
            row.etag = row.last_modified = ""
        row.save(update_fields=["state", "sentence", "stored_as", "etag", "last_modified"])
        if done:
            _forget(done)

    def kept_as(self, task: Task, page_id: object) -> None:
        """Which page an address became."""
        self._rows.filter(address_hash=_hash(task.address)).update(page_id=page_id)

    def _row(self, task: Task) -> Fetch:
        return Fetch.objects.get(source=self.source, address_hash=_hash(task.address))


def _hash(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def _task(row: Fetch) -> Task:
    return Task(row.address, Kind(row.kind), row.depth, row.tries, row.etag, row.last_modified)


def _forget(name: str) -> None:
    try:
        default_storage.delete(name)
    except OSError:
        return  # left behind, harmless: nothing leads to it any more
