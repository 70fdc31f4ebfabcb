"""Lists of addresses: text, one a line."""

from duijie.reading.sources.listing.adapter import entries, lines_of

__all__ = ["entries", "lines_of"]
