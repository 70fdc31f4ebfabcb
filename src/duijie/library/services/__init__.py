"""Every write of the libraries."""

from duijie.library.services.actions import act
from duijie.library.services.attachments import attach, detach
from duijie.library.services.grants import grant_reading, take_reading_back
from duijie.library.services.items import create_item, update_item
from duijie.library.services.search_text import public_text, search_text

__all__ = [
    "act",
    "attach",
    "create_item",
    "detach",
    "grant_reading",
    "public_text",
    "search_text",
    "take_reading_back",
    "update_item",
]
