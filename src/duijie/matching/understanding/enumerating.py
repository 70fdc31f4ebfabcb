"""Which commas of an English sentence only part the members of a list of like things.

    >>> text = "We must recover lithium, cobalt and nickel, with a purity above 99 %."
    >>> [text[at:] for at in inner_commas(text)]
    [', cobalt and nickel, with a purity above 99 %.']

A list of things is one requirement; a list of sentences or of praises (cheap, light and easy to
use) is as many as it has members. Told by closed classes of words, not by words of any trade.
"""

from __future__ import annotations

import re
from typing import Final

_WORD = r"[A-Za-z][A-Za-z'’/-]*"
_MEMBER = rf"{_WORD}(?: {_WORD}){{0,2}}"
_LIST = re.compile(
    rf"(?P<members>, {_MEMBER}(?:, {_MEMBER}){{0,8}}?)(?:, (?:and|or)|\s+(?:and|or|as well as)) (?P<last>{_WORD})",
    re.IGNORECASE,
)

# No member of a list of things holds one of these,
_BREAKS: Final = frozenset(
    "is are was were be been am has have had can could must should will would shall may might do does not no "
    "with without at in on from by for before after within under below above over during while when where which "
    "who that than to if as into per via using and or but so also we i you it they he she our your their its "
    "this these those there please need needs want wants".split()
)
# none begins with what is said of anything: these are praises, each asked for by itself,
_PRAISES: Final = frozenset(
    "cheap cheaper inexpensive affordable low lower high higher light lighter lightweight small smaller compact simple "
    "simpler easy easier safe safer robust rugged reliable durable portable fast faster quick quicker accurate precise "
    "stable flexible suitable able capable available compatible quiet clean non-toxic food-safe recyclable reusable "
    "biodegradable waterproof scalable minimal little less fewer more better longer shorter good long short "
    "ideally preferably especially including such easily".split()
)
# and none of several words begins with what is to be done: these are tasks, each of its own.
_TASKS: Final = frozenset(
    "remove reduce cut lower raise increase improve prevent avoid stop detect find locate identify recognise "
    "recognize measure monitor predict forecast estimate assess check diagnose treat produce provide develop "
    "create achieve reach enable allow help run operate work handle solve replace separate recover extract warn sort "
    "grade pack clean dry wash count weigh sense charge start keep hold make give show tell train teach report send "
    "record fit last withstand survive resist tolerate save protect explain compare connect fix mend repair use".split()
)


def inner_commas(sentence: str) -> frozenset[int]:
    """The places of the commas between the members of lists of things."""
    found: set[int] = set()
    at = 0
    while match := _LIST.search(sentence, at):
        at = match.start() + 1
        members = [member.strip() for member in match["members"].split(",") if member.strip()]
        if all(map(_thing, members)) and match["last"].lower() not in _NEVER_LAST:
            found.update(match.start() + place for place, letter in enumerate(match.group()) if letter == ",")
    return frozenset(found)


def _thing(member: str) -> bool:
    words = member.lower().split()
    task = len(words) > 1 and not _TASKS.isdisjoint((words[0], words[0].removesuffix("s"), words[0].removesuffix("es")))
    return not (_BREAKS.intersection(words) or words[0] in _PRAISES or task)


_NEVER_LAST: Final = _BREAKS | _PRAISES
