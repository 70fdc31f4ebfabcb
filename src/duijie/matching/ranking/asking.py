"""A need as each space is asked for it: one vector of the whole, one of each requirement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from duijie.core.errors import Sentence, Unavailable, gettext_noop
from duijie.core.text import sentences, to_simplified
from duijie.matching.embedders.base import Embedder
from duijie.matching.embedders.centring import tongue_of
from duijie.matching.ranking.rank import Asked
from duijie.matching.types import Passage, Query

_PARTS: Final = 12  # requirements (or sentences) that are embedded; more only cost time
_READ: Final = 4_000  # characters of a need that are embedded; words read all of it


@dataclass(frozen=True, slots=True)
class Posed:
    """A need with what it is in each space (:func:`posed_in`)."""

    query: Query
    asked: Mapping[str, Asked]


def posed_in(embedder: Embedder, query: Query) -> Asked | None:
    """A need in one space, as the engine asks it; None in a language that the space was not trained on.

    Raises:
        Unavailable: the space does not answer, or its vectors have another form than they should.
    """
    text = to_simplified(query.text)
    if tongue_of(text) not in embedder.languages:
        return None
    return asked_in(embedder, text, details_of(query))


def details_of(query: Query) -> list[str]:
    """The requirements that are embedded, in Simplified Chinese or as they are."""
    return [to_simplified(requirement.text) for requirement in query.requirements][:_PARTS]


def asked_in(embedder: Embedder, text: str, details: Sequence[str]) -> Asked:
    """A need in one space.

    Raises:
        Unavailable: the vectors have another form than the space's.
    """
    read = text[:_READ]
    vectors = embedder.encode_queries([read, *details])
    each = vectors[1:]
    if not details:
        # A need without requirements is asked by its own sentences too: one pass for all.
        spans = tuple((span.start, span.end) for span in islice(sentences(read), _PARTS))
        own = embedder.embed([Passage("need", "need", "problem", "", 0, "", read, spans)]).sentences[0]
        each = own if len(own) > 1 else vectors[1:]
    if vectors.shape != (1 + len(details), embedder.dimension) or each.shape[1:] != vectors.shape[1:]:
        raise Unavailable(Sentence(gettext_noop("it gave vectors of the shape {shape}"), shape=vectors.shape))
    if not (np.isfinite(vectors).all() and np.isfinite(each).all()):
        raise Unavailable(Sentence(gettext_noop("it gave vectors that are not numbers")))
    return Asked(vectors[0], each)
