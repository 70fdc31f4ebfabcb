"""Folders of pages on this machine."""

from duijie.reading.sources.folder.adapter import files

__all__ = ["files"]
