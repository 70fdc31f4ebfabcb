"""Whether an item is about the need at all, before it is asked what it answers.

A short requirement (运行成本低, no sludge) is near to some sentence of anything. So an item
first has to be about the need: by its best sentence for the whole statement (*topic*), by its
best sentences for all requirements together (*each*), by the share of the statement's words
that it holds (*words*), or of the things it names in the other language (*names*), and by how
far it stays behind the best item shown (*behind*, *first*).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duijie.matching.ranking import overlap
from duijie.matching.ranking.names import Named
from duijie.matching.ranking.signals import Signals


@dataclass(frozen=True, slots=True)
class Relevance:
    """A logistic model of "this item is about this need".

    Between two logistic fits on the items that the engine ranks first for a need, relevant
    against others, one on each half of the needs; each page counted once with and once without
    its relevant items, so that a library without an answer is known too, and each need again
    as a list of its requirements, and as a single one of them.
    ``topic`` and ``each`` are in standard deviations; ``words`` is the share of the statement's
    words times the root of their number, since one word of two is less than ten of twenty.
    """

    intercept: float = -6.0
    topic: float = 1.0
    each: float = 1.6
    words: float = 3.6
    across: float = 1.4
    names: float = 3.0
    """For all that is asked, of a text in the other language that names it."""
    all_named: float = 0.7
    """The share of what is asked from which such a text, where it names two things or more, is about the
    need whatever its meaning: short needs are often far from their answer in the other language."""
    if_named: float = 3.5
    """As surely as this."""
    behind: float = -0.6
    first: float = 1.2
    """For the item that none of those shown is ahead of."""
    passages: float = -0.35
    """For each e-fold of passages: the best of many is high by chance."""

    most_topic: float = 6.0
    most_each: float = 5.0
    most_words: float = 1.0
    most_behind: float = 8.0
    of_words: float = 10.0
    """The topic of an item that is not embedded yet, for each unit of the share of words that
    its best sentence holds."""


FITTED: Final = Relevance()
_LEVEL: Final = 1e-6


def about(signals: Signals, statement: str, model: Relevance = FITTED) -> Mapping[str, float]:
    """For each document how surely it is about the need, as a logit: 0 is even."""
    documents = list(signals.columns)
    if not documents:
        return {}
    texts = [whole_text(signals, signals.columns[document]) for document in documents]
    held = overlap.shares([statement], texts)[0] * math.sqrt(len(overlap.asked(statement)))
    parts = [_parts(signals, signals.columns[document], model) for document in documents]
    best = max(topic + each for topic, each in parts)
    asked, chinese = Named(statement), overlap.is_chinese(statement)
    found = {}
    for document, (topic, each), share, text in zip(documents, parts, held, texts, strict=True):
        columns = signals.columns[document]
        across = not signals.shared_script[-1, columns].any()
        named = asked.share(text, chinese=not chinese) if across else 0.0
        passages = len({signals.sentences[column].passage.id for column in columns})
        found[document] = (
            model.intercept
            + model.topic * topic
            + model.each * each
            + model.words * min(float(share), model.most_words)
            + model.across * float(across)
            + model.names * named
            + model.behind * min(best - topic - each, model.most_behind)
            + model.first * float(best - topic - each < _LEVEL)
            + model.passages * math.log(max(passages, 1))
        )
        if asked.things > 1 and named >= model.all_named:
            found[document] = max(found[document], model.if_named)
    return found


def _parts(signals: Signals, columns: NDArray[np.intp], model: Relevance) -> tuple[float, float]:
    """The topic and the mean of the best sentences for each requirement."""
    highest = _highest(signals.meaning[:, columns])
    by_words = model.of_words * signals.words[:, columns].max(axis=1)
    values = np.where(np.isfinite(highest), highest, by_words)
    topic = float(min(values[-1], model.most_topic))
    # Half the topic is what the mean of the requirements usually comes to; few requirements
    # say little more than the statement has said.
    each = np.minimum(np.append(values[:-1], topic / 2), model.most_each)
    return topic, float(each.mean())


def _highest(values: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.where(np.isfinite(values), values, -np.inf).max(axis=1)
    return np.where(np.isfinite(known), known, np.nan)


def whole_text(signals: Signals, columns: NDArray[np.intp]) -> str:
    """The titles and sentences of a document as one text."""
    pieces: list[str] = []
    seen: set[str] = set()
    for column in columns:
        sentence = signals.sentences[column]
        if sentence.passage.id not in seen:
            seen.add(sentence.passage.id)
            pieces.append(sentence.passage.title)
        pieces.append(sentence.text)
    return " ".join(pieces)
