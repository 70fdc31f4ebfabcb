"""Embedders: texts to vectors in named spaces.

    >>> space = E5()                                                    # doctest: +SKIP
    >>> space.encode_queries(["低温废水脱氮"]).shape                      # doctest: +SKIP
    (1, 384)

The defaults need no download and no network; others come by settings (:func:`configured`).
"""

from __future__ import annotations

from collections.abc import Sequence

from duijie.core.errors import InvalidInput
from duijie.matching.embedders.base import Embedded, Embedder, joined
from duijie.matching.embedders.e5 import E5
from duijie.matching.embedders.endpoint import Endpoint, EndpointSettings
from duijie.matching.embedders.minilm import MiniLM
from duijie.matching.embedders.sentence_transformers import SentenceTransformers
from duijie.matching.embedders.use import USE

__all__ = [
    "DEFAULTS",
    "E5",
    "USE",
    "Embedded",
    "Embedder",
    "Endpoint",
    "EndpointSettings",
    "MiniLM",
    "SentenceTransformers",
    "configured",
    "joined",
]

DEFAULTS = ("e5", "minilm", "use")
"""The spaces that ship: ``e5`` and ``use`` in both languages, ``minilm`` in English."""


def configured(
    names: Sequence[str] = DEFAULTS,
    *,
    endpoint: tuple[str, str, str, int, float] = ("", "", "", 0, 3.0),
    model: tuple[str, int] = ("", 0),
    threads: int = 2,
) -> tuple[Embedder, ...]:
    """The embedders of these names, in order; each opens its model when it is first used.

    Args:
        names: of ``e5``, ``minilm``, ``use``, ``openai`` and ``sentence-transformers``.
        endpoint: address, key, model and dimension of the space ``openai``, and the seconds that a need
            waits for it.
        model: folder (or name) and dimension of the model of ``sentence-transformers``.
        threads: how many threads one call may take.

    Raises:
        InvalidInput: a name is unknown, or the settings that its space needs are missing.
    """
    return tuple(_embedder(name, endpoint, model, threads) for name in dict.fromkeys(names))


def _embedder(name: str, endpoint: tuple[str, str, str, int, float], model: tuple[str, int], threads: int) -> Embedder:
    match name:
        case "e5":
            return E5(threads)
        case "minilm":
            return MiniLM(threads)
        case "use":
            return USE()
        case "openai":
            url, key, served, dimension, patience = endpoint
            if not (url and served and dimension):
                raise InvalidInput(
                    "The space openai needs the address, the model and the dimension of its endpoint: set all three."
                )
            return Endpoint(EndpointSettings(url, served, dimension, key=key, patience=patience))
        case "sentence-transformers":
            if not all(model):
                raise InvalidInput("The space sentence-transformers needs a model and its dimension: set both.")
            return SentenceTransformers(*model)
    raise InvalidInput(
        f"There is no vector space “{name}”: use {', '.join(DEFAULTS)}, openai or sentence-transformers."
    )
