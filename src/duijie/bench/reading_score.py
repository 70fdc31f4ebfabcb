"""Facts found against facts wanted: one-to-one, each type by its own rule.

The rules are those of the README beside the sets: a fact marked optional is neither required
nor wrong, of tasks only recall is counted, a document is scored field by field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from duijie.bench.reading_alike import bare, contains, dates_agree, organisation, pairs_f1, shares_half

Row = Mapping[str, Any]
TYPES = ("role", "event", "agreement", "indicator", "membership", "programme", "task")
DOCUMENT_FIELDS = ("title", "date", "publisher", "site_codes", "language_variant")
RECALL_ONLY = frozenset({"task"})


@dataclass(frozen=True, slots=True)
class Counts:
    """Right ones, how many were found and how many wanted; adds up over pages."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    @property
    def precision(self) -> float | None:
        """None where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """None where nothing was wanted."""
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """None where nothing was found and nothing wanted."""
        total = self.found + self.wanted
        return 2 * self.right / total if total else None


@dataclass(frozen=True, slots=True)
class Matched:
    """The facts of one type on one page: pairs of (wanted, found), and what is left."""

    pairs: tuple[tuple[Row, Row], ...]
    excused: tuple[Row, ...]
    missed: tuple[Row, ...]
    wrong: tuple[Row, ...]

    @property
    def counts(self) -> Counts:
        right = len(self.pairs)
        return Counts(right, right + len(self.wrong), right + len(self.missed))


@dataclass(slots=True)
class Score:
    """What adds up over pages: counts by type, by field (``agreement.parties``,
    ``document.title``) and by label of damage."""

    types: dict[str, Counts] = field(default_factory=dict)
    fields: dict[str, Counts] = field(default_factory=dict)
    damage: dict[str, Counts] = field(default_factory=dict)
    missed: list[Row] = field(default_factory=list)
    wrong: list[Row] = field(default_factory=list)
    right: list[Row] = field(default_factory=list)

    def page(self, wanted: Sequence[Row], found: Sequence[Row]) -> None:
        """Count one page's facts. A row has ``type``, the fields of its type, and what else
        the caller wants to see again in ``missed``, ``wrong`` and ``right``."""
        for kind in TYPES:
            self._facts(kind, _of(kind, wanted), _of(kind, found))
        self._documents(_of("document", wanted), _of("document", found))

    def _facts(self, kind: str, wanted: Sequence[Row], found: Sequence[Row]) -> None:
        matched = match(wanted, found, ALIKE[kind])
        _add(self.types, kind, matched.counts)
        self.missed += matched.missed
        self.wrong += matched.wrong
        self.right += [*(row for _, row in matched.pairs), *matched.excused]
        if kind == "agreement":
            for name in ("parties", "signatories"):
                rows = [*matched.pairs, *((row, {}) for row in matched.missed), *(({}, row) for row in matched.wrong)]
                for want, got in rows:
                    _add(self.fields, f"agreement.{name}", _names(want.get(name), got.get(name)))

    def _documents(self, wanted: Sequence[Row], found: Sequence[Row]) -> None:
        numbered = {row.get("article") or 1: row for row in found}
        for want in wanted:
            number = want.get("article") or 1
            got = numbered.pop(number, {})
            counts = {name: _field(name, want.get(name), got.get(name)) for name in DOCUMENT_FIELDS}
            for name, count in counts.items():
                _add(self.fields, f"document.{name}", count)
                _add(self.types, "document", count)
            _damage(self.damage, want.get("damage") or (), got.get("damage") or ())
            if all(c.right == c.found == c.wanted for c in counts.values()):
                self.right.append(got)
            else:
                self.missed.append(want)
                self.wrong += [got] if got else []
        if wanted:  # more articles than there are
            for got in numbered.values():
                self.wrong.append(got)
                for name in DOCUMENT_FIELDS:
                    count = _field(name, None, got.get(name))
                    _add(self.fields, f"document.{name}", count)
                    _add(self.types, "document", count)


def match(wanted: Sequence[Row], found: Sequence[Row], alike: Callable[[Row, Row], bool]) -> Matched:
    """Pair facts one to one so that as many required ones as possible find a partner, then as
    many optional ones (augmenting paths; a fact once paired stays paired). Of several ways to
    pair the same facts, those with equal parties go together as far as changing partners helps."""
    order = sorted(range(len(wanted)), key=lambda i: bool(wanted[i].get("optional")))
    edges = {i: [j for j in range(len(found)) if alike(wanted[i], found[j])] for i in order}
    owner: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in edges[i]:
            if j not in tried:
                tried.add(j)
                if j not in owner or place(owner[j], tried):
                    owner[j] = i
                    return True
        return False

    for i in order:
        place(i, set())
    _uncross(owner, edges, lambda i, j: _same_parties(wanted[i], found[j]))
    taken = set(owner.values())
    required = [i for i in range(len(wanted)) if not wanted[i].get("optional")]
    return Matched(
        pairs=tuple((wanted[i], found[j]) for j, i in sorted(owner.items()) if i in set(required)),
        excused=tuple(found[j] for j, i in sorted(owner.items()) if i not in set(required)),
        missed=tuple(wanted[i] for i in required if i not in taken),
        wrong=tuple(row for j, row in enumerate(found) if j not in owner),
    )


def _uncross(owner: dict[int, int], edges: Mapping[int, Sequence[int]], better: Callable[[int, int], bool]) -> None:
    """Let two pairs change partners while that leaves more pairs that are better; who is paired stays."""
    changed = True
    while changed:
        changed = False
        for j, other in combinations(sorted(owner), 2):
            i, k = owner[j], owner[other]
            now, then = better(i, j) + better(k, other), better(i, other) + better(k, j)
            if then > now and other in edges[i] and j in edges[k]:
                owner[j], owner[other] = k, i
                changed = True


def _same_parties(want: Row, got: Row) -> bool:
    parties = _set(want.get("parties"))
    return bool(parties) and parties == _set(got.get("parties"))


def _role(want: Row, got: Row) -> bool:
    same = bare(_text(want, "person")) == bare(_text(got, "person")) and bare(_text(want, "role")) == bare(
        _text(got, "role")
    )
    return same and (
        not want.get("organisation")
        or bool(want.get("organisation_implied"))
        or organisation(_text(want, "organisation")) == organisation(_text(got, "organisation"))
    )


def _agreement(want: Row, got: Row) -> bool:
    if want.get("title") and got.get("title"):
        return pairs_f1(want["title"], got["title"]) >= 0.8
    return _same_parties(want, got)


def _indicator(want: Row, got: Row) -> bool:
    return (
        _number(want.get("value")) is not None
        and _number(want.get("value")) == _number(got.get("value"))
        and bare(_text(want, "unit")) == bare(_text(got, "unit"))
        and any(shares_half(_text(want, name), _text(got, name)) for name in ("subject", "measure"))
    )


def _event(want: Row, got: Row) -> bool:
    return pairs_f1(_text(want, "name"), _text(got, "name")) >= 0.6 and dates_agree(want.get("date"), got.get("date"))


def _membership(want: Row, got: Row) -> bool:
    return all(organisation(_text(want, n)) == organisation(_text(got, n)) for n in ("organisation", "member_of"))


def _programme(want: Row, got: Row) -> bool:
    return contains(_text(want, "name"), _text(got, "name"))


def _task(want: Row, got: Row) -> bool:
    return pairs_f1(_text(want, "text"), _text(got, "text")) >= 0.6


ALIKE: Mapping[str, Callable[[Row, Row], bool]] = {
    "role": _role,
    "event": _event,
    "agreement": _agreement,
    "indicator": _indicator,
    "membership": _membership,
    "programme": _programme,
    "task": _task,
}


def _field(name: str, want: Any, got: Any) -> Counts:
    """A document's field: one value each, or the codes of a list."""
    if name == "site_codes":
        wanted, found = ({bare(str(v)) for v in values or ()} for values in (want, got))
        return Counts(len(wanted & found), len(found), len(wanted))
    plain = organisation if name == "publisher" else bare
    wanted_one, found_one = (plain(str(v)) if v else "" for v in (want, got))
    return Counts(int(bool(wanted_one) and wanted_one == found_one), int(bool(found_one)), int(bool(wanted_one)))


def _damage(counts: dict[str, Counts], want: Iterable[str], got: Iterable[str]) -> None:
    wanted, found = set(want), set(got)
    for label in sorted(wanted | found):
        _add(counts, label, Counts(int(label in wanted & found), int(label in found), int(label in wanted)))


def _names(want: Any, got: Any) -> Counts:
    wanted, found = _set(want), _set(got)
    return Counts(len(wanted & found), len(found), len(wanted))


def _set(values: Any) -> set[str]:
    """Names of organisations or people; a signatory may be an object with its person."""
    plain = (v.get("person") or v.get("name") or "" if isinstance(v, Mapping) else str(v) for v in values or ())
    return {organisation(v) for v in plain if bare(v)}


def _number(value: Any) -> float | None:
    try:
        return round(float(value), 6)
    except (TypeError, ValueError):
        return None


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return str(value) if value is not None else ""


def _of(kind: str, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.get("type") == kind]


def _add(counts: dict[str, Counts], key: str, more: Counts) -> None:
    counts[key] = counts.get(key, Counts()) + more
