"""Embedders that see the vector of every token: text and sentences from one forward pass.

A text longer than the model's window is read in several windows and its vector is the mean
over all tokens; a sentence's vector is the mean over the sentence's own tokens, which have
read the whole passage ("late chunking": Günther et al., 2024, arXiv:2409.04701).

A passage's title is read apart from its text and added to it with a small weight. Read in
one breath, a title sets the tone for every token after it, and the vector tells what the
passage is called more than what it says (docs/adr/0004).
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from duijie.matching.embedders.base import Embedded, unit
from duijie.matching.embedders.centring import Role
from duijie.matching.types import Passage


def session(path: Path, threads: int) -> Any:
    """An onnxruntime session on the CPU, bounded in threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that spin while they wait would take the CPU from the web server's own.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class TokenEmbedder(ABC):
    """Windows, pooling and sentence spans; a model adds the tokenizer and the forward pass."""

    name: str
    languages: frozenset[str]
    window: int
    edition = 1
    query_prefix = ""
    passage_prefix = ""
    title_weight: float | None = 0.3
    """What the title, embedded apart, counts beside the text; None: both are read in one breath."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded = False

    @property
    @abstractmethod
    def dimension(self) -> int: ...

    @abstractmethod
    def _load(self) -> None:
        """Open tokenizer and model; called once, before first use."""

    @abstractmethod
    def _prepare(self, piece: str) -> str:
        """A piece of text as the tokenizer is to see it."""

    @abstractmethod
    def _tokenize(self, text: str) -> tuple[list[int], list[int]]:
        """Token ids without the special ones, and each token's last character's offset."""

    @abstractmethod
    def _forward(self, ids: Sequence[int]) -> np.ndarray:
        """Hidden states float32 [tokens, d] of the ids of one window, special tokens
        included: the first and the last row belong to them."""

    def load(self) -> None:
        """Open the model now (it opens by itself when first used)."""
        if not self._loaded:
            with self._lock:
                if not self._loaded:
                    self._load()
                    self._loaded = True

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._encode(texts, "passage")

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._encode(texts, "query")

    def _encode(self, texts: Sequence[str], role: Role) -> np.ndarray:
        self.load()
        vectors = self.encode_raw(texts, role)
        for row, text in enumerate(texts):
            vectors[row] = self._placed(vectors[row], text, role)
        return vectors

    def encode_raw(self, texts: Sequence[str], role: Role) -> np.ndarray:
        """Texts as the model itself gives them, float32 [n, d], unit vectors."""
        prefix = self.query_prefix if role == "query" else self.passage_prefix
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._pooled([prefix, text])[0]
        return unit(vectors, self.name)

    def _placed(self, vectors: np.ndarray, text: str, role: Role) -> np.ndarray:
        """Unit vectors [.., d] of a text or its parts where the space is to have them."""
        return vectors

    def embed(self, passages: Sequence[Passage]) -> Embedded:
        self.load()
        rows = [self._passage(passage) for passage in passages]
        vectors = np.array([vector for vector, _ in rows], dtype=np.float32).reshape(len(rows), self.dimension)
        return Embedded(vectors, tuple(sentences for _, sentences in rows))

    def _passage(self, passage: Passage) -> tuple[np.ndarray, np.ndarray]:
        parts: list[np.ndarray] = []
        sentences = np.zeros((0, self.dimension), dtype=np.float32)
        joined = self.title_weight is None and bool(passage.title.strip())
        if passage.text.strip() or not passage.title.strip() or joined:
            head = f"{passage.title.strip()}. " if joined else ""
            pieces, numbers = _pieces(self.passage_prefix + head, passage)
            body, means = self._pooled(pieces, numbers)
            parts.append(self._placed(unit(body, self.name), passage.text, "passage"))
            sentences = self._placed(unit(means, self.name), passage.text, "passage")
        if passage.title.strip() and not joined:
            title = self.encode_passages([passage.title])[0]
            parts.append(title * (self.title_weight or 0.0 if parts else 1.0))
        return unit(np.sum(parts, axis=0), self.name), sentences

    def _pooled(self, pieces: Sequence[str], wanted: Sequence[int] = ()) -> tuple[np.ndarray, np.ndarray]:
        """The mean over all tokens [d], and over those of each wanted piece [wanted, d].

        One text a pass: batches of texts of unlike length were slower on two cores (padding)
        and, with activations quantised a batch, made a text's vector depend on its company.
        """
        prepared = [self._prepare(piece) for piece in pieces]
        ids, ends = self._tokenize("".join(prepared))
        room = self.window - 2
        total = np.zeros(self.dimension, dtype=np.float64)
        hidden = np.empty((len(ids), self.dimension), dtype=np.float32)
        weight = 0.0
        for begin in range(0, max(len(ids), 1), room):
            states = self._forward(ids[begin : begin + room])
            inner = len(states) - 2
            hidden[begin : begin + inner] = states[1:-1]
            total += states.mean(axis=0, dtype=np.float64) * max(inner, 1)
            weight += max(inner, 1)
        bounds = np.cumsum([0, *map(len, prepared)])
        # A token belongs to the piece that holds its last character: the mark of a blank in
        # front of a word belongs to the word.
        owner = np.searchsorted(bounds, np.asarray(ends, dtype=np.int64), side="right") - 1
        means = np.zeros((len(wanted), self.dimension), dtype=np.float32)
        for row, number in enumerate(wanted):
            mine = owner == number
            if mine.any():
                means[row] = hidden[mine].mean(axis=0)
        return (total / weight).astype(np.float32), means


def _pieces(prefix: str, passage: Passage) -> tuple[list[str], list[int]]:
    """The passage's text cut at its sentences, and the numbers of the pieces that are one."""
    pieces = [prefix]
    numbers: list[int] = []
    position = 0
    for start, end in passage.sentences:
        pieces.append(passage.text[position:start])
        numbers.append(len(pieces))
        pieces.append(passage.text[start:end])
        position = end
    pieces.append(passage.text[position:])
    return pieces, numbers
