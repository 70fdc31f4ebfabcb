"""Needs of problems as each space is asked for them, kept so that they are embedded once.

From an item to the problems that it answers, dozens of problems are weighed in one answer;
embedding each anew would take seconds. What is kept is derived: found by the digest of the
words that were embedded, and made again when it is not there.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence

import numpy as np

from duijie.matching.embedders.base import Embedder
from duijie.matching.models import Embedding
from duijie.matching.ranking.asking import Posed, posed_in
from duijie.matching.ranking.rank import Asked
from duijie.matching.ranking.working import Degraded
from duijie.matching.types import Query

log = logging.getLogger(__name__)


def posed(embedders: Sequence[Embedder], queries: Sequence[Query]) -> tuple[list[Posed], list[Degraded]]:
    """Each need in every space that can read it; what is not kept yet is embedded and kept.

    A space that fails is asked no further; its needs go without it and it is named.
    """
    degraded: list[Degraded] = []
    asked: list[dict[str, Asked]] = [{} for _ in queries]
    for embedder in embedders:
        space, size = _space(embedder), embedder.dimension
        marks = [_digest(query) for query in queries]
        kept = _kept(space, size, marks)
        fresh: dict[bytes, Asked] = {}
        for query, mark, found in zip(queries, marks, asked, strict=True):
            need = kept.get(mark) or fresh.get(mark)
            if need is None and not degraded_in(degraded, embedder):
                try:
                    need = posed_in(embedder, query)
                except Exception as problem:  # whatever a model throws, words must still answer
                    log.warning("A need could not be embedded in the space %s: %s", embedder.name, problem)
                    degraded.append(Degraded(embedder.name, str(problem)))
                if need is not None:
                    fresh[mark] = need
            if need is not None:
                found[embedder.name] = need
        _keep(space, fresh)
    return [Posed(query, found) for query, found in zip(queries, asked, strict=True)], degraded


def degraded_in(degraded: Iterable[Degraded], embedder: Embedder) -> bool:
    """Whether a space has failed already."""
    return any(one.space == embedder.name for one in degraded)


def _space(embedder: Embedder) -> str:
    """Not the space of passages: needs are embedded in another way and packed in another form."""
    return f"{embedder.name}:{getattr(embedder, 'edition', 1)}:need"[-200:]


def _digest(query: Query) -> bytes:
    words = "\0".join([query.text, *(requirement.text for requirement in query.requirements)])
    return hashlib.sha256(words.encode("utf-8", "replace")).digest()


def _kept(space: str, size: int, marks: Iterable[bytes]) -> dict[bytes, Asked]:
    rows = Embedding.objects.filter(space=space, digest__in=set(marks)).values_list("digest", "vector", "sentences")
    found = {}
    for digest, whole, each in rows:
        first, rest = _unpacked(bytes(whole)), _unpacked(bytes(each))
        if first.size == size and rest.size % size == 0:  # a space whose model changed its size starts anew
            found[bytes(digest)] = Asked(first, rest.reshape(-1, size))
    return found


def _keep(space: str, fresh: dict[bytes, Asked]) -> None:
    Embedding.objects.bulk_create(
        [
            Embedding(space=space, digest=mark, vector=_packed(need.whole), sentences=_packed(need.each))
            for mark, need in fresh.items()
        ],
        ignore_conflicts=True,
    )


def _packed(vectors: np.ndarray) -> bytes:
    # Half precision moves a cosine by 0.00005 (docs/adr/0007), which no score shows.
    return np.ascontiguousarray(vectors, dtype="<f2").tobytes()


def _unpacked(data: bytes) -> np.ndarray:
    return np.frombuffer(data, dtype="<f2").astype(np.float32)
