"""Do two items say the same? By their texts, or by title and holder. Pure.

Texts are compared as articles are (:mod:`duijie.reading.judging.nearness`): MinHash over
five-character pieces, Simplified and folded, so that a copy in the other script is a copy. Texts
too short for that are the same only when they hold the same letters.

>>> one = Said("project:1", "螯合树脂除镍", "出水镍 0.05 mg/L。", holders=frozenset({"o:1"}))
>>> alike(one, Said("project:2", "螯合樹脂除鎳", "另一种说法。", holders=frozenset({"o:1"}))).why
'title'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Final, Literal

from duijie.core.text import fold, to_simplified
from duijie.reading.judging import nearness

Why = Literal["text", "title"]

SAME: Final = 0.7
"""From this estimated Jaccard coefficient on two items say the same. Higher than for news: two
results of one laboratory share whole sentences about the laboratory."""
_SHORTEST: Final = 4  # letters of a title; one that is shorter says nothing


@dataclass(frozen=True)
class Said:
    """What an item says to everybody who may see it. ``holders`` are marks of whose it is (its
    organisation ``o:…``, its owner ``u:…``, the person it is of ``p:…``)."""

    key: str
    title: str
    text: str
    holders: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @cached_property
    def title_key(self) -> str:
        """The title as compared, as a digest with the kind; "" for a title that says nothing."""
        letters = _letters(self.title)
        return _digest(f"{self.kind}:{letters}") if len(letters) >= _SHORTEST or self.kind == "talent" else ""

    @cached_property
    def text_key(self) -> str:
        """The text's letters and digits as a digest; "" for no text."""
        letters = _letters(self.text)
        return _digest(f"{self.kind}:{letters}") if letters else ""


@dataclass(frozen=True, slots=True)
class Print:
    """What an item is compared by. ``minhash`` and ``bands`` are empty for a short text."""

    key: str
    title_key: str
    text_key: str
    holders: frozenset[str]
    minhash: tuple[int, ...] = ()
    bands: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two items are, from 0 to 1, and by what."""

    score: float
    why: Why


def prints(items: Sequence[Said]) -> list[Print]:
    """What these items are compared by, in order."""
    pieces = [nearness.pieces(f"{item.title}\n{item.text}") if item.text else [] for item in items]
    long = [place for place, each in enumerate(pieces) if each]
    signatures = nearness.signatures([pieces[place] for place in long])
    bands = nearness.bands(signatures)
    rows = {place: row for row, place in enumerate(long)}
    found = []
    for place, item in enumerate(items):
        row = rows.get(place)
        found.append(
            Print(
                item.key,
                item.title_key,
                item.text_key,
                item.holders,
                tuple(int(value) for value in signatures[row]) if row is not None else (),
                tuple(int(value) for value in bands[row]) if row is not None else (),
            )
        )
    return found


def compare(one: Print, other: Print) -> Likeness | None:
    """Whether two items of one library say the same; None when they do not."""
    if one.key.partition(":")[0] != other.key.partition(":")[0] or one.key == other.key:
        return None
    if one.title_key and one.title_key == other.title_key and one.holders & other.holders:
        return Likeness(1.0, "title")
    if one.text_key and one.text_key == other.text_key and one.key.partition(":")[0] != "talent":
        return Likeness(1.0, "text")
    if one.minhash and other.minhash:
        score = nearness.likeness(one.minhash, other.minhash)
        if score >= SAME:
            return Likeness(score, "text")
    return None


def alike(one: Said, other: Said) -> Likeness | None:
    """As :func:`compare`, from what the items say."""
    return compare(*prints([one, other]))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(to_simplified(text))))


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
