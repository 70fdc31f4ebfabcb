"""A temporary index for the benches, filled and asked as the platform does it."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from duijie.core.errors import InvalidInput
from duijie.matching.embedders.base import Embedded, Embedder
from duijie.matching.ranking.engine import put_vectors, put_words
from duijie.matching.ranking.rank import WORDS, Weights
from duijie.matching.store import PassageStore
from duijie.matching.types import Document, Passage


def lines(path: Path, *needed: str) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file, each with the ``needed`` keys.

    Raises:
        InvalidInput: the file is missing, or a line is no such object; the message names it.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise InvalidInput(f"The file {path} cannot be read: {problem}.") from problem
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as problem:
            raise InvalidInput(f"Line {number} of {path} is no JSON: {problem}.") from problem
        missing = [key for key in needed if not isinstance(row, dict) or key not in row]
        if missing:
            raise InvalidInput(f"Line {number} of {path} lacks {', '.join(missing)}.")
        found.append(row)
    if not found:
        raise InvalidInput(f"The file {path} is empty.")
    return found


@contextmanager
def filled(documents: Sequence[Document], embedders: Sequence[Embedder]) -> Iterator[PassageStore]:
    """An index of these documents in a temporary folder, words and vectors, folded in."""
    with tempfile.TemporaryDirectory(prefix="duijie-bench-") as folder:
        store = PassageStore.create(Path(folder) / "index", {e.name: e.dimension for e in embedders})
        put_vectors(store, embedders, put_words(store, documents))
        store.optimize(force=True)
        yield store


def alone(signal: str) -> Weights:
    """The weights of one scorer by itself."""
    only = {signal: 1.0}
    return Weights(zh=only, en=only, across=only, other={})


def single(embedders: Sequence[Embedder]) -> dict[str, Weights]:
    """Each single scorer: ``bm25`` and every space by its whole vectors."""
    return {"bm25": alone(WORDS)} | {embedder.name: alone(f"{embedder.name}.whole") for embedder in embedders}


class Remembering:
    """An embedder that embeds each text once: benches ask for the same texts again and again."""

    def __init__(self, inner: Embedder) -> None:
        self.name = inner.name
        self.languages = inner.languages
        self._inner = inner
        self._queries: dict[str, np.ndarray] = {}
        self._passages: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._inner.encode_passages(texts)

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._queries]
        if fresh:
            self._queries.update(zip(fresh, self._inner.encode_queries(fresh), strict=True))
        return np.stack([self._queries[text] for text in texts]) if texts else np.zeros((0, self.dimension))

    def embed(self, passages: Sequence[Passage]) -> Embedded:
        keys = [_key(passage) for passage in passages]
        fresh = {key: piece for key, piece in zip(keys, passages, strict=True) if key not in self._passages}
        if fresh:
            embedded = self._inner.embed(list(fresh.values()))
            pairs = zip(embedded.vectors, embedded.sentences, strict=True)
            self._passages.update(zip(fresh, pairs, strict=True))
        pairs_found = [self._passages[key] for key in keys]
        return Embedded(np.stack([vector for vector, _ in pairs_found]), tuple(block for _, block in pairs_found))


def _key(passage: Passage) -> str:
    return hashlib.sha256(f"{passage.title}\0{passage.text}\0{passage.sentences}".encode()).hexdigest()
