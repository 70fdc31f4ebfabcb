"""What the engines are given and what is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from duijie.matching.embedders import Embedder


@dataclass(frozen=True, slots=True)
class Row:
    """A text to be found. ``vector`` is its unit vector [d] where the task gives one; else a
    peer that searches by meaning embeds the text itself."""

    id: str
    title: str
    text: str
    vector: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A need: its text, its requirements, the rows that answer it, and its group in the table."""

    text: str
    relevant: frozenset[str]
    requirements: tuple[str, ...] = ()
    vector: NDArray[np.float32] | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Rows and needs. ``words`` cuts a text into the terms that every peer which takes terms is
    given; ``embedder`` is what every peer embeds with, None where vectors are given."""

    name: str
    rows: Callable[[], Iterable[Sequence[Row]]]
    asks: Sequence[Ask]
    words: Callable[[str], list[str]]
    dimensions: int
    embedder: Embedder | None = None

    def vectors(self, rows: Sequence[Row]) -> NDArray[np.float32]:
        """The vectors of some rows, [n, d]: those given, else those of title and text."""
        if self.embedder is None:
            return np.stack([row.vector for row in rows if row.vector is not None])
        return self.embedder.encode_passages([f"{row.title}\n{row.text}" for row in rows])

    def asked_vector(self, ask: Ask) -> NDArray[np.float32]:
        """The vector of a need [d]."""
        if ask.vector is not None:
            return ask.vector
        if self.embedder is None:
            raise ValueError(f"The task {self.name} gives no vectors and no embedder.")
        found: NDArray[np.float32] = self.embedder.encode_queries([ask.text])[0]
        return found


class Peer(Protocol):
    """An engine set up as its manual says. Everything it keeps lies in the folder it is given."""

    def __init__(self, folder: Path, task: Task) -> None: ...

    def build(self) -> None:
        """Take in all rows of the task, until they can be found."""

    def search(self, ask: Ask, k: int) -> list[str]:
        """The ids of the best ``k`` rows, best first."""

    def elsewhere_mb(self) -> float:
        """Megabytes that other processes hold for it (a server)."""

    def close(self) -> None:
        """Stop what was started."""
