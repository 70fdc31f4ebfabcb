"""A page on its way through the pipeline, and the exact record of what was changed.

Every change is kept as a :class:`Repair` in the coordinates of the *original* text: repairs
never overlap, are sorted, and ``original[r.start:r.end] == r.before``. A later step that
touches what an earlier one changed is merged with it (``steps`` then names both), so that
each character of the original has exactly one fate and the original can always be restored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

DAMAGE = (
    "pinyin-gloss",
    "traditional-converted",
    "hijacked-name",
    "boilerplate-footer",
    "headline-soup",
    "line-broken",
    "multi-article",
)


@dataclass(frozen=True, slots=True, order=True)
class Repair:
    """One change: ``original[start:end]``, which is ``before``, became ``after``."""

    start: int
    end: int
    step: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What a step wants: replace ``text[start:end]`` of the text it was given by ``after``."""

    start: int
    end: int
    after: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a format itself states about its text (HTML head, PDF info, Word properties)."""

    title: str | None = None
    date: str | None = None
    author: str | None = None
    site: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A page being read. Steps take one and return one.

    ``original`` is the text as it came out of the file (for HTML, PDF and Word: as the format
    module extracted it); ``text`` is the text now. ``surroundings`` is what the format left
    out of the main text but which may name the publisher (the footer of an HTML page).
    ``breaks`` are offsets in ``text`` at which a new article begins, ``ends`` those where an
    editor's line closed one; both move along with edits. ``facts`` carries what one step found
    for later ones.
    """

    raw: bytes
    sha256: str
    media_type: str
    original: str
    text: str
    encoding: str = ""
    surroundings: str = ""
    stated: Metadata = Metadata()
    repairs: tuple[Repair, ...] = ()
    damage: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    breaks: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)

    def edited(self, step: str, edits: Iterable[Edit], damage: str | None = None) -> Reading:
        """The reading after ``edits`` (offsets in ``text``, not overlapping); with ``damage``
        also labelled when there was anything to edit."""
        wanted = [e for e in edits if self.text[e.start : e.end] != e.after]
        if not wanted:
            return self
        text, repairs = apply_edits(self.text, self.repairs, self.original, step, wanted)
        labelled = self.damage | {damage} if damage else self.damage
        breaks, ends = _moved(self.breaks, wanted), _moved(self.ends, wanted)
        return replace(self, text=text, repairs=repairs, damage=labelled, breaks=breaks, ends=ends)

    def labelled(self, *damage: str) -> Reading:
        """The reading with damage labels added."""
        return replace(self, damage=self.damage | set(damage))

    def warned(self, *warnings: str) -> Reading:
        """The reading with warnings added, each once."""
        new = tuple(w for w in warnings if w not in self.warnings)
        return replace(self, warnings=self.warnings + new) if new else self

    def ending(self, *offsets: int) -> Reading:
        """The reading with offsets in ``text`` at which an article was seen to end."""
        return replace(self, ends=tuple(sorted({*self.ends, *offsets}))) if offsets else self

    def noting(self, **facts: object) -> Reading:
        """The reading with something found, for later steps."""
        return replace(self, facts={**self.facts, **facts})


Step = Callable[[Reading], Reading]


def _moved(offsets: Sequence[int], edits: Sequence[Edit]) -> tuple[int, ...]:
    """Offsets after edits; one inside an edit moves to where the edit begins."""
    if not offsets:
        return ()
    ordered = sorted(edits, key=lambda e: e.start)
    moved = set()
    shift = i = 0
    for offset in sorted(offsets):
        while i < len(ordered) and ordered[i].end <= offset and ordered[i].start < offset:
            shift += len(ordered[i].after) - (ordered[i].end - ordered[i].start)
            i += 1
        inside = i < len(ordered) and ordered[i].start < offset
        moved.add((ordered[i].start if inside else offset) + shift)
    return tuple(sorted(moved))


@dataclass(slots=True)
class _Change:
    """An earlier repair or a new edit, placed in the text now."""

    start: int
    end: int
    after: str
    step: str
    growth: int = 0  # of an earlier repair: length of the original minus length now
    edit: bool = False


def apply_edits(
    text: str, repairs: Sequence[Repair], original: str, step: str, edits: Iterable[Edit]
) -> tuple[str, tuple[Repair, ...]]:
    """Apply edits to ``text`` and fold them into the repairs that led to it.

    Returns the new text and all repairs in the coordinates of the original. Changes that
    share characters become one repair; those that merely touch stay apart.

    Raises:
        ValueError: edits overlap or lie outside the text.
    """
    wanted = sorted((_Change(e.start, e.end, e.after, step, edit=True) for e in edits), key=lambda c: (c.start, c.end))
    position = 0
    for change in wanted:
        if change.start < position or change.end < change.start or change.end > len(text):
            raise ValueError(f"edit {change.start}:{change.end} overlaps another or lies outside the text")
        position = change.end

    merged: list[Repair] = []
    pieces: list[str] = []
    done = shift = 0
    for cluster in _clusters(sorted(_placed(repairs) + wanted, key=lambda c: (c.start, c.end, c.edit))):
        start, end = cluster[0].start, max(c.end for c in cluster)
        after = _spliced(text, start, end, [c for c in cluster if c.edit])
        from_ = start + shift
        shift += sum(c.growth for c in cluster)
        before = original[from_ : end + shift]
        if before != after:
            merged.append(Repair(from_, end + shift, _names(cluster), before, after))
        pieces += (text[done:start], after)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), tuple(merged)


def _placed(repairs: Sequence[Repair]) -> list[_Change]:
    shift = 0
    placed = []
    for r in repairs:
        now = r.start - shift
        growth = (r.end - r.start) - len(r.after)
        placed.append(_Change(now, now + len(r.after), r.after, r.step, growth))
        shift += growth
    return placed


def _clusters(changes: Sequence[_Change]) -> Iterable[list[_Change]]:
    cluster: list[_Change] = []
    end = 0
    for change in changes:
        if cluster and change.start >= end:
            yield cluster
            cluster = []
        cluster.append(change)
        end = max(end, change.end) if len(cluster) > 1 else change.end
    if cluster:
        yield cluster


def _spliced(text: str, start: int, end: int, edits: Sequence[_Change]) -> str:
    pieces: list[str] = []
    for edit in edits:
        pieces += (text[start : edit.start], edit.after)
        start = edit.end
    pieces.append(text[start:end])
    return "".join(pieces)


def _names(cluster: Sequence[_Change]) -> str:
    found: list[str] = []
    for change in sorted(cluster, key=lambda c: c.edit):  # in the order they happened
        found.extend(name for name in change.step.split("+") if name not in found)
    return "+".join(found)


def restore(text: str, repairs: Sequence[Repair]) -> str:
    """The original text, from the repaired one and its repairs."""
    pieces: list[str] = []
    done = 0  # in the original
    now = 0
    for r in repairs:
        pieces += (text[now : now + r.start - done], r.before)
        now += r.start - done + len(r.after)
        done = r.end
    pieces.append(text[now:])
    return "".join(pieces)


def to_original(repairs: Sequence[Repair], offset: int, *, end: bool = False) -> int:
    """Where an offset of the repaired text lies in the original.

    An offset inside a replacement maps to the replacement's edge: the left one, or with
    ``end`` the right one. At a deletion, a start maps behind and an end before it, so that a
    quote does not swallow what was removed around it.
    """
    shift = 0
    for r in repairs:
        now = r.start - shift
        now_end = now + len(r.after)
        if offset < now or (end and offset <= now):
            break
        if offset < now_end:
            return r.end if end else r.start
        if offset == now_end and end and r.after:
            return r.end
        shift += (r.end - r.start) - len(r.after)
    return offset + shift
