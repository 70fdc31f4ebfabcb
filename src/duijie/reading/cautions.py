"""What a reading warns of, in the reader's language.

Warnings are kept with an article as English sentences, with the names in them; to show one, the
template it was made from is found again and said in the language of who reads it. So articles
that were read long ago are understood too.
"""

from __future__ import annotations

import re
from functools import lru_cache

from duijie.core.errors import Sentence
from duijie.reading.steps.characters import LEFT_OUT
from duijie.reading.steps.hijack import FORMER, INFERRED, NOBODYS, RESTORED
from duijie.reading.steps.mojibake import LOST

_TEMPLATES = (LEFT_OUT, LOST, NOBODYS, RESTORED, INFERRED)


def shown(warning: str) -> str:
    """A kept warning as a sentence in the language of the reader; unknown ones as they are.

    >>> shown("Some bytes could not be decoded and were left out.")
    'Some bytes could not be decoded and were left out.'
    """
    for template, pattern in _patterns():
        if match := pattern.fullmatch(warning):
            return str(Sentence(template, **match.groupdict()))
    return warning


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    kept = [(template, template) for template in _TEMPLATES] + list(FORMER.items())
    return tuple((now, re.compile(_fields(then), re.S)) for then, now in kept)


def _fields(template: str) -> str:
    """The template as a pattern that finds its values again."""
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(template))
