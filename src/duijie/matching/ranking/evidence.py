"""For every requirement and every shown item: the sentence that answers, and how surely.

    >>> explainer = Explainer(query, requirement_vectors=vectors, rows=rows)   # doctest: +SKIP
    >>> explainer.explain("project:7")[0]                                      # doctest: +SKIP
    Evidence(requirement=0, verdict='covered', sentence='…', marks=((4, 7),), …)

The verdict comes from the signals that rank (:mod:`duijie.matching.ranking.signals`): how far the
sentence's meaning stands out of the background, which of the requirement's words it holds or names
in the other language, whether the item is about the need at all and stands high in the ranking, and
whether the number asked for is stated and met.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duijie.matching.ranking import overlap
from duijie.matching.ranking.background import NOTHING, Background
from duijie.matching.ranking.names import Named
from duijie.matching.ranking.numbers import Stated, stated
from duijie.matching.ranking.overlap import marked_segments
from duijie.matching.ranking.relevance import about, whole_text
from duijie.matching.ranking.signals import Floats, Row, Sentence, Signals, measure
from duijie.matching.ranking.wanted import bounds_beside, subject, unmeasured
from duijie.matching.types import Evidence, Query, Reason, Requirement, Verdict
from duijie.matching.understanding import polarity
from duijie.matching.understanding.focus import HELD, held, known, unnamed

__all__ = ["WHOLE_NEED", "Explainer", "Model", "best_sentence", "explain", "marked_segments"]

WHOLE_NEED: Final = -1
"""The ``requirement`` of the evidence for the whole statement."""


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model of "this sentence answers this requirement", for an item that is about
    the need, and the verdicts' thresholds on the product of both chances.

    Fitted on requirements with the papers that answer their need against requirements of other
    needs with these papers, on each half of the needs (``python -m duijie.bench.evidence``).
    ``meaning`` is in standard deviations, ``words`` a share, ``across`` is added where words
    cannot be shared because the scripts differ, ``wordless`` where they could and are not;
    ``names`` is for a sentence in the other language that names all that is asked.
    """

    intercept: float = -1.3
    meaning: float = 1.5
    words: float = 7.0
    across: float = -0.6
    wordless: float = -1.2
    names: float = 2.0
    satisfied: float = 1.0
    violated: float = -0.5
    unstated: float = -3.0
    """The requirement asks for an amount and the sentence states none of its kind."""
    opposed: float = -1.5
    """The sentence denies what is asked for, or affirms what is not to be."""
    unnamed: float = 0.2
    """The most that it answers when the item never names what is asked for, whose names are known."""
    covered: float = 0.93
    """Both chances together."""
    partly: float = 0.25
    """The chance that the sentence answers, in an item that is ``on_topic``."""
    on_topic: float = 0.5
    """The least chance of being about the need."""
    together: float = 2.0
    """The least sum of both as logits: what is hardly about the need has to answer plainly."""

    sure: float = 0.9
    """The chance of being about the need from which a number needs no shared word."""
    most_meaning: float = 4.0
    most_words: float = 0.6
    unknown_meaning: float = 0.3


_MODEL: Final = Model()
_LOOK = 4  # sentences that are read for the number or the object asked for, best first
_LOOK_FURTHER = 12  # sentences that are read for further bounds of the same requirement
_LOOK_DROP = 2.0  # and how far below the best they may be
_MEANS = 1.2  # meaning that is named as a reason
_MEANS_THE_SAME = 2.0  # meaning at which a number needs no shared word to belong to the requirement
_MEANS_CLOSELY = 2.8  # and for shares, durations and counts, which are everywhere
_MEANS_PLAINLY = 2.5  # meaning that covers in other words altogether,
_OTHER_WORDS = 0.18  # which is when the share of the requirement's own is below this
_A_WORD = 0.03  # share of words below which nothing telling is shared
_SHARES = 0.1  # share of words that is named as a reason


class Explainer:
    """The evidence of all items shown for one query, measured together.

    Args:
        query: the need; its requirements are what is explained.
        requirement_vectors: by space, float32 [r, d], one for each requirement in order.
        rows: the stored passages of every shown item.
        background: the scale of the spaces (:meth:`Background.measure`).
        statement_vectors: by space, the vector [d] of the whole statement.
        scores: by document, the score of the ranking, 0 to 1. What stands below one half is by as
            much less surely about the need; an item without a score is taken as it is.
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
        scores: Mapping[str, float] | None = None,
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
        self._base = _base(self._signals, query, model)
        low = {document: min(_logit(score), 0.0) for document, score in (scores or {}).items()}
        self._about = {
            document: sure + low.get(document, 0.0) for document, sure in about(self._signals, query.text).items()
        }
        self._columns = {document: _whole_ones(self._signals, c) for document, c in self._signals.columns.items()}

    @property
    def documents(self) -> tuple[str, ...]:
        """The items that can be explained."""
        return tuple(self._signals.columns)

    def explain(self, document: str) -> tuple[Evidence, ...]:
        """One :class:`Evidence` a requirement, in order; an unknown item shows nothing."""
        columns = self._columns.get(document)
        if columns is None:
            return tuple(Evidence(index, "not shown") for index in range(len(self._query.requirements)))
        chance = _sigmoid(self._about[document])
        return tuple(
            self._evidence(index, requirement, columns, chance)
            for index, requirement in enumerate(self._query.requirements)
        )

    def best_sentence(self, document: str) -> Evidence | None:
        """The sentence that speaks most for the whole need, one that says what the item is not for only
        where there is no other; None when the item has no text."""
        columns = self._columns.get(document)
        if columns is None or not len(columns):
            return None
        row = len(self._query.requirements)
        order = columns[np.argsort(-self._base[row, columns], kind="stable")]
        speaking = (c for c in order if not polarity.excludes(self._signals.sentences[c].text))
        column = int(next(speaking, order[0]))
        sentence = self._signals.sentences[column]
        chance, answers = _sigmoid(self._about[document]), _sigmoid(float(self._base[row, column]))
        return Evidence(
            requirement=WHOLE_NEED,
            verdict=self._verdict(chance, answers),
            sentence=sentence.text,
            marks=overlap.marks(sentence.text, self._query.text),
            part=sentence.passage.part,
            source=_source(sentence),
            reasons=self._reasons(row, column, None),
            confidence=round(chance * answers, 4),
        )

    # --- one requirement ---------------------------------------------------------------------

    def _evidence(self, index: int, requirement: Requirement, columns: NDArray[np.intp], chance: float) -> Evidence:
        order = columns[np.argsort(-self._base[index, columns], kind="stable")]
        column, found = self._chosen(index, requirement, order, chance)
        for other in bounds_beside(requirement) if found is None else ():
            at, stating = self._chosen(index, replace(requirement, quantity=other), order, chance)
            if stating is not None:
                column, found, requirement = at, stating, replace(requirement, quantity=other)
                break
        sentence = self._signals.sentences[column]
        spans = overlap.marks(sentence.text, unmeasured(requirement.text))
        opposed = polarity.opposed(requirement.text, sentence.text, spans)
        model, measured = self._model, requirement.quantity is not None
        logit = float(self._base[index, column])
        if found is not None:
            logit += model.satisfied if found.satisfied else model.violated
        elif measured:
            logit += model.unstated
        if opposed:
            logit += model.opposed
        answers = _sigmoid(logit)
        if found is None and answers > model.unnamed and self._unnamed(requirement, columns):
            answers = model.unnamed
        if self._ruled_out(column, requirement):
            answers = min(answers, model.unnamed)
        confidence = chance * answers
        verdict = self._verdict(chance, answers)
        # An amount is covered only by a number that meets it, and by one that no word ties to
        # the requirement only in an item that is surely about the need.
        met = found is not None and found.satisfied and (found.tied or chance >= model.sure)
        if verdict == "covered" and (
            opposed
            or (measured and not met)
            or not self._others_met(index, columns, requirement)
            or self._beside(index, column, requirement)
        ):
            verdict, confidence = "partly", min(confidence, model.covered)
        if verdict == "not shown":
            return Evidence(index, verdict, confidence=round(confidence, 4))
        if found is not None:
            spans = overlap.merged([*spans, (found.quantity.start, found.quantity.end)])
        return Evidence(
            requirement=index,
            verdict=verdict,
            sentence=sentence.text,
            marks=spans,
            part=sentence.passage.part,
            source=_source(sentence),
            reasons=self._reasons(index, column, found),
            confidence=round(confidence, 4),
            note=found.note if found is not None else None,
        )

    def _chosen(
        self, index: int, requirement: Requirement, order: NDArray[np.intp], chance: float
    ) -> tuple[int, Stated | None]:
        """The best sentence, or a nearly as good one that states the number asked for, or that
        speaks of what the requirement is about."""
        best = int(order[0])
        floor = self._base[index, best] - _LOOK_DROP
        nearly = [column for column in map(int, order[:_LOOK]) if self._base[index, column] >= floor]
        nearly = [column for column in nearly if not self._ruled_out(column, requirement)] or nearly
        best = nearly[0]
        if requirement.quantity is None:
            verdicts = {c: self._verdict(chance, _sigmoid(float(self._base[index, c]))) for c in nearly}
            as_good = [c for c in nearly if verdicts[c] == verdicts[best] != "not shown"]
            return next((c for c in as_good if self._speaks(index, c, requirement)), best), None
        answering: list[tuple[int, Stated]] = []
        for column in nearly:
            found = stated(requirement, self._signals.sentences[column].text)
            # Without a word in common only a sentence that means the requirement may answer it.
            least = _MEANS_CLOSELY if found is not None and found.common else _MEANS_THE_SAME
            if found is not None and (found.tied or self._means(index, column, least)):
                answering.append((column, found))
        # Of several sentences too the best value counts: 浴室中为93%, but 总体95.3%.
        return max(answering, key=lambda pair: pair[1].satisfied, default=(best, None))

    def _others_met(self, index: int, columns: NDArray[np.intp], requirement: Requirement) -> bool:
        """Whether some sentence of the item meets each further bound of a requirement that has several."""
        others = bounds_beside(requirement)
        read = columns[np.argsort(-self._base[index, columns], kind="stable")][:_LOOK_FURTHER]
        return all(
            any(
                found is not None and found.satisfied
                for column in read
                if (found := stated(replace(requirement, quantity=other), self._signals.sentences[column].text))
            )
            for other in others
        )

    def _ruled_out(self, column: int, requirement: Requirement) -> bool:
        """Whether a sentence says that the item is not for what is asked."""
        sentence = self._signals.sentences[column].text
        if not polarity.excludes(sentence):
            return False
        asked = unmeasured(requirement.text)
        return polarity.rules_out(asked, sentence, overlap.marks(sentence, asked))

    def _speaks(self, index: int, column: int, requirement: Requirement) -> bool:
        """Whether a sentence names what the requirement is about."""
        across = not self._signals.shared_script[index, column]
        share = held(subject(requirement).core, self._signals.sentences[column].text, across=across)
        return share is not None and share >= HELD

    def _beside(self, index: int, column: int, requirement: Requirement) -> bool:
        """Whether a sentence speaks of something else than the requirement is about: of the same
        medium, place or device, but not of its object. Meaning cannot tell these apart, since what is
        said of nickel and of copper means nearly the same; only where hardly a word is shared and the
        meaning is near all the same, it is the same thing in other words."""
        if self._speaks(index, column, requirement):
            return False
        about, counted = subject(requirement), requirement.quantity is not None
        if about.general and counted:
            return False  # 5 yuan a tonne is a price without the word
        sentence = self._signals.sentences[column]
        across = not self._signals.shared_script[index, column]
        plain = self._signals.words[index, column] < _OTHER_WORDS and self._means(index, column, _MEANS_PLAINLY)
        told_of = any(known(key) for key in about.core)  # its other names are known, and none is there
        if plain and not told_of and not across and not counted:
            return False
        # The title may name the subject of a number, and of a sentence that speaks of the rest.
        share = held(about.core, sentence.text, across=across)
        if not counted and share == 0 and not held(about.rest, sentence.text, across=across):
            return True
        told = held(about.core, f"{sentence.passage.title} {sentence.text}", across=across)
        return told is not None and told < HELD

    def _unnamed(self, requirement: Requirement, columns: NDArray[np.intp]) -> bool:
        """Whether an item nowhere names what the requirement is about, a thing whose names are known."""
        about, text = subject(requirement), whole_text(self._signals, columns)
        across = overlap.is_chinese(requirement.text) != overlap.is_chinese(text)
        return not (about.general or polarity.negates(requirement.text)) and unnamed(about.core, text, across=across)

    def _means(self, index: int, column: int, least: float = _MEANS) -> bool:
        meaning = self._signals.meaning[index, column]
        return bool(np.isfinite(meaning) and meaning >= least)

    def _verdict(self, chance: float, answers: float) -> Verdict:
        if chance * answers >= self._model.covered:
            return "covered"
        model = self._model
        enough = chance >= model.on_topic and answers >= model.partly
        return "partly" if enough and _logit(chance) + _logit(answers) >= model.together else "not shown"

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


def _base(signals: Signals, query: Query, model: Model) -> Floats:
    """The logit of each sentence for each requirement, without what the item adds."""
    meaning = np.where(np.isfinite(signals.meaning), signals.meaning, model.unknown_meaning)
    meaning = np.minimum(meaning, model.most_meaning)
    words = np.minimum(signals.words, model.most_words)
    across = np.where(signals.shared_script, 0.0, model.across)
    wordless = np.where(signals.shared_script & (signals.words < _A_WORD), model.wordless, 0.0)
    total: Floats = model.intercept + model.meaning * meaning + model.words * words + across + wordless
    if not signals.shared_script.all():
        total += model.names * _names(signals, query)
    return total


def _names(signals: Signals, query: Query) -> Floats:
    """The share [r + 1, s] of what is asked that a sentence in the other language names; 0 in one's own."""
    shares: Floats = np.zeros(signals.meaning.shape)
    asked = [*(unmeasured(requirement.text) for requirement in query.requirements), query.text]
    for row, text in enumerate(asked):
        named, chinese = Named(text), overlap.is_chinese(text)
        for column in np.flatnonzero(~signals.shared_script[row]):
            shares[row, column] = named.share(signals.sentences[column].text, chinese=not chinese)
    return shares


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def _whole_ones(signals: Signals, columns: NDArray[np.intp]) -> NDArray[np.intp]:
    """The sentences fit to be shown: scraps that a stop or a semicolon cut off are passed over
    where there is anything else."""
    kept = [column for column in columns if not _scrap(signals.sentences[column])]
    return np.array(kept, dtype=np.intp) if kept else columns


def _scrap(sentence: Sentence) -> bool:
    if not sentence.passage.sentences:
        return False  # the title of a work
    if overlap.is_chinese(sentence.text):
        return sum(map(str.isalnum, sentence.text)) < _SCRAP_CHARACTERS
    return len(sentence.text.split()) < _SCRAP_WORDS


_SCRAP_CHARACTERS = 6
_SCRAP_WORDS = 3


def _logit(chance: float) -> float:
    return math.log(max(chance, 1e-9) / max(1 - chance, 1e-9))


def _source(sentence: Sentence) -> str:
    return sentence.passage.title if sentence.passage.part else ""
