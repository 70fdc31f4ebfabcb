"""Every write of the room."""

from duijie.reading.services.deciding import TakenBack, accept, never, reject, take_back_reading, undo
from duijie.reading.services.facts import Kept, keep_facts, read_facts_of
from duijie.reading.services.keeping import Saved, save_articles, text_hash
from duijie.reading.services.speakers import set_trust
from duijie.reading.services.stories import place_in_story

__all__ = [
    "Kept",
    "Saved",
    "TakenBack",
    "accept",
    "keep_facts",
    "never",
    "place_in_story",
    "read_facts_of",
    "reject",
    "save_articles",
    "set_trust",
    "take_back_reading",
    "text_hash",
    "undo",
]
