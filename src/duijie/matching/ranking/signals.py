"""How strongly each sentence of the shown items speaks for each requirement.

Three signals, the ones that rank: *meaning* (cosines in each space, standardised against the
background), *words* (the weighted share of the requirement's terms) and *topic* (how much the
whole item means the whole need: 成本低 alone fits everything). :mod:`duijie.matching.ranking.evidence`
turns them into verdicts.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from duijie.matching.ranking import overlap
from duijie.matching.ranking.background import NOTHING, Background, Tongue
from duijie.matching.types import Passage, Query, Requirement

Floats = NDArray[np.float64]

SPACE_WEIGHTS: Final[Mapping[str, float]] = {"e5": 1.0, "use": 0.5, "minilm": 0.7}
"""What each space's z counts in the meaning; an unknown space counts 1."""

_CLIP = 8.0
_ENOUGH = 20  # candidates from which a scale can be taken when there is no background
_TONGUES: tuple[Tongue, Tongue] = ("zh", "en")


class Row(Protocol):
    """What is needed of a stored passage: the passage, its own unit vector [d] and those of its
    sentences [s, d] in each space, None where it is not embedded yet."""

    @property
    def passage(self) -> Passage: ...

    @property
    def vectors(self) -> Mapping[str, NDArray[np.float32] | None]: ...

    @property
    def sentence_vectors(self) -> Mapping[str, NDArray[np.float32] | None]: ...


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a shown item and where it comes from. A work of which only the title is
    known speaks through its title."""

    passage: Passage
    text: str


@dataclass(frozen=True, slots=True)
class Signals:
    """``meaning`` and ``words`` are [r + 1, s]: a row for each requirement, the last for the
    whole statement; a column for each sentence. ``meaning`` is in standard deviations above
    the background, NaN where nothing is known; ``words`` is 0 to 1. ``columns`` gives each
    document's sentences."""

    sentences: tuple[Sentence, ...]
    columns: Mapping[str, NDArray[np.intp]]
    meaning: Floats
    words: Floats
    shared_script: NDArray[np.bool_]


def tongue(text: str) -> Tongue:
    """The language whose background a text is measured against."""
    return "zh" if overlap.is_chinese(text) else "en"


def wording(requirement: Requirement) -> str:
    """A requirement without its quantity, which is compared as a number and not as a word."""
    quantity = requirement.quantity
    if quantity is None:
        return requirement.text
    return f"{requirement.text[: quantity.start]} {requirement.text[quantity.end :]}"


def measure(
    query: Query,
    *,
    requirement_vectors: Mapping[str, NDArray[np.float32]],
    rows: Sequence[Row],
    background: Background = NOTHING,
    statement_vectors: Mapping[str, NDArray[np.float32]] | None = None,
) -> Signals:
    """The signals of every sentence in ``rows`` for every requirement of ``query``.

    Args:
        requirement_vectors: by space, float32 [r, d] in the order of the requirements.
        rows: passages of the shown items, of all of them at once: rarity is told among them.
        background: the scale of each space; without it the candidates themselves are the scale.
        statement_vectors: by space, the vector [d] of the whole statement.
    """
    sentences = [Sentence(row.passage, text) for row in rows for text in _texts(row.passage)]
    texts = [sentence.text for sentence in sentences]
    asked_texts = [*(requirement.text for requirement in query.requirements), query.text]
    tongues = np.array([tongue(text) == "zh" for text in texts], dtype=bool)
    asked_tongues: list[Tongue] = [tongue(text) for text in asked_texts]

    total: Floats = np.zeros((len(asked_texts), len(texts)))
    weight: Floats = np.zeros_like(total)
    for space, vectors in requirement_vectors.items():
        stated = None if statement_vectors is None else statement_vectors.get(space)
        last = np.full((1, vectors.shape[1]), np.nan, np.float32) if stated is None else np.atleast_2d(stated)
        asked = np.vstack([vectors, last]).astype(np.float32)
        scores = _standardised(space, asked, rows, tongues, background)
        readable = np.array([background.reads(space, language) for language in asked_tongues])
        readable_text = np.where(tongues, background.reads(space, "zh"), background.reads(space, "en"))
        known = np.isfinite(scores) & readable[:, None] & readable_text[None, :]
        share = SPACE_WEIGHTS.get(space, 1.0)
        total[known] += share * np.clip(scores[known], -_CLIP, _CLIP)
        weight[known] += share
    with np.errstate(invalid="ignore"):
        meaning = np.where(weight > 0, total / np.where(weight > 0, weight, 1), np.nan)

    words = overlap.shares([*map(wording, query.requirements), query.text], texts)
    asked_zh = np.array([language == "zh" for language in asked_tongues], dtype=bool)
    same = asked_zh[:, None] == tongues[None, :]
    return Signals(tuple(sentences), _columns(sentences), meaning, words, same)


def _texts(passage: Passage) -> list[str]:
    return [passage.text[start:end] for start, end in passage.sentences] or [passage.title]


def _block(row: Row, space: str) -> NDArray[np.float32] | None:
    """The vectors of a row's sentences; a passage that is only a title has its own."""
    if row.passage.sentences:
        return row.sentence_vectors.get(space)
    own = row.vectors.get(space)
    return None if own is None else np.atleast_2d(own)


def _columns(sentences: Sequence[Sentence]) -> dict[str, NDArray[np.intp]]:
    found: dict[str, list[int]] = {}
    for column, sentence in enumerate(sentences):
        found.setdefault(sentence.passage.document, []).append(column)
    return {document: np.array(columns, dtype=np.intp) for document, columns in found.items()}


def _standardised(
    space: str, asked: NDArray[np.float32], rows: Sequence[Row], tongues: NDArray[np.bool_], background: Background
) -> Floats:
    """Cosines [r + 1, s] as standard deviations above the mean with unrelated sentences."""
    cosines = np.full((len(asked), len(tongues)), np.nan)
    at = 0
    blocks: list[NDArray[np.float32]] = []
    places: list[int] = []
    for row in rows:
        count = len(row.passage.sentences) or 1
        vectors = _block(row, space)
        # A passage edited since it was embedded has other sentences than its vectors.
        if vectors is not None and vectors.shape == (count, asked.shape[1]):
            blocks.append(vectors)
            places.extend(range(at, at + count))
        at += count
    if not blocks:
        return cosines
    cosines[:, places] = asked @ np.vstack(blocks).T
    scores = np.full_like(cosines, np.nan)
    for language, columns in zip(_TONGUES, (tongues, ~tongues), strict=True):
        if not columns.any():
            continue
        scale = background.scale(space, asked, language)
        if scale is None:
            scale = _scale_of(cosines[:, columns])
        if scale is not None:
            mean, deviation = scale
            scores[:, columns] = (cosines[:, columns] - mean[:, None]) / deviation[:, None]
    return scores


def _scale_of(cosines: Floats) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """Median and scaled median deviation of the candidates themselves, when they are many."""
    if np.isfinite(cosines).any(axis=0).sum() < _ENOUGH:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a row without a vector is all NaN
        centre = np.nanmedian(cosines, axis=1)
        spread = 1.4826 * np.nanmedian(np.abs(cosines - centre[:, None]), axis=1)
    return centre.astype(np.float32), np.maximum(spread, 1e-3).astype(np.float32)
