"""For every requirement and every shown item: the sentence that answers, and how surely.

    >>> explainer = Explainer(query, requirement_vectors=vectors, rows=rows)   # doctest: +SKIP
    >>> explainer.explain("project:7")[0]                                      # doctest: +SKIP
    Evidence(requirement=0, verdict='covered', sentence='…', marks=((4, 7),), …)

The verdict comes from the signals that rank (:mod:`duijie.matching.signals`): how far the
sentence's meaning stands out of the background, which of the requirement's words it holds,
whether the item is about the need at all, and whether the number asked for is stated and met.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duijie.matching import overlap
from duijie.matching.background import NOTHING, Background
from duijie.matching.numbers import Stated, stated
from duijie.matching.overlap import marked_segments
from duijie.matching.signals import Floats, Row, Sentence, Signals, measure, wording
from duijie.matching.types import Evidence, Query, Reason, Requirement, Verdict

__all__ = ["WHOLE_NEED", "Explainer", "Model", "best_sentence", "explain", "marked_segments"]

WHOLE_NEED: Final = -1
"""The ``requirement`` of the evidence for the whole statement."""


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model of "this item answers this requirement" and the verdicts' thresholds.

    Fitted on requirements against the papers that answer their need, weighed against the same
    requirements with random papers and against requirements of other needs with these papers
    (``python -m duijie.bench.evidence``). ``meaning`` is in standard deviations, ``words`` a
    share, ``topic`` the item's meaning for the whole need, ``across`` is added where words
    cannot be shared because the scripts differ.
    """

    intercept: float = -4.2
    meaning: float = 1.4
    words: float = 9.0
    topic: float = 0.8
    across: float = 0.7
    satisfied: float = 1.0
    violated: float = -0.5
    covered: float = 0.62
    partly: float = 0.33

    off_topic: float = 1.5
    """Taken off for each deviation that the topic lies below ``on_topic``: what is about
    something else answers nothing, however well a general clause (low cost) fits."""
    on_topic: float = 1.8
    passages: float = 0.35
    """Taken off for each e-fold of passages: the best of many is high by chance."""

    most_meaning: float = 4.0
    most_words: float = 0.6
    most_topic: float = 4.0
    unknown_meaning: float = 0.3
    topic_of_words: float = 10.0
    """The topic of an item that is not embedded yet, for each unit of the share of the
    statement's words that its best sentence holds."""


_MODEL: Final = Model()
_LOOK = 4  # sentences whose numbers are read, best first
_LOOK_DROP = 2.0  # and how far below the best they may be
_MEANS = 1.2  # meaning that is named as a reason
_MEANS_THE_SAME = 2.0  # meaning at which a number needs no shared word to belong to the requirement
_SHARES = 0.1  # share of words that is named as a reason


class Explainer:
    """The evidence of all items shown for one query, measured together.

    Args:
        query: the need; its requirements are what is explained.
        requirement_vectors: by space, float32 [r, d], one for each requirement in order.
        rows: the stored passages of every shown item.
        background: the scale of the spaces (:meth:`Background.measure`).
        statement_vectors: by space, the vector [d] of the whole statement.
        model: weights and thresholds.
    """

    def __init__(
        self,
        query: Query,
        *,
        requirement_vectors: Mapping[str, NDArray[np.float32]],
        rows: Sequence[Row],
        background: Background = NOTHING,
        statement_vectors: Mapping[str, NDArray[np.float32]] | None = None,
        model: Model = _MODEL,
    ) -> None:
        self._query = query
        self._model = model
        self._signals = measure(
            query,
            requirement_vectors=requirement_vectors,
            rows=rows,
            background=background,
            statement_vectors=statement_vectors,
        )
        self._base = _base(self._signals, model)

    @property
    def documents(self) -> tuple[str, ...]:
        """The items that can be explained."""
        return tuple(self._signals.columns)

    def explain(self, document: str) -> tuple[Evidence, ...]:
        """One :class:`Evidence` a requirement, in order; an unknown item shows nothing."""
        columns = self._signals.columns.get(document)
        if columns is None:
            return tuple(Evidence(index, "not shown") for index in range(len(self._query.requirements)))
        offset = self._offset(columns)
        return tuple(
            self._evidence(index, requirement, columns, offset)
            for index, requirement in enumerate(self._query.requirements)
        )

    def best_sentence(self, document: str) -> Evidence | None:
        """The sentence that speaks most for the whole need; None when the item has no text."""
        columns = self._signals.columns.get(document)
        if columns is None or not len(columns):
            return None
        row = len(self._query.requirements)
        column = int(columns[np.argmax(self._base[row, columns])])
        sentence = self._signals.sentences[column]
        confidence = _sigmoid(float(self._base[row, column]) + self._offset(columns))
        return Evidence(
            requirement=WHOLE_NEED,
            verdict=self._verdict(confidence),
            sentence=sentence.text,
            marks=overlap.marks(sentence.text, self._query.text),
            part=sentence.passage.part,
            source=_source(sentence),
            reasons=self._reasons(row, column, None),
            confidence=round(confidence, 4),
        )

    # --- one requirement ---------------------------------------------------------------------

    def _offset(self, columns: NDArray[np.intp]) -> float:
        """What the item as a whole adds: its topic, less the luck of having many passages."""
        model = self._model
        about = self._signals.meaning[-1, columns]
        known = about[np.isfinite(about)]
        topic = known.max() if len(known) else model.topic_of_words * self._signals.words[-1, columns].max()
        topic = float(min(topic, model.most_topic))
        passages = len({self._signals.sentences[column].passage.id for column in columns})
        missing = max(0.0, model.on_topic - topic)
        return model.topic * max(topic, 0.0) - model.off_topic * missing - model.passages * math.log(max(passages, 1))

    def _evidence(self, index: int, requirement: Requirement, columns: NDArray[np.intp], offset: float) -> Evidence:
        order = columns[np.argsort(-self._base[index, columns], kind="stable")]
        column, found = self._number(index, requirement, order)
        logit = float(self._base[index, column]) + offset
        if found is not None:
            logit += self._model.satisfied if found.satisfied else self._model.violated
        confidence = _sigmoid(logit)
        verdict = self._verdict(confidence)
        bounded = requirement.quantity is not None and requirement.quantity.comparator not in ("=", "~")
        if verdict == "covered" and (not found.satisfied if found is not None else bounded):
            # A bound is covered only by a number that meets it.
            verdict, confidence = "partly", min(confidence, self._model.covered)
        if verdict == "not shown":
            return Evidence(index, verdict, confidence=round(confidence, 4))
        sentence = self._signals.sentences[column]
        marks = list(overlap.marks(sentence.text, wording(requirement)))
        if found is not None:
            marks.append((found.quantity.start, found.quantity.end))
        return Evidence(
            requirement=index,
            verdict=verdict,
            sentence=sentence.text,
            marks=overlap.merged(marks),
            part=sentence.passage.part,
            source=_source(sentence),
            reasons=self._reasons(index, column, found),
            confidence=round(confidence, 4),
            note=found.note if found is not None else None,
        )

    def _number(self, index: int, requirement: Requirement, order: NDArray[np.intp]) -> tuple[int, Stated | None]:
        """The best sentence, or a nearly as good one that states the number asked for."""
        best = int(order[0])
        if requirement.quantity is None:
            return best, None
        floor = self._base[index, best] - _LOOK_DROP
        for column in map(int, order[:_LOOK]):
            if self._base[index, column] < floor:
                break
            found = stated(requirement, self._signals.sentences[column].text)
            # Without a word in common only a sentence that means the requirement may answer it.
            least = _MEANS_THE_SAME if self._signals.shared_script[index, column] else _MEANS
            if found is not None and (found.tied or self._means(index, column, least)):
                return column, found
        return best, None

    def _means(self, index: int, column: int, least: float = _MEANS) -> bool:
        meaning = self._signals.meaning[index, column]
        return bool(np.isfinite(meaning) and meaning >= least)

    def _verdict(self, confidence: float) -> Verdict:
        if confidence >= self._model.covered:
            return "covered"
        return "partly" if confidence >= self._model.partly else "not shown"

    def _reasons(self, index: int, column: int, found: Stated | None) -> tuple[Reason, ...]:
        reasons: list[Reason] = []
        share = self._signals.words[index, column]
        if share >= _SHARES:
            reasons.append("words")
        if self._means(index, column):
            reasons.append("meaning")
        if found is not None and found.satisfied:
            reasons.append("number")
        if not reasons:
            reasons.append(
                "words" if share > 0 and not np.isfinite(self._signals.meaning[index, column]) else "meaning"
            )
        return tuple(reasons)


def explain(
    query: Query,
    *,
    requirement_vectors: Mapping[str, NDArray[np.float32]],
    rows: Sequence[Row],
    background: Background = NOTHING,
    statement_vectors: Mapping[str, NDArray[np.float32]] | None = None,
) -> tuple[Evidence, ...]:
    """The evidence of one item, whose passages are ``rows``, for each requirement in order.

    For several items make one :class:`Explainer` of all their rows: it is faster, and tells
    rare words from common ones.
    """
    explainer = Explainer(
        query,
        requirement_vectors=requirement_vectors,
        rows=rows,
        background=background,
        statement_vectors=statement_vectors,
    )
    return explainer.explain(explainer.documents[0] if explainer.documents else "")


def best_sentence(
    query: Query,
    *,
    rows: Sequence[Row],
    statement_vectors: Mapping[str, NDArray[np.float32]],
    background: Background = NOTHING,
) -> Evidence | None:
    """The sentence of one item that speaks most for the whole need."""
    bare = Query(query.text)
    none = {space: np.empty((0, np.atleast_2d(v).shape[1]), np.float32) for space, v in statement_vectors.items()}
    explainer = Explainer(
        bare, requirement_vectors=none, rows=rows, background=background, statement_vectors=statement_vectors
    )
    return explainer.best_sentence(explainer.documents[0]) if explainer.documents else None


def mark_by_meaning(
    sentence: str,
    requirement_vector: NDArray[np.float32],
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
    *,
    most: int = 2,
) -> tuple[tuple[int, int], ...]:
    """The phrases of a sentence without which it would mean the requirement least: for a
    sentence in another language, where no word is shared.

    Encodes the sentence once and once without each of its phrases (up to about 12 texts), so
    it is for an item that somebody opens, not for a list. ``encode`` gives unit vectors.
    """
    phrases = overlap.phrases(sentence)
    if len(phrases) < 2:
        return ()
    shortened = [sentence[:start] + " " + sentence[end:] for start, end in phrases]
    scores = encode([sentence, *shortened]) @ requirement_vector
    losses = scores[0] - scores[1:]
    order = np.argsort(-losses)[:most]
    kept = [phrases[i] for i in order if losses[i] > 0 and losses[i] >= 0.5 * losses[order[0]]]
    return overlap.merged(kept)


def _base(signals: Signals, model: Model) -> Floats:
    """The logit of each sentence for each requirement, without what the item adds."""
    meaning = np.where(np.isfinite(signals.meaning), signals.meaning, model.unknown_meaning)
    meaning = np.minimum(meaning, model.most_meaning)
    words = np.minimum(signals.words, model.most_words)
    across = np.where(signals.shared_script, 0.0, model.across)
    total: Floats = model.intercept + model.meaning * meaning + model.words * words + across
    return total


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def _source(sentence: Sentence) -> str:
    return sentence.passage.title if sentence.passage.part else ""
