"""Every write of the room."""

from duijie.reading.services.deciding import TakenBack, accept, never, reject, take_back_reading, undo
from duijie.reading.services.draining import ask_to_read, is_being_read
from duijie.reading.services.facts import Kept, keep_facts
from duijie.reading.services.keeping import Saved, save_articles, text_hash
from duijie.reading.services.speakers import set_trust
from duijie.reading.services.stories import place_in_story

__all__ = [
    "Kept",
    "Saved",
    "TakenBack",
    "accept",
    "ask_to_read",
    "is_being_read",
    "keep_facts",
    "never",
    "place_in_story",
    "reject",
    "save_articles",
    "set_trust",
    "take_back_reading",
    "text_hash",
    "undo",
]
