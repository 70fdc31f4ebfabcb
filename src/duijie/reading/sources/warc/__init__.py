"""WARC files (ISO 28500), plain or under gzip."""

from duijie.reading.sources.warc.adapter import documents, is_warc

__all__ = ["documents", "is_warc"]
