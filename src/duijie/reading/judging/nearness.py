"""Which articles are copies of one another, more or less. Pure.

An article is compared by the five-character pieces of its letters and digits (Simplified,
folded). MinHash (Broder 1997, "On the resemblance and containment of documents") estimates
the Jaccard coefficient of two such sets from :data:`PERMUTATIONS` minima; cut into bands of
:data:`ROWS` minima each (locality-sensitive hashing), two articles that share a whole band are
worth comparing. With 32 bands of 4, a pair of likeness 0.6 is compared with probability 0.99,
one of 0.2 with probability 0.05.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from duijie.core.text import fold, to_simplified

PERMUTATIONS = 128
ROWS = 4
NEAR = 0.6
"""From this estimated Jaccard coefficient on two articles tell one story."""
_SEED = 20_261_122  # any number, the same for all signatures that are compared
_PIECE = 5
_FEWEST = 30  # pieces; shorter texts are alike by chance
_LONGEST = 60_000  # characters


def pieces(text: str) -> list[str]:
    """The distinct five-character pieces of a text's letters and digits; none for a text too
    short to be told from others."""
    letters = "".join(filter(str.isalnum, fold(to_simplified(text[:_LONGEST]))))
    found = {letters[at : at + _PIECE] for at in range(len(letters) - _PIECE + 1)}
    return list(found) if len(found) >= _FEWEST else []


def signatures(texts: Iterable[Sequence[str]]) -> NDArray[np.uint32]:
    """MinHash signatures [n, PERMUTATIONS] of texts given by their pieces."""
    sets = [list(text) for text in texts]
    if not sets:
        return np.empty((0, PERMUTATIONS), dtype=np.uint32)
    rows = RMinHash.digest_matrix_from_token_sets(sets, PERMUTATIONS, _SEED).to_rows()
    return np.asarray(rows, dtype=np.uint32)


def bands(signatures: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The bands of signatures, each as one number, [n, PERMUTATIONS / ROWS]; the number of a
    band differs from that of the same minima in another band."""
    count = PERMUTATIONS // ROWS
    cut = signatures.reshape(len(signatures), count, ROWS).astype(np.uint64)
    mixed = np.arange(1, count + 1, dtype=np.uint64)[None, :] * np.uint64(0x9E3779B97F4A7C15)
    for row in range(ROWS):  # FNV-1a over 32-bit words
        mixed = (mixed ^ cut[:, :, row]) * np.uint64(0x100000001B3)
        mixed ^= mixed >> np.uint64(29)
    return mixed.view(np.int64)


def likeness(left: Sequence[int] | NDArray[np.uint32], right: Sequence[int] | NDArray[np.uint32]) -> float:
    """The estimated Jaccard coefficient of two texts, from their signatures."""
    return float(np.mean(np.asarray(left) == np.asarray(right)))


def stories(signatures: NDArray[np.uint32]) -> list[list[int]]:
    """Groups of rows that tell one story, each of two or more, rows in order.

    Every row is compared with the first ones of the groups that it shares a band with, so that
    a long chain of small changes does not end in one story.
    """
    keys = bands(signatures)
    heads: list[int] = []
    members: list[list[int]] = []
    table: dict[int, list[int]] = {}
    for row in range(len(signatures)):
        met = dict.fromkeys(group for key in keys[row].tolist() for group in table.get(key, ()))
        best = max(met, key=lambda group: likeness(signatures[heads[group]], signatures[row]), default=None)
        if best is not None and likeness(signatures[heads[best]], signatures[row]) >= NEAR:
            members[best].append(row)
            continue
        heads.append(row)
        members.append([row])
        for key in keys[row].tolist():
            table.setdefault(key, []).append(len(heads) - 1)
    return [group for group in members if len(group) > 1]
