"""One answer in the making: a need is embedded, candidates are fetched, measured, ranked and explained."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from duijie.core.errors import DuijieError, Sentence, gettext_noop
from duijie.core.text import terms, to_simplified
from duijie.matching.embedders.base import Embedder
from duijie.matching.embedders.centring import tongue_of
from duijie.matching.ranking.asking import asked_in, details_of
from duijie.matching.ranking.background import Background, Tongue
from duijie.matching.ranking.evidence import Explainer
from duijie.matching.ranking.names import Named
from duijie.matching.ranking.rank import Asked, Measured, Ranked, Scales
from duijie.matching.store import Hit, StoredPassage
from duijie.matching.types import Facets, Filter, Match, Passage, Query

log = logging.getLogger(__name__)

# How many passages each question brings up, and how many go on to be scored. With 200 scored
# the right paper of the needs set is among them for all 60 needs (1,000 papers).
FETCHED: Final = 100
SCORED: Final = 200
WORKERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="duijie-match")


class Store(Protocol):
    """What the engine asks of the index (:class:`duijie.matching.store.PassageStore`)."""

    @property
    def spaces(self) -> dict[str, int]: ...

    def lexical(self, terms: Sequence[str], *, where: Filter, k: int) -> list[Hit]: ...

    def nearest_each(
        self, space: str, vectors: Sequence[NDArray[np.float32]], *, where: Filter, k: int
    ) -> list[list[Hit]]: ...

    def rows(self, passages: Iterable[str], *, where: Filter | None = None) -> dict[str, StoredPassage]: ...

    def passages_of(self, documents: Iterable[str]) -> list[str]: ...

    def put_words(self, rows: Iterable[tuple[Passage, Facets]]) -> int: ...

    def put_vectors(
        self,
        space: str,
        ids: Sequence[str],
        vectors: NDArray[np.float32],
        sentence_vectors: Sequence[NDArray[np.float32] | None] | None = None,
    ) -> int: ...


@dataclass(frozen=True, slots=True)
class Degraded:
    """A space that could not be used. As a string it says why, which may name addresses and
    folders of the installation; ``public`` is what everybody may read."""

    space: str
    why: str

    def __str__(self) -> str:
        return str(Sentence(gettext_noop("The space {space} was not used: {why}"), space=self.space, why=self.why))

    @property
    def public(self) -> str:
        template = gettext_noop("The space {space} could not be used this time; the order may be less good.")
        return str(Sentence(template, space=self.space))


@dataclass(slots=True)
class Working:
    """One answer in the making."""

    store: Store
    embedders: Sequence[Embedder]
    query: Query
    where: Filter
    given: Mapping[str, Asked] | None = None
    degraded: list[Degraded] = field(default_factory=list)
    took: dict[str, float] = field(default_factory=dict)
    _rows: dict[str, StoredPassage] = field(default_factory=dict)
    _asked: dict[str, Asked] = field(default_factory=dict)
    _hits: list[Hit] | None = None
    _background: Background = field(default_factory=lambda: Background({}, {}))
    _scales: dict[tuple[str, Tongue, Tongue], tuple[float, float]] = field(default_factory=dict)
    _text: str = ""
    _details: list[str] = field(default_factory=list)
    _terms: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._text = to_simplified(self.query.text)
        self._details = details_of(self.query)
        with self.timed("embedding"):
            self._embed()
        self._terms = terms(self._text)

    @property
    def hits(self) -> list[Hit]:
        """The passages that share most words with the need, asked for once."""
        if self._hits is None:
            with self.timed("words"):
                self._hits = self.store.lexical(self._terms, where=self.where, k=SCORED)
        return self._hits

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.took[step] = self.took.get(step, 0.0) + 1000 * (time.perf_counter() - begun)

    def _embed(self) -> None:
        tongue = tongue_of(self._text)
        for embedder in self.embedders:
            if tongue not in embedder.languages:
                continue
            if self.given is not None and embedder.name not in self.given:
                continue  # who gave the need in the other spaces says why it is not in this one
            with self._without(embedder.name):
                need = (self.given or {}).get(embedder.name) or asked_in(embedder, self._text, self._details)
                background = Background.measure([embedder])
                self._asked[embedder.name] = need
                self._scales |= _scales(embedder, background)
                self._background = Background(
                    {**self._background.vectors, **background.vectors},
                    {**self._background.languages, **background.languages},
                )

    @contextmanager
    def _without(self, space: str) -> Iterator[None]:
        """Go on without a space when something in it fails, and say so."""
        try:
            yield
        except DuijieError as problem:
            self._give_up(space, str(problem))
        except Exception as problem:  # whatever a model throws, words must still answer
            log.exception("The space %s failed", space)
            self._give_up(space, str(problem))

    def _give_up(self, space: str, why: str) -> None:
        self._asked.pop(space, None)
        if space not in {one.space for one in self.degraded}:
            self.degraded.append(Degraded(space, why))

    def candidates(self) -> list[str]:
        """The ids of the passages worth scoring: those that stand high in any list."""
        store, where = self.store, self.where
        lists: list[list[Hit]] = [self.hits]
        with self.timed("nearest"):
            near = [
                (
                    space,
                    WORKERS.submit(
                        store.nearest_each,
                        space,
                        [need.whole, *(need.each if self._details else ())],
                        where=where,
                        k=FETCHED,
                    ),
                )
                for space, need in self._asked.items()
            ]
            by_words = [
                WORKERS.submit(store.lexical, terms(detail), where=where, k=FETCHED) for detail in self._details
            ]
            for space, lists_of_space in near:
                with self._without(space):
                    lists.extend(lists_of_space.result())
            lists.extend(found.result() for found in by_words)
        # Reciprocal ranks (Cormack et al., 2009) only choose who is scored, not how.
        merit: dict[str, float] = {}
        for hits in lists:
            for place, hit in enumerate(hits):
                merit[hit.passage] = merit.get(hit.passage, 0.0) + 1.0 / (60 + place)
        return sorted(merit, key=lambda identity: (-merit[identity], identity))[:SCORED]

    def measured(self, identities: Sequence[str]) -> Measured:
        """The signals of these passages and of all that belong with them."""
        store = self.store
        with self.timed("rows"):
            self._rows = store.rows(identities, where=self.where)
            # A talent is scored through all works, not only through those a search brought up.
            talents = dict.fromkeys(r.passage.document for r in self._rows.values() if r.passage.kind == "talent")
            if talents:
                others = [identity for identity in store.passages_of(talents) if identity not in self._rows]
                self._rows |= store.rows(others, where=self.where)
        return self.weighed(self._rows)

    def weighed(self, rows: Mapping[str, StoredPassage]) -> Measured:
        """The signals of passages that were read before."""
        self._rows = dict(rows)
        with self.timed("ranking"):
            return Measured(
                list(rows.values()),
                asked=self._asked,
                tongue=tongue_of(self._text),
                words=self._words(),
                scales=Scales(self._scales),
                names=self._names(rows.values()),
            )

    def _words(self) -> dict[str, float]:
        """BM25 per term, counted from where a full list ends, so that the passage that just
        fell off it does not stand worse than the last one on it."""
        floor = self.hits[-1].score if len(self.hits) >= SCORED else 0.0
        return {hit.passage: (hit.score - floor) / max(len(self._terms), 1) for hit in self.hits}

    def _names(self, rows: Iterable[StoredPassage]) -> Mapping[str, float]:
        """What of the need the passages in the other language name."""
        asked_chinese = tongue_of(self._text) == "zh"
        told = ((row.passage, tongue_of(f"{row.passage.title} {row.passage.text}") == "zh") for row in rows)
        return Named(self._text).shares((passage, zh) for passage, zh in told if zh != asked_chinese)

    def explained(self, page: Sequence[Ranked]) -> tuple[Match, ...]:
        """The page with the evidence of each item."""
        shown = {item.document for item in page}
        return self.evidenced(
            [bare(item) for item in page],
            [row for row in self._rows.values() if row.passage.document in shown],
        )

    def evidenced(
        self, matches: Sequence[Match], rows: Sequence[StoredPassage], *, scored: bool = True
    ) -> tuple[Match, ...]:
        """Matches with what these passages, theirs among them, show; ``scored`` for this very need."""
        count = len(self.query.requirements)
        # By words alone no item stands high, whatever it answers.
        embedded = {
            row.passage.document for row in rows if any(row.vectors.get(space) is not None for space in self._asked)
        }
        meant = embedded if scored else frozenset[str]()
        explainer = Explainer(
            self.query,
            requirement_vectors={
                space: _padded(need.each, count) if count else need.each[:0] for space, need in self._asked.items()
            },
            statement_vectors={space: need.whole for space, need in self._asked.items()},
            rows=rows,
            background=self._background,
            scores={match.document: match.score for match in matches if match.document in meant},
        )
        return tuple(
            replace(match, evidence=explainer.explain(match.document), best=explainer.best_sentence(match.document))
            for match in matches
        )


_known_scales: WeakKeyDictionary[Embedder, Mapping[tuple[str, Tongue, Tongue], tuple[float, float]]]
_known_scales = WeakKeyDictionary()


def _scales(embedder: Embedder, background: Background) -> Mapping[tuple[str, Tongue, Tongue], tuple[float, float]]:
    """The scales of one space, reckoned once as long as its embedder lives."""
    known = _known_scales.get(embedder)
    if known is None:
        known = _known_scales[embedder] = Scales.of(background).known
    return known


def _padded(each: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """One row a requirement: those past the limit have none of their own."""
    if len(each) >= count:
        return each[:count]
    return np.concatenate([each, np.full((count - len(each), each.shape[1]), np.nan, dtype=np.float32)])


def bare(item: Ranked) -> Match:
    """An item of the ranking without evidence."""
    return Match(item.document, item.kind, item.title, item.score, item.parts)
