"""Two readers of one article: what both found, what one found, what they disagree about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from duijie.core.text import normalise, to_simplified
from duijie.reading.facts.gazetteer import known_names
from duijie.reading.facts.types import Fact, FactType

DISPUTED = 0.5
"""The most that a disputed fact's confidence may be: under every threshold of acceptance, so a person decides."""
_RAISED = 0.5  # the share of the doubt that the other reader's agreement takes away
_SHARE = 0.6  # of the longer name that the shorter one must cover to be taken for the same
_MARK = " (disputed)"
_LONGEST_RULE = 120

# What tells which thing a fact is about, and what it says of it.
_KEYS: Mapping[FactType, tuple[str, ...]] = {
    "document": ("article",),
    "role": ("person", "role"),
    "event": ("name",),
    "agreement": ("title", "parties"),
    "indicator": ("measure",),
    "membership": ("organisation", "member_of"),
    "programme": ("name",),
    "task": ("text",),
}
_SAID: Mapping[FactType, tuple[str, ...]] = {
    "document": ("title", "date", "publisher"),
    "role": ("organisation",),
    "event": ("date", "place"),
    "agreement": ("date", "parties"),
    "indicator": ("value", "unit"),
    "membership": ("date",),
    "programme": ("owner", "kind"),
    "task": ("issuer",),
}


@dataclass(frozen=True, slots=True)
class Merged:
    """All facts in the order of their quotes; ``disputes`` are the pairs that contradict each other."""

    facts: tuple[Fact, ...]
    disputes: tuple[tuple[Fact, Fact], ...]


def merge(first: Sequence[Fact], second: Sequence[Fact]) -> Merged:
    """Put the facts of two readers of one article together.

    Where both say the same, the first reader's fact stays and half of what its confidence
    lacked is added (an assumption: measured nowhere yet). Where they speak of the same thing
    and say something else, both stay, marked, and so unsure that a person decides. A value
    that one of them leaves open contradicts nothing.
    """
    facts: list[Fact] = list(first)
    left = set(range(len(first)))
    disputes: list[tuple[Fact, Fact]] = []
    for other in second:
        about = [i for i in sorted(left) if _same_thing(first[i], other)]
        agreeing = next((i for i in about if _agree(first[i], other)), None)
        if agreeing is not None:
            facts[agreeing] = _raised(first[agreeing], other)
            left.discard(agreeing)
        elif about:
            mine, theirs = _disputed(first[about[0]]), _disputed(other)
            facts[about[0]] = mine
            facts.append(theirs)
            disputes.append((mine, theirs))
            left.discard(about[0])
        else:
            facts.append(other)
    return Merged(tuple(sorted(facts, key=lambda fact: (fact.start, fact.end, fact.type))), tuple(disputes))


def is_disputed(fact: Fact) -> bool:
    """Whether the readers disagreed about it."""
    return fact.rule.endswith(_MARK)


def _raised(fact: Fact, other: Fact) -> Fact:
    surest = max(fact.confidence, other.confidence)
    return replace(fact, confidence=surest + (1 - surest) * _RAISED, rule=f"{fact.rule}+{other.rule}"[:_LONGEST_RULE])


def _disputed(fact: Fact) -> Fact:
    if is_disputed(fact):
        return fact
    rule = fact.rule[: _LONGEST_RULE - len(_MARK)] + _MARK
    return replace(fact, confidence=min(fact.confidence, DISPUTED), rule=rule)


def _same_thing(one: Fact, other: Fact) -> bool:
    if one.type != other.type:
        return False
    if one.type == "agreement":
        return _same_agreement(one.fields, other.fields)
    if one.type == "indicator":
        return _same_indicator(one, other)
    return all(_alike(one.fields.get(name), other.fields.get(name)) for name in _KEYS[one.type])


def _same_indicator(one: Fact, other: Fact) -> bool:
    """An article counts many things: both must have read the same words, and the same figure or
    the same measure in them."""
    if one.start >= other.end or other.start >= one.end:
        return False
    mine, theirs = one.fields, other.fields
    if mine.get("value") == theirs.get("value"):
        return True
    return bool(mine.get("measure")) and _alike(mine.get("measure"), theirs.get("measure"))


def _same_agreement(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one.get("title") and other.get("title"):
        return _alike(one["title"], other["title"])
    mine, theirs = _names(one.get("parties")), _names(other.get("parties"))
    return bool(mine) and mine == theirs


def _agree(one: Fact, other: Fact) -> bool:
    return all(_compatible(name, one.fields.get(name), other.fields.get(name)) for name in _SAID[one.type])


def _compatible(name: str, mine: Any, theirs: Any) -> bool:
    if mine in (None, "", []) or theirs in (None, "", []):
        return True
    if name == "date":
        return _dates_fit(mine, theirs)
    if name == "parties":
        return bool(_names(mine) & _names(theirs))
    if isinstance(mine, int | float) or isinstance(theirs, int | float):
        return bool(mine == theirs)
    return _alike(mine, theirs)


def _alike(mine: Any, theirs: Any) -> bool:
    if not isinstance(mine, str) or not isinstance(theirs, str):
        return bool(mine == theirs)
    one, other = _name(mine), _name(theirs)
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return bool(short) and short in long and len(short) >= _SHARE * len(long)


def _dates_fit(mine: Any, theirs: Any) -> bool:
    """One date is the beginning of the other: 2020 and 2020-01-17 do not contradict each other."""
    if not mine or not theirs:
        return True
    return str(mine).startswith(str(theirs)) or str(theirs).startswith(str(mine))


def _names(values: Iterable[str] | None) -> frozenset[str]:
    return frozenset(_name(value) for value in values or ())


def _name(text: str) -> str:
    short = letters(text)
    return _full_names().get(short, short)


def letters(text: str) -> str:
    """Letters and digits alone, Simplified: what two ways to write a name have in common."""
    return "".join(char for char in to_simplified(normalise(text)).casefold() if char.isalnum())


@lru_cache(maxsize=1)
def _full_names() -> Mapping[str, str]:
    """The short names everybody knows, to the full ones: 中科院 is 中国科学院."""
    return {letters(short): letters(full) for short, full in known_names().items()}
