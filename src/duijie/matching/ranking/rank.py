"""From candidates to a ranking: pure arithmetic on vectors and word scores.

For each part of an item (its own text, or one work) there are *signals*:

- ``<space>.whole``: the cosine of the whole need with the part's best passage;
- ``<space>.best``: the cosine of the whole need with the part's best sentence;
- ``<space>.each``: for each requirement the cosine with the part's best sentence, averaged;
- ``words``: BM25 of the whole need, divided by the number of its terms;
- ``names``: the share of what the need names that a text in the other language names too.

Cosines are told in standard deviations above the cosine of unrelated texts of the same two
languages (:class:`Scales`), which makes spaces and languages comparable; words and names need
no such scale, since dividing by the need's terms leaves what a term brings on average. None
depends on anything else in the library, so a score means the same in every answer.

A part's score is the weighted mean of its signals; a problem or project scores as its best
part, a talent as the mean of the best three (:data:`BEST`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from duijie.matching.embedders.centring import tongue_of
from duijie.matching.ranking.background import Background, Tongue
from duijie.matching.ranking.signals import Row
from duijie.matching.types import Kind

Vector = NDArray[np.float32]

WORDS = "words"
NAMES = "names"
_BESIDE = frozenset((WORDS, NAMES))
"""The signals that no space brings; they come on top of the meaning."""
BEST = 3
_FEW = 8  # cosines from which a scale can be taken when a space has no background


@dataclass(frozen=True, slots=True)
class Asked:
    """A need in one space: ``whole`` [d] and ``each`` [r, d], a row for each requirement, or
    for each of the statement's own sentences when there are none."""

    whole: Vector
    each: Vector


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts, by the languages of need and text."""

    zh: Mapping[str, float]
    en: Mapping[str, float]
    across: Mapping[str, float]
    other: Mapping[str, float]
    """Of a space that none of the tables names, and of one that stands in for another, by the
    last part of the signal's name."""

    def table(self, asked: Tongue, told: Tongue, signals: Iterable[str]) -> dict[str, float]:
        """The weights of these signals for a need and a text of these languages.

        When every space that the languages call for is missing (an endpoint that is down),
        those that are there stand in for them: words alone would put a text in the need's
        language on another scale than one in the other.
        """
        table = (self.zh if asked == "zh" else self.en) if asked == told else self.across
        named = {name.partition(".")[0] for names in (self.zh, self.en, self.across) for name in names}
        found = {
            signal: table.get(signal, 0.0) if signal.partition(".")[0] in named else self._stand_in(signal)
            for signal in signals
        }
        if any(weight for signal, weight in found.items() if signal not in _BESIDE):
            return found
        return {signal: weight if signal in _BESIDE else self._stand_in(signal) for signal, weight in found.items()}

    def _stand_in(self, signal: str) -> float:
        return self.other.get(signal.partition(".")[2], 0.0)


# Chosen by `duijie bench needs` and `duijie bench expertise`; docs/adr/0005 has the
# tables. Round numbers from the middle of broad plateaus, not the best of a grid.
SHIPPED = Weights(
    zh={"e5.whole": 1.0, "e5.each": 0.5, WORDS: 4.0},
    en={"minilm.whole": 1.0, "minilm.best": 1.0, "e5.each": 1.0, WORDS: 1.0},
    across={"e5.whole": 1.0, "e5.each": 0.5, "use.whole": 0.25, "use.each": 0.25, NAMES: 2.0},
    other={"whole": 1.0, "each": 0.5},
)


@dataclass(frozen=True, slots=True)
class Scales:
    """Mean and deviation of the cosines of unrelated texts, by space and the two languages."""

    known: Mapping[tuple[str, Tongue, Tongue], tuple[float, float]]

    @classmethod
    def of(cls, background: Background) -> Scales:
        """The scales of every space with a background, from cosines among its sentences."""
        known: dict[tuple[str, Tongue, Tongue], tuple[float, float]] = {}
        for space, samples in background.vectors.items():
            for asked, left in samples.items():
                for told, right in samples.items():
                    cosines = left @ right.T
                    if asked == told:
                        cosines = cosines[~np.eye(len(left), dtype=bool)]
                    if cosines.size:
                        known[space, asked, told] = (float(cosines.mean()), max(float(cosines.std()), 1e-3))
        return cls(known)

    def standard(self, space: str, asked: Tongue, told: Tongue, cosines: NDArray[np.float64]) -> NDArray[np.float64]:
        """Cosines in deviations above the unrelated; without a background above their own mean."""
        scale = self.known.get((space, asked, told))
        if scale is None:
            finite = cosines[np.isfinite(cosines)]
            if finite.size < _FEW:
                return np.where(np.isfinite(cosines), 0.0, np.nan)
            scale = (float(finite.mean()), max(float(finite.std()), 1e-3))
        return (cosines - scale[0]) / scale[1]


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item's place in a ranking. ``fused`` is in deviations, ``score`` the same on 0 to 1;
    ``parts`` are the shares of ``fused``, by signal, of the best part."""

    document: str
    kind: Kind
    title: str
    fused: float
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)


class Measured:
    """The signals of some candidates for one need, before they are weighed.

    Args:
        rows: the candidates' passages; a row without a vector in a space counts there as the
            typical candidate does, since nothing is known against it.
        asked: the need by space; a space that failed is simply not there.
        tongue: the language of the need.
        words: BM25 per term of the need, by passage id; a passage that is not there has 0.
        names: the share of what the need names, by passage id, of those in the other language.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        *,
        asked: Mapping[str, Asked],
        tongue: Tongue,
        words: Mapping[str, float],
        scales: Scales,
        names: Mapping[str, float] | None = None,
    ) -> None:
        self._tongue = tongue
        self._parts = _Parts(rows)
        self.signals = {}
        for signal, by_passage in ((WORDS, words), (NAMES, names or {})):
            found = np.array([by_passage.get(row.passage.id, 0.0) for row in rows], dtype=np.float64)
            self.signals[signal] = self._parts.highest(found)
        for space, need in asked.items():
            self.signals |= self._parts.meaning(space, need, tongue, scales)

    def ranked(self, weights: Weights = SHIPPED) -> list[Ranked]:
        """The items, best first; ties are broken by id, so that pages are stable."""
        fused, shares = _fused(self.signals, self._parts.tongues, self._tongue, weights)
        return self._parts.items(fused, shares)


def score(fused: float) -> float:
    """0 to 1, rising with ``fused``: one half where a candidate begins to be worth reading.

    Unrelated papers lie about 0. On the first six needs of the needs set the right paper came
    first with 2.5 to 5.0 and the runner-up had 1.3 to 3.6; nothing has been calibrated yet.
    """
    return 1.0 / (1.0 + math.exp(min(3.0 - fused, 700.0)))


class _Parts:
    """The parts that the rows belong to, and their items."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        numbers: dict[tuple[str, str], int] = {}
        self._part = np.array(
            [numbers.setdefault((row.passage.document, row.passage.part), len(numbers)) for row in rows], dtype=np.intp
        )
        self._keys = list(numbers)
        firsts = {int(part): row for part, row in reversed(list(zip(self._part, rows, strict=True)))}
        self._passages = [firsts[number].passage for number in range(len(numbers))]
        self.tongues = np.array([tongue_of(f"{p.title} {p.text}") == "zh" for p in self._passages], dtype=bool)

    def highest(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The highest of each part's passages; NaN where all are unknown."""
        found = np.full(len(self._keys), -np.inf)
        known = np.isfinite(values)
        np.maximum.at(found, self._part[known], values[known])
        return np.where(np.isfinite(found), found, np.nan)

    def meaning(self, space: str, need: Asked, tongue: Tongue, scales: Scales) -> dict[str, NDArray[np.float64]]:
        """The signals of one space, standardised, NaN where a part is not embedded."""
        whole = np.full(len(self._rows), np.nan)
        blocks: list[Vector] = []
        owners: list[int] = []
        for index, row in enumerate(self._rows):
            vector = row.vectors.get(space)
            if vector is None:
                continue
            whole[index] = float(vector @ need.whole)
            sentences = row.sentence_vectors.get(space)
            # A passage that is only a title speaks through its own vector.
            block = sentences if sentences is not None and len(sentences) else vector[None, :]
            blocks.append(block)
            owners.extend([int(self._part[index])] * len(block))
        found = {f"{space}.whole": self.highest(whole)}
        if blocks:
            stacked, owner = np.concatenate(blocks), np.array(owners, dtype=np.intp)
            best = np.full((1 + len(need.each), len(self._keys)), -np.inf)
            cosines = np.concatenate([need.whole[None, :], need.each]) @ stacked.T
            for row_number, values in enumerate(cosines):
                np.maximum.at(best[row_number], owner, values)
            best = np.where(np.isfinite(best), best, np.nan)
            found[f"{space}.best"] = best[0]
            if len(need.each):
                found[f"{space}.each"] = best[1:].mean(axis=0)
        return {name: self._standardised(space, values, tongue, scales) for name, values in found.items()}

    def _standardised(
        self, space: str, cosines: NDArray[np.float64], tongue: Tongue, scales: Scales
    ) -> NDArray[np.float64]:
        chinese = scales.standard(space, tongue, "zh", np.where(self.tongues, cosines, np.nan))
        english = scales.standard(space, tongue, "en", np.where(self.tongues, np.nan, cosines))
        return np.where(self.tongues, chinese, english)

    def items(self, fused: NDArray[np.float64], shares: Mapping[str, NDArray[np.float64]]) -> list[Ranked]:
        """Parts gathered into items, best first."""
        members: dict[str, list[int]] = {}
        for number, (document, _) in enumerate(self._keys):
            members.setdefault(document, []).append(number)
        # Lists, not arrays: the mean of a handful costs an array more than the rest of this.
        merit = fused.tolist()
        by_name = {name: share.tolist() for name, share in shares.items()}
        ranked = []
        for document, numbers in members.items():
            order = sorted(numbers, key=lambda number: -merit[number])
            kind = self._passages[order[0]].kind
            counted = order[:BEST] if kind == "talent" else order[:1]
            value = _mean(merit, counted)
            own = next((n for n in numbers if not self._passages[n].part), order[0])
            ranked.append(
                Ranked(
                    document=document,
                    kind=kind,
                    title=self._passages[own].title,
                    fused=value,
                    score=score(value),
                    parts={name: _mean(share, counted) for name, share in by_name.items()},
                )
            )
        return sorted(ranked, key=lambda item: (-item.fused, item.document))


def _mean(values: Sequence[float], places: Sequence[int]) -> float:
    return sum(values[place] for place in places) / len(places)


def _fused(
    signals: Mapping[str, NDArray[np.float64]], chinese: NDArray[np.bool_], tongue: Tongue, weights: Weights
) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    """The weighted mean of the signals by part, and each signal's share of it.

    The weights of the meanings sum to one for each pair of languages, so that a text in the
    need's own language and one in the other, judged by different spaces, stand on one scale;
    words come on top of that where the languages are one. Names, where they are two, count their
    weight in deviations whichever spaces are there: a space that is missing lends them nothing.
    """
    size = len(chinese)
    shares: dict[str, NDArray[np.float64]] = {}
    total = np.zeros(size)
    to_chinese, to_english = (weights.table(tongue, told, signals) for told in ("zh", "en"))
    for name, values in signals.items():
        weight = np.where(chinese, to_chinese[name], to_english[name])
        if not weight.any():
            continue
        shares[name] = weight * _filled(values)
        if name not in _BESIDE:
            total += weight
    total = np.where(total > 0, total, 1.0)
    shares = {name: share if name == NAMES else share / total for name, share in shares.items()}
    return np.sum([np.zeros(size), *shares.values()], axis=0), shares


def _filled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unknown values as the median of the known."""
    known = values[np.isfinite(values)]
    return np.where(np.isfinite(values), values, float(np.median(known)) if known.size else 0.0)
