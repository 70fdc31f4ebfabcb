"""RSS 0.9 to 2.0 and Atom feeds."""

from duijie.reading.sources.feed.adapter import ROOTS, entries

__all__ = ["ROOTS", "entries"]
