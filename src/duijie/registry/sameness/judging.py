"""Are two records of one name one person? Odds, moved by each kind of evidence. Pure.

The odds begin with how many within reach bear the name (:mod:`.commonness`): of K who do, a second
record is the first one's with odds 1 : K - ¾. Each kind of evidence multiplies them by how much oftener it is
seen of one person than of two (Fellegi and Sunter 1969, "A theory for record linkage"). What is
shared by few counts more: being at one organisation with a hundredth of all posts says less than at
one with a thousandth.

    >>> judge = Judge(Commonness.counted([]))
    >>> one, other = Profile("1", ("张伟",), orcids=frozenset({"x"})), Profile("2", ("张伟",), orcids=frozenset({"x"}))
    >>> judge(one, other).verdict
    'same'
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from duijie.core.errors import Sentence, gettext_noop
from duijie.registry.names import name_key, readings
from duijie.registry.sameness.commonness import HOMOPHONES, Commonness, parts

Kind = Literal["name", "orcid", "organisation", "works", "mates", "field", "account"]
KINDS: Final[tuple[Kind, ...]] = ("orcid", "organisation", "works", "mates", "field", "account")
"""The kinds of evidence beside the name."""
Verdict = Literal["same", "doubt", "apart"]

SAME: Final = 0.9
"""From this probability on two records are taken to be of one person."""
APART: Final = 0.1
"""Up to this probability they are taken to be of two, and nobody is asked."""
_LEAST: Final = 1.5  # what being at one organisation counts where all are
_SURE: Final = 9.0  # log-odds of what decides alone


@dataclass(frozen=True, slots=True)
class At:
    """An organisation somebody is or was at: its id and those of what it is part of, upwards.
    ``share`` is the part of all posts that are there (or in what both are part of)."""

    line: tuple[str, ...]
    share: float = 0.01


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a record. Empty means unknown, which says nothing either way.

    ``works`` and ``mates`` are keys of works and of the people they were written with; ``fields``
    FORD codes; ``account`` the user who claimed it.
    """

    id: str
    names: tuple[str, ...]
    orcids: frozenset[str] = frozenset()
    places: tuple[At, ...] = ()
    works: frozenset[str] = frozenset()
    mates: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    account: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One kind of evidence: how far it moves the log-odds, and in words."""

    kind: Kind
    weight: float
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(Sentence(self.template, **self.values))


@dataclass(frozen=True, slots=True)
class Judgement:
    """``probability`` that two records are of one person, and its reasons, the name's first."""

    probability: float
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> Verdict:
        if self.probability >= SAME:
            return "same"
        return "apart" if self.probability <= APART else "doubt"


def same_name(one: Profile, other: Profile) -> tuple[str, bool] | None:
    """The name that two records share, and whether it is written alike or only sounds alike; None
    when they share none."""
    keys = {name_key(name): name for name in one.names}
    for name in other.names:
        if name_key(name) in keys:
            return name, True
    sounds = {sound for name in one.names for sound in readings(name)}
    for name in other.names:
        if readings(name) & sounds:
            return name, False
    return None


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges pairs, by the names of this registry and the kinds of evidence given."""

    commonness: Commonness
    kinds: frozenset[Kind] = frozenset(KINDS)

    def __call__(self, one: Profile, other: Profile) -> Judgement:
        """How likely two records are of one person; 0 when they share no name."""
        shared = same_name(one, other)
        if shared is None:
            return Judgement(0.0, ())
        reasons = [self._name(one, other, *shared)]
        reasons += [reason for kind in KINDS if kind in self.kinds and (reason := _EVIDENCE[kind](one, other))]
        total = sum(reason.weight for reason in reasons)
        return Judgement(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), tuple(reasons))

    def _name(self, one: Profile, other: Profile, name: str, alike: bool) -> Reason:
        keys = [name_key(each) for each in (*one.names, *other.names)]
        # Of the names of both, the rarest one written in characters tells most.
        key = min((key for key in keys if parts(key)), key=self.commonness.bearers, default=keys[0])
        count, bearers = self.commonness.researchers(key), self.commonness.bearers(key)
        if alike:
            template = gettext_noop("Both go by “{name}”, as about {count} researchers do.")
        else:
            template = gettext_noop("The names sound alike; about {count} researchers go by them.")
            count, bearers = count * HOMOPHONES, 1 + (bearers - 1) * HOMOPHONES
        return Reason("name", -math.log(bearers - 0.75), template, {"name": name, "count": max(1, round(count))})


def _orcid(one: Profile, other: Profile) -> Reason | None:
    if not one.orcids or not other.orcids:
        return None
    if one.orcids & other.orcids:
        return Reason(
            "orcid",
            _SURE * 2,
            gettext_noop("Both have the ORCID iD {value}."),
            {"value": _any(one.orcids & other.orcids)},
        )
    return Reason("orcid", -_SURE * 2, gettext_noop("They have different ORCID iDs."))


def _organisation(one: Profile, other: Profile) -> Reason | None:
    if not one.places or not other.places:
        return None
    best = 0.0
    for mine in one.places:
        for theirs in other.places:
            if mine.line[0] == theirs.line[0]:
                how = 0.6
            elif mine.line[0] in theirs.line or theirs.line[0] in mine.line:
                how = 0.4
            elif set(mine.line[1:]) & set(theirs.line[1:]):
                how = 0.15
            else:
                continue
            # Strangers of one name meet at an organisation as often as it has posts, and a little
            # oftener: a name is as local as a field.
            best = max(best, how / (max(mine.share, theirs.share) + 0.01))
    if best == 0:
        return Reason("organisation", math.log(0.45), gettext_noop("No organisation is known that both were at."))
    return Reason(
        "organisation",
        math.log(max(best, _LEAST)),
        gettext_noop("Both are or were at the same organisation, or parts of it."),
    )


def _works(one: Profile, other: Profile) -> Reason | None:
    if not one.works or not other.works:
        return None
    shared = len(one.works & other.works)
    if shared:
        template = gettext_noop("Works listed by both: {count}.")
        return Reason("works", math.log(300) + math.log(3) * min(shared - 1, 3), template, {"count": shared})
    return Reason("works", math.log(0.7), gettext_noop("No work is listed by both."))


def _mates(one: Profile, other: Profile) -> Reason | None:
    if not one.mates or not other.mates:
        return None
    shared = len(one.mates & other.mates)
    if shared:
        template = gettext_noop("People named together with both: {count}.")
        return Reason("mates", math.log(25) + math.log(4) * min(shared - 1, 2), template, {"count": shared})
    return Reason("mates", math.log(0.6), gettext_noop("Nobody is known to be named together with both."))


def _field(one: Profile, other: Profile) -> Reason | None:
    if not one.fields or not other.fields:
        return None
    if one.fields & other.fields:
        return Reason("field", math.log(5), gettext_noop("Both work in the same field."))
    majors = {code.partition(".")[0] for code in one.fields} & {code.partition(".")[0] for code in other.fields}
    if majors:
        return Reason("field", math.log(0.6), gettext_noop("They work in neighbouring fields."))
    return Reason("field", math.log(0.1), gettext_noop("They work in distant fields."))


def _account(one: Profile, other: Profile) -> Reason | None:
    if not one.account or not other.account or one.account == other.account:
        return None
    return Reason("account", math.log(0.02), gettext_noop("Each was claimed by an account of its own."))


def _any(values: frozenset[str]) -> str:
    return min(values)


_EVIDENCE = {
    "orcid": _orcid, "organisation": _organisation, "works": _works, "mates": _mates, "field": _field,
    "account": _account,
}  # fmt: skip
