"""Conflicts beside matches, and between members of a team."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from duijie.core.errors import NotAllowed, NotFound
from duijie.library.models import Item
from duijie.matching.conflicts.asking import conflicts_among, conflicts_within
from duijie.matching.conflicts.types import Conflict
from duijie.registry.standing import Standing

APART: Final = frozenset({"same person", "declared", "deal"})
"""What keeps two out of one team when it blocks. Colleagues and co-authors do work together: being
of one organisation or having written together is no reason not to."""

_MARKED = 2  # reasons a match shows at most; a page is no dossier


def marks(actor: Standing, problem: str, items: Iterable[Item]) -> Mapping[str, tuple[Conflict, ...]]:
    """What each match should be seen with, by the item's key: what ties it to the problem's owner,
    or to the reader whose need it is. Nothing for who may not know.

    Args:
        problem: the id of the problem that is matched; "" for a need that is not in the library.
    """
    items = list(items)
    if actor.user is None or not items:
        return {}
    one = f"problem:{problem}" if problem else f"user:{actor.user}"
    try:
        found = conflicts_among(actor=actor, ones=[one], others=items)
    except (NotAllowed, NotFound):
        return {}
    return {other: told[:_MARKED] for (_one, other), told in found.items() if told}


def kept_apart(items: Iterable[Item]) -> Callable[[Item, Item], bool]:
    """Which two cannot be in one team, whoever asks. The reason is told to nobody here."""
    found = conflicts_within(actor=None, refs=list(items))
    pairs = {
        pair for pair, told in found.items() if any(one.strength == "blocking" and one.kind in APART for one in told)
    }
    return lambda one, other: (one.key, other.key) in pairs
