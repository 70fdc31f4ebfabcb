"""A space by any model of the library sentence-transformers (extra ``duijie[st]``)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from duijie.core.errors import Sentence, Unavailable, gettext_noop
from duijie.matching.embedders.base import Embedded, embed_separately, unit
from duijie.matching.types import Passage


class SentenceTransformers:
    """A model by its folder or name; it is opened when first used.

    Only local files are read: a model that is not on this machine gives
    :class:`Unavailable`, never a download.
    """

    languages = frozenset({"zh", "en"})

    def __init__(
        self,
        model: str,
        dimension: int,
        *,
        name: str = "sentence-transformers",
        query_prefix: str = "",
        passage_prefix: str = "",
        batch: int = 16,
    ) -> None:
        self.name = name
        self._path = model
        self.edition = model
        self._dimension = dimension
        self._prefixes = (query_prefix, passage_prefix)
        self._batch = batch
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._encode([self._prefixes[0] + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._encode([self._prefixes[1] + text for text in texts])

    def embed(self, passages: Sequence[Passage]) -> Embedded:
        return embed_separately(self, passages)

    def _encode(self, texts: Sequence[str]) -> np.ndarray:
        with self._lock:
            if self._model is None:
                self._model = self._open()
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        vectors = np.asarray(self._model.encode(list(texts), batch_size=self._batch, show_progress_bar=False))
        if vectors.shape != (len(texts), self._dimension):
            template = gettext_noop(
                "The model {model} gives vectors of {given} numbers where the settings say {wanted}: "
                "correct the setting and rebuild the index."
            )
            raise Unavailable(Sentence(template, model=self._path, given=vectors.shape[-1], wanted=self._dimension))
        return unit(vectors, self.name)

    def _open(self) -> Any:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as problem:
            template = gettext_noop(
                "The space sentence-transformers needs the library: install it with pip install 'duijie[st]'."
            )
            raise Unavailable(Sentence(template)) from problem
        try:
            return SentenceTransformer(self._path, local_files_only=True)
        except (OSError, ValueError) as problem:
            template = gettext_noop(
                "The model {model} is not on this machine: put its folder there and name it in the settings."
            )
            raise Unavailable(Sentence(template, model=self._path)) from problem
