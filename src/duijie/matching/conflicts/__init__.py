"""Conflicts of interest, as one function that every room below can call.

    >>> from duijie.matching.conflicts import conflicts_between
    >>> conflicts_between(actor=actor, one=reviewer, other=project)      # doctest: +SKIP
    (Conflict(kind='same organisation', strength='blocking', …),)

Pure parts: :mod:`.types`, :mod:`.detecting`. Queries: :mod:`.parties`, :mod:`.collecting`.
Rooms below add earlier deals through :mod:`.hooks`. Names are loaded when they are asked for, so
that the pure parts can be imported without Django.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duijie.matching.conflicts.types import YEARS, Conflict, Source

if TYPE_CHECKING:
    from duijie.matching.conflicts.asking import conflicts_among, conflicts_between, conflicts_within

__all__ = ["YEARS", "Conflict", "Source", "conflicts_among", "conflicts_between", "conflicts_within"]


def __getattr__(name: str) -> Any:
    if name in ("conflicts_among", "conflicts_between", "conflicts_within"):
        from duijie.matching.conflicts import asking

        return getattr(asking, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
