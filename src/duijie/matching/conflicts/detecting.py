"""From what ties two parties to conflicts of interest. Pure.

Strengths, before what they rest on is weighed:

==================================================  ==========
the same person, or the person who keeps the entry  blocking
two entries of one account                          to disclose
at the same organisation now, or in its whole/part  blocking
at the same organisation within N years             to disclose
two parts of one organisation, now                  to disclose
two parts of one organisation, within N years       a note
a work in common within N years                     blocking
a declared family tie, pupil, interest, ownership   blocking
another declared relation; a declared one that      to disclose
ended within N years
an earlier deal within N years                      what the deal says
==================================================  ==========

What was read and not yet confirmed counts one step less, and below :data:`UNSURE` never more than
a note. A work without a year counts as one of the window, one step less.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from duijie.core.errors import Sentence, gettext_noop
from duijie.matching.conflicts.types import (
    STRENGTHS,
    YEARS,
    Authored,
    Behind,
    Bond,
    Conflict,
    Deal,
    Declared,
    Party,
    Source,
    Strength,
    Ties,
)

UNSURE: Final = 0.6
"""Facts read with less confidence than this are worth a note and no more."""
BLOCKING: Final = frozenset({"family", "advisor", "financial", "ownership"})
"""Kinds of declared relation that block while they last."""
_HIGHEST: Final = 12  # levels of organisations; a registry that has more has a loop


@dataclass(frozen=True, slots=True)
class _Place:
    """One organisation that a party is tied to, by one of its people or by itself."""

    organisation: UUID
    bond: Bond | None


@dataclass(frozen=True, slots=True)
class _Known:
    """A party as one reader knows it, ready to be compared with many."""

    party: Party
    ids: frozenset[UUID]
    selves: frozenset[UUID]
    places: dict[UUID, tuple[_Place, ...]]
    lines: dict[UUID, tuple[UUID, ...]]
    parents: frozenset[UUID]
    above: frozenset[UUID]
    works: dict[str, Authored]


@dataclass(slots=True)
class Detector:
    """Compares parties over one collection of ties, as one reader may know them.

    Args:
        granted: the keys that the reader holds; None for the installation itself, which holds all.
        today: the day from which years are counted.
        years: how long a tie that is over still counts.

    >>> Detector(Ties(), today=date(2026, 1, 1)).between(Party("person:1", "A"), Party("person:2", "B"))
    ()
    """

    ties: Ties
    today: date
    years: int = YEARS
    granted: frozenset[str] | None = None
    _seen: dict[str, _Known] = field(default_factory=dict)
    _declared: dict[frozenset[UUID], list[Declared]] = field(default_factory=dict)
    _deals: dict[frozenset[UUID], list[Deal]] = field(default_factory=dict)
    _partners: dict[UUID, set[UUID]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for relation in self.ties.declared:
            if self._may(relation.needs):
                self._meet(relation.one, relation.other)
                self._declared.setdefault(frozenset((relation.one, relation.other)), []).append(relation)
        for deal in self.ties.deals:
            if self._may(deal.needs):
                self._meet(deal.one, deal.other)
                self._deals.setdefault(frozenset((deal.one, deal.other)), []).append(deal)

    @property
    def since(self) -> date:
        """The first day that still counts."""
        return years_before(self.today, self.years)

    def between(self, one: Party, other: Party) -> tuple[Conflict, ...]:
        """The conflicts of two parties, the strongest and surest first; none of a party with itself."""
        left, right = self._known(one), self._known(other)
        if one.key == other.key:
            return ()
        found: list[Conflict] = []
        if left.ids & right.ids:
            found += self._same_person(left, right)
        found += self._organisations(left, right)
        if (common := left.works.keys() & right.works.keys()) and left.selves.isdisjoint(right.selves):
            found += self._works(left, right, common)
        found += self._told(left, right)
        return tuple(sorted(found, key=lambda one: one.rank, reverse=True))

    # -- what a reader knows of a party -------------------------------------------------------------

    def _may(self, needs: frozenset[str]) -> bool:
        return self.granted is None or needs <= self.granted

    def _meet(self, one: UUID, other: UUID) -> None:
        self._partners.setdefault(one, set()).add(other)
        self._partners.setdefault(other, set()).add(one)

    def _known(self, party: Party) -> _Known:
        held = self._seen.get(party.key)
        if held is None or held.party is not party:
            held = self._seen[party.key] = self._look(party)
        return held

    def _look(self, party: Party) -> _Known:
        def ids(behind: Iterable[Behind]) -> list[UUID]:
            return [one.id for one in behind if self._may(one.needs)]

        people = [*ids(party.people), *ids(party.users)]
        places: dict[UUID, list[_Place]] = {}
        for organisation in ids(party.organisations):
            places.setdefault(organisation, []).append(_Place(organisation, None))
        for who in people:
            for bond in self.ties.bonds.get(who, ()):
                if self._may(bond.needs) and self._in_time(bond):
                    places.setdefault(bond.organisation, []).append(_Place(bond.organisation, bond))
        works: dict[str, Authored] = {}
        for talent in ids(party.talents):
            for work in self.ties.works.get(talent, ()):
                if self._may(work.needs) and (work.year is None or work.year >= self.since.year):
                    works.setdefault(work.key, work)
        lines = {organisation: self._line(organisation) for organisation in places}
        return _Known(
            party=party,
            ids=frozenset(people),
            selves=frozenset(one.id for one in (*party.people, *party.users) if not one.owner and self._may(one.needs)),
            places={key: tuple(value) for key, value in places.items()},
            lines=lines,
            parents=frozenset(line[1] for line in lines.values() if len(line) > 1),
            above=frozenset(one for line in lines.values() for one in line),
            works=works,
        )

    def _line(self, organisation: UUID) -> tuple[UUID, ...]:
        """The organisation and what it is part of, upwards."""
        line, node = [organisation], self.ties.organisations.get(organisation)
        while node is not None and node.parent is not None and node.parent not in line and len(line) < _HIGHEST:
            line.append(node.parent)
            node = self.ties.organisations.get(node.parent)
        return tuple(line)

    def _in_time(self, bond: Bond) -> bool:
        return bond.until is None or bond.until >= self.since

    def _lasts(self, bond: Bond | None) -> bool:
        return bond is None or (not bond.over and (bond.until is None or bond.until >= self.today))

    # -- the kinds ----------------------------------------------------------------------------------

    def _same_person(self, left: _Known, right: _Known) -> list[Conflict]:
        values = {"one": left.party.label, "other": right.party.label}
        if left.selves & right.selves:
            reason = Sentence(gettext_noop("{one} and {other} are of one person."), **values)
        elif left.selves & right.ids:
            reason = Sentence(gettext_noop("{other} is kept by {one}."), **values)
        elif left.ids & right.selves:
            reason = Sentence(gettext_noop("{one} is kept by {other}."), **values)
        else:
            reason = Sentence(gettext_noop("{one} and {other} were entered by the same account."), **values)
            return [Conflict("same account", "disclose", reason)]
        return [Conflict("same person", "blocking", reason)]

    def _organisations(self, left: _Known, right: _Known) -> list[Conflict]:
        if left.above.isdisjoint(right.above):
            return []
        best: dict[tuple[UUID, UUID], Conflict] = {}
        for mine in left.places:
            for theirs in right.places:
                way = self._way(left.lines[mine], right.lines[theirs])
                if way is None:
                    continue
                for one in left.places[mine]:
                    for other in right.places[theirs]:
                        found = self._at(left.party, one, right.party, other, way)
                        held = best.get((mine, theirs))
                        if held is None or found.rank > held.rank:
                            best[mine, theirs] = found
        # The nearest way tells it: who shares the institute is not told of its university too.
        nearest: list[Conflict] = []
        for found in sorted(best.values(), key=lambda one: (len(one.path), [-rank for rank in one.rank])):
            if not any(set(held.path) & set(found.path) and held.rank >= found.rank for held in nearest):
                nearest.append(found)
        return nearest

    @staticmethod
    def _way(mine: Sequence[UUID], theirs: Sequence[UUID]) -> tuple[UUID, ...] | None:
        """From one organisation to the other: the same, upwards, downwards, or over one whole that
        both are immediate parts of."""
        if theirs[0] in mine:
            return tuple(mine[: mine.index(theirs[0]) + 1])
        if mine[0] in theirs:
            return tuple(reversed(theirs[: theirs.index(mine[0]) + 1]))
        if len(mine) > 1 and len(theirs) > 1 and mine[1] == theirs[1]:
            return mine[0], mine[1], theirs[0]
        return None

    def _at(self, one: Party, mine: _Place, other: Party, theirs: _Place, way: tuple[UUID, ...]) -> Conflict:
        lasts = self._lasts(mine.bond) and self._lasts(theirs.bond)
        siblings = len(way) == 3 and way[0] != way[1] and self._line(way[0])[1:2] == self._line(way[2])[1:2]
        strength: Strength = ("disclose" if siblings else "blocking") if lasts else ("note" if siblings else "disclose")
        names = tuple(self._name(step) for step in way)
        bonds = [bond for bond in (mine.bond, theirs.bond) if bond is not None]
        source = min((bond.source for bond in bonds), key=lambda source: source.confidence, default=Source())
        since, until = _range(bonds, self.today)
        return Conflict(
            "same organisation",
            weighed(strength, source),
            _where(one, other, names, siblings=siblings, lasts=lasts),
            source,
            since,
            None if lasts else until,
            names,
        )

    def _name(self, organisation: UUID) -> str:
        node = self.ties.organisations.get(organisation)
        return node.name if node else ""

    def _works(self, left: _Known, right: _Known, common: Iterable[str]) -> list[Conflict]:
        # A work may be known by its identifier and by its title: it is one all the same.
        once = {left.works[key].title.casefold(): left.works[key] for key in common}
        shared = sorted(once.values(), key=lambda work: (-(work.year or 0), work.title))
        newest = shared[0]
        years = [work.year for work in shared if work.year]
        values = {"one": left.party.label, "other": right.party.label, "title": newest.title, "year": newest.year}
        if len(shared) > 1:
            more = gettext_noop("{one} and {other} have {count} works in common, the newest “{title}”.")
            reason = Sentence(more, count=len(shared), **values)
        elif newest.year:
            reason = Sentence(gettext_noop("{one} and {other} have a work in common: “{title}” ({year})."), **values)
        else:
            reason = Sentence(gettext_noop("{one} and {other} have a work in common: “{title}”."), **values)
        return [
            Conflict(
                "shared work",
                "blocking" if years else "disclose",
                reason,
                since=date(min(years), 1, 1) if years else None,
                until=date(max(years), 12, 31) if years else None,
                subject=newest.title,
            )
        ]

    def _told(self, left: _Known, right: _Known) -> list[Conflict]:
        mine, theirs = left.ids | left.places.keys(), right.ids | right.places.keys()
        both = mine & theirs
        met = [
            frozenset((one, other))
            for one in mine
            for other in self._partners.get(one, ())
            if other in theirs and not (one in both and other in both)  # those are of one side
        ]
        found: list[Conflict] = []
        for pair in dict.fromkeys(met):
            found += [one for row in self._declared.get(pair, ()) if (one := self._relation(left, right, row))]
            found += [one for row in self._deals.get(pair, ()) if (one := self._dealt(row))]
        hidden = [one for one in found if one.source.basis == "hidden"]
        return [one for one in found if one not in hidden] + hidden[:1]

    def _relation(self, left: _Known, right: _Known, row: Declared) -> Conflict | None:
        if row.until is not None and row.until < self.since:
            return None
        if not self._may(row.details):
            # The same for every kind, so that nothing can be guessed from it.
            return Conflict("declared", "disclose", Sentence(gettext_noop("A declared relation.")), Source("hidden"))
        lasts = row.until is None or row.until > self.today
        strength: Strength = "blocking" if lasts and row.what in BLOCKING else "disclose"
        values = {"one": left.party.label, "other": right.party.label, "what": row.label, "text": row.text}
        template = gettext_noop("Declared between {one} and {other}: {what}.")
        if row.text:
            template = gettext_noop("Declared between {one} and {other}: {what}. {text}")
        return Conflict(
            "declared", strength, Sentence(template, **values), Source("declared"), row.since, row.until, (), row.what
        )

    def _dealt(self, row: Deal) -> Conflict | None:
        last = row.ended or row.since
        if last is not None and last < self.since:
            return None
        return Conflict("deal", weighed(row.strength, row.source), row.reason, row.source, row.since, row.ended)


def weighed(strength: Strength, source: Source) -> Strength:
    """What a strength counts on this ground."""
    if source.basis != "read":
        return strength
    if source.confidence < UNSURE:
        return "note"
    return STRENGTHS[max(0, STRENGTHS.index(strength) - 1)]


def years_before(day: date, years: int) -> date:
    """The same day some years before; 28 February where that year has no 29th."""
    year = max(1, day.year - years)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _range(bonds: Sequence[Bond], today: date) -> tuple[date | None, date | None]:
    """When both were there; when they were not at the same time, the time of who left first."""
    starts = [bond.since for bond in bonds if bond.since]
    ends = [bond.until for bond in bonds if bond.until]
    since, until = max(starts, default=None), min(ends, default=None)
    if since and until and since > until:
        first = min((bond for bond in bonds if bond.until), key=lambda bond: bond.until or today)
        return first.since, first.until
    return since, until


def _where(one: Party, other: Party, names: tuple[str, ...], *, siblings: bool, lasts: bool) -> Sentence:
    here, there = names[0], names[-1]
    if len(names) == 1:
        itself = [party.label for party in (one, other) if party.kind != "organisation"]
        if len(itself) == 1:
            template = gettext_noop("{one} belongs to {here}.") if lasts else gettext_noop("{one} belonged to {here}.")
            return Sentence(template, one=itself[0], here=here)
        template = gettext_noop("{one} and {other} both belong to {here}.")
        if not lasts:
            template = gettext_noop("{one} and {other} belong or belonged to {here}.")
        return Sentence(template, one=one.label, other=other.label, here=here)
    values = {"one": _named(one, here), "other": _named(other, there), "over": names[1]}
    if siblings and lasts:
        template = gettext_noop("{one} and {other}: both are parts of {over}.")
    elif siblings:
        template = gettext_noop("{one} and {other}, now or before: both are parts of {over}.")
    elif lasts:
        template = gettext_noop("{one} and {other}: one is a part of the other.")
    else:
        template = gettext_noop("{one} and {other}, now or before: one is a part of the other.")
    return Sentence(template, **values)


def _named(party: Party, organisation: str) -> str:
    return party.label if party.kind == "organisation" else f"{party.label} ({organisation})"
