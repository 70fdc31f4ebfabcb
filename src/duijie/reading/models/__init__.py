"""What the room keeps: pages and their articles, the facts read from them, and what became of those."""

from duijie.reading.models.pages import Article, Page

__all__ = ["Article", "Page"]
