"""Every write of the room."""

from duijie.reading.services.keeping import Saved, save_articles, text_hash

__all__ = ["Saved", "save_articles", "text_hash"]
