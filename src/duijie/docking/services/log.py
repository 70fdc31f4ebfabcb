"""Writing the log of a deal, and vouching for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from duijie.core.models import Record, User
from duijie.docking.chain import START, Break, Entry, Sealed, digest, sign, signed, verify
from duijie.docking.models import Checkpoint, Delegation, LogEntry, LogHead
from duijie.docking.standing_in import acting_under


def write(
    *,
    stream: UUID,
    actor: User | None,
    action: str,
    about: Record,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> LogEntry:
    """Seal an entry to the last one of the stream. Call it in the transaction of the change,
    with the introduction locked: two writers of one stream wait for each other there. Where the
    actor stands in for a broker, ``after["for"]`` says for whom and under which delegation."""
    under = acting_under(actor, stream) if actor is not None else None
    last = LogEntry.objects.filter(stream=stream).order_by("-place").first()
    entry = Entry(
        place=last.place + 1 if last else 1,
        at=timezone.now(),
        actor=str(actor.pk) if actor else "",
        actor_label=str(actor)[:200] if actor else "system",
        action=action,
        about=f"{about._meta.label_lower}:{about.pk}",
        before=dict(before or {}),
        after=dict(after or {}) | (_for(under) if under else {}),
        note=note,
    )
    previous = last.digest if last else START
    sealed = digest(str(stream), entry, previous)
    _sign_head(stream, entry.place, sealed)
    return LogEntry.objects.create(
        stream=stream,
        place=entry.place,
        at=entry.at,
        actor=entry.actor,
        actor_label=entry.actor_label,
        action=entry.action,
        about=entry.about,
        before=entry.before,
        after=entry.after,
        note=entry.note,
        previous=previous,
        digest=sealed,
    )


def _sign_head(stream: UUID, place: int, sealed: str) -> None:
    signature = sign(settings.SECRET_KEY, {str(stream): (place, sealed)})
    LogHead.objects.bulk_create(
        [LogHead(stream=stream, place=place, digest=sealed, signature=signature)],
        update_conflicts=True,
        unique_fields=["stream"],
        update_fields=["place", "digest", "signature"],
    )


def _for(under: Delegation) -> dict[str, Any]:
    return {"for": {"user": str(under.giver_id), "name": str(under.giver)[:200], "delegation": str(under.pk)}}


@transaction.atomic
def checkpoint() -> Checkpoint | None:
    """Sign the heads of all streams; None when nothing was written since the last one."""
    heads = {
        str(row["stream"]): (row["place"], row["digest"])
        for row in LogEntry.objects.order_by("stream", "-place").distinct("stream").values("stream", "place", "digest")
    }
    last = Checkpoint.objects.first()
    if not heads or (last is not None and last.heads == {stream: list(head) for stream, head in heads.items()}):
        return None
    return Checkpoint.objects.create(heads=heads, signature=sign(settings.SECRET_KEY, heads))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole log found: streams and entries read, and where chains break.

    ``forged`` are the checkpoints, ``unsigned`` the streams whose last entry, that this installation's key
    did not sign.
    """

    streams: int
    entries: int
    breaks: tuple[tuple[str, Break], ...]
    forged: tuple[int, ...]
    unsigned: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.breaks and not self.forged and not self.unsigned


def verify_all() -> Verdict:
    """Check every stream against itself, its signed head and the checkpoints. Reads one stream at a time."""
    vouched: dict[str, tuple[int, str]] = {}
    forged = []
    for point in Checkpoint.objects.order_by("id").iterator():
        heads = {stream: (int(place), str(value)) for stream, (place, value) in point.heads.items()}
        if signed(settings.SECRET_KEY, heads, point.signature):
            vouched |= heads
        else:
            forged.append(point.pk)
    heads, unsigned = _heads()
    known = {str(row["stream"]) for row in LogEntry.objects.values("stream").annotate(last=Max("place"))}
    streams = sorted(known | set(vouched) | set(heads))
    entries, breaks = 0, []
    for stream in streams:
        rows = list(_sealed(stream))
        entries += len(rows)
        broken = verify(stream, rows, head=vouched.get(stream)) or verify(stream, rows, head=heads.get(stream))
        if broken is None and stream not in unsigned and len(rows) != heads.get(stream, (0, ""))[0]:
            broken = Break(heads.get(stream, (0, ""))[0] + 1, "added")
        if broken is not None:
            breaks.append((stream, broken))
    return Verdict(len(streams), entries, tuple(breaks), tuple(forged), tuple(sorted(unsigned)))


def _heads() -> tuple[dict[str, tuple[int, str]], set[str]]:
    """The heads that this installation's key signed, and the streams of the others."""
    found: dict[str, tuple[int, str]] = {}
    unsigned = set()
    for row in LogHead.objects.iterator():
        stream, head = str(row.stream), (row.place, row.digest)
        if signed(settings.SECRET_KEY, {stream: head}, row.signature):
            found[stream] = head
        else:
            unsigned.add(stream)
    return found, unsigned


def _sealed(stream: str) -> Iterator[Sealed]:
    for row in LogEntry.objects.filter(stream=stream).order_by("place").iterator():
        entry = Entry(
            row.place, row.at, row.actor, row.actor_label, row.action, row.about, row.before, row.after, row.note
        )
        yield Sealed(entry, row.previous, row.digest)


def fingerprint(text: str) -> str:
    """What the log keeps of a text that it does not repeat: the SHA-256 of its UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()
