"""Embedders: texts to vectors in named spaces.

    >>> space = E5()                                                    # doctest: +SKIP
    >>> space.encode_queries(["低温废水脱氮"]).shape                      # doctest: +SKIP
    (1, 384)

The defaults need no download and no network (``defaults``); others come by settings.
"""

from __future__ import annotations

from duijie.matching.embedders.base import Embedded, Embedder, joined
from duijie.matching.embedders.e5 import E5
from duijie.matching.embedders.endpoint import Endpoint, EndpointSettings
from duijie.matching.embedders.minilm import MiniLM
from duijie.matching.embedders.sentence_transformers import SentenceTransformers
from duijie.matching.embedders.use import USE

__all__ = [
    "E5",
    "USE",
    "Embedded",
    "Embedder",
    "Endpoint",
    "EndpointSettings",
    "MiniLM",
    "SentenceTransformers",
    "defaults",
    "joined",
]


def defaults(threads: int = 2) -> tuple[Embedder, ...]:
    """The spaces that ship: ``e5`` and ``use`` in both languages, ``minilm`` in English.

    Each opens its model when it is first used; ``threads`` bounds what one call may take.
    """
    return E5(threads), MiniLM(threads), USE()
