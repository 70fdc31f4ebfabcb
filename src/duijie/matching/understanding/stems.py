"""English words and their stems, one way for all that compares words.

>>> [stem(word) for word in WORD.findall("coatings 2.5 mm 涂层")]
['coat', '2.5', 'mm']
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from typing import Final

import snowballstemmer

HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f"
"""The Chinese characters, for use inside a class of a pattern."""

WORD: Final = re.compile(rf"\d+(?:\.\d+)?|[^\W\d_{HAN}][^\W_{HAN}]*")
"""A number or a word of another script than the Chinese."""

_local = threading.local()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Snowball's English stem of a folded word."""
    # The stemmer keeps the word it works on: one for each thread.
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = snowballstemmer.stemmer("english")
    return str(stemmer.stemWord(word))
