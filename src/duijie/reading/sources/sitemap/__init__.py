"""Sitemaps and sitemap indexes (sitemaps.org), plain or under gzip."""

from duijie.reading.sources.sitemap.adapter import ROOTS, entries, unpacked

__all__ = ["ROOTS", "entries", "unpacked"]
