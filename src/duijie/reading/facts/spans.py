"""Looking things up by offset in long texts, where walking through all of them would not do."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Placed(Protocol):
    """Something that stands at ``text[start:end]``."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


T = TypeVar("T", bound=Placed)


def starting(items: Sequence[T], start: int, end: int) -> Sequence[T]:
    """Those of ``items`` (sorted by start) that begin in ``start <= offset < end``."""
    first = bisect_left(items, start, key=lambda item: item.start)
    return items[first : bisect_left(items, end, lo=first, key=lambda item: item.start)]


def inside(items: Sequence[T], start: int, end: int) -> list[T]:
    """Those of ``items`` (sorted by start) that lie wholly in ``text[start:end]``."""
    return [item for item in starting(items, start, end) if item.end <= end]


def around(items: Sequence[T], offset: int) -> T | None:
    """The last of ``items`` (sorted by start) that begins at or before an offset and ends behind it."""
    at = bisect_right(items, offset, key=lambda item: item.start) - 1
    return items[at] if at >= 0 and offset < items[at].end else None
