"""How many bear a name: in the world of researchers, and within reach of this registry. Pure.

Of common Chinese names about a tenth belong to more than a hundred researchers each. Which names
those are is told by the registry's own counts: the share of records with that surname, times the
share of the given name among records of *other* surnames, who surely are other people (its length
where nobody else has it: one character repeats far more often than two). The name at the ninth
decile of the common half is taken to belong to a hundred, the others in proportion.

A registry knows a part of the world, so fewer are within its reach: as many as its own counts
expect, and at least a small share of all researchers of that name.

    >>> names = Commonness.counted(["王伟", "李伟", "王建国", "张伟", "酆建国", "王丽"])
    >>> names.researchers("王伟") > names.researchers("王建国") > names.researchers("酆建国")
    True
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from duijie.core.text import has_han

BEARERS: Final = 100.0
"""Researchers who bear a name at the ninth decile of the common half."""
HOMOPHONES: Final = 8.0
"""Chinese names that one name in Latin letters may stand for, roughly: syllables are few."""
REACH: Final = 0.02
"""The share of a name's researchers that is within reach of a small registry."""
WORLD: Final = 2_000_000
"""Records from which on a registry is taken to reach all of them."""
_ALIKE: Final = {1: 0.01, 2: 0.0005}
"""How often two strangers have the same given name of one or two characters, where counts are few."""
_MIDDLE: Final = 0.01
"""The share of a middling surname."""
_FEW: Final = 300  # records; below, shares are drawn to those


def parts(key: str) -> tuple[str, str] | None:
    """Surname and given name of a Chinese name's key; None for other names. Names of four characters
    and more have a surname of two."""
    if not has_han(key) or not 2 <= len(key) <= 6:
        return None
    cut = 2 if len(key) >= 4 else 1
    return key[:cut], key[cut:]


@dataclass(frozen=True)
class Commonness:
    """How many records go by each name: ``names`` maps (surname, given name) to their number."""

    names: Mapping[tuple[str, str], int]

    @classmethod
    def counted(cls, keys: Iterable[str]) -> Commonness:
        """From the keys of names, one a record."""
        return cls(Counter(cut for key in keys if (cut := parts(key)) is not None))

    @cached_property
    def records(self) -> int:
        """How many records with a Chinese name were counted."""
        return sum(self.names.values())

    @cached_property
    def _surnames(self) -> Counter[str]:
        return self._summed(0)

    @cached_property
    def _givens(self) -> Counter[str]:
        return self._summed(1)

    def _summed(self, part: int) -> Counter[str]:
        found: Counter[str] = Counter()
        for name, count in self.names.items():
            found[name[part]] += count
        return found

    def _share(self, surname: str, given: str) -> float:
        """The share of people who go by a name, as the two parts make one expect."""
        of_surname = (self._surnames[surname] + _MIDDLE * _FEW) / (self.records + _FEW)
        others = self._givens[given] - self.names.get((surname, given), 0)
        middle = _ALIKE.get(len(given), _ALIKE[2])
        of_given = (others + middle * _FEW) / (max(0, self.records - self._surnames[surname]) + _FEW)
        return of_surname * of_given

    @cached_property
    def _anchor(self) -> float:
        """The share of the name at the ninth decile of the common half."""
        trust = self.records / (self.records + _FEW)
        shares = sorted(self._share(*name) for name in self.names)
        decile = shares[min(len(shares) - 1, int(len(shares) * 0.95))] if shares else 0.0
        return trust * decile + (1 - trust) * BEARERS / WORLD

    def researchers(self, key: str) -> float:
        """About how many researchers of the world go by this name, at least 1.

        Args:
            key: a name's key (:func:`duijie.registry.names.name_key`). A name in Latin letters is
                taken to be as common as its homophones together.
        """
        cut = parts(key)
        return 1 + (BEARERS - 1) * self._share(*cut) / self._anchor if cut else 1 + HOMOPHONES

    def bearers(self, key: str) -> float:
        """About how many people within reach of this registry go by this name, at least 1."""
        reach = min(1.0, max(REACH, self.records / WORLD))
        cut = parts(key)
        expected = self.records * self._share(*cut) if cut else 0.0
        return 1 + max(expected, (self.researchers(key) - 1) * reach)
