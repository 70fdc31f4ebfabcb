"""The weightings that cross-validation may choose from, around the shipped ones.

The shipped weights stand first, so that they are kept unless something is better on the folds
that choose. A grid whose least and best settings lie near each other is a plateau, where the
choice hardly matters.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from duijie.matching.ranking.rank import NAMES, SHIPPED, WORDS, Weights


def chinese() -> list[Weights]:
    """For Chinese needs: 21 weightings."""
    return [
        SHIPPED,
        *(
            replace(SHIPPED, zh={"e5.whole": 1.0, "e5.each": each, WORDS: words})
            for each, words in product((0.0, 0.25, 0.5, 1.0), (0.0, 2.0, 3.0, 4.0, 6.0))
        ),
    ]


def across() -> list[Weights]:
    """For English needs against Chinese texts: 49 weightings."""
    return [
        SHIPPED,
        *(
            replace(SHIPPED, across={"e5.whole": 1.0, "e5.each": each, "use.whole": use, "use.each": use, NAMES: names})
            for each, use, names in product((0.0, 0.25, 0.5, 1.0), (0.0, 0.25, 0.5), (0.0, 1.0, 2.0, 3.0))
        ),
    ]


def english() -> list[Weights]:
    """For English texts and needs: 55 weightings."""
    names = ("minilm.whole", "minilm.best", "e5.each", WORDS)
    return [
        SHIPPED,
        *(
            replace(SHIPPED, en=dict(zip(names, values, strict=True)))
            for values in product((0.5, 1.0), (0.5, 1.0, 2.0), (0.0, 0.5, 1.0), (0.0, 1.0, 2.0))
        ),
    ]
