"""From a need to ranked, evidenced items: the store, the embedders, the ranking and the
evidence in one call.

    >>> engine = Engine(store, configured())                            # doctest: +SKIP
    >>> put_words(store, documents); put_vectors(store, embedders, documents)  # doctest: +SKIP
    >>> answer = engine.match(Query("低温废水脱氮"), where=Filter(), limit=10)  # doctest: +SKIP
    >>> answer.matches[0].best.sentence                                 # doctest: +SKIP

The whole need and each requirement ask the index by words and in each space; what they bring
up is scored again, exactly, from the stored vectors (:mod:`duijie.matching.ranking.rank`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from duijie.matching.indexing.passages import passages
from duijie.matching.ranking.asking import Posed, asked_in, details_of
from duijie.matching.ranking.background import Background, Tongue
from duijie.matching.ranking.evidence import Explainer
from duijie.matching.ranking.rank import SHIPPED, Asked, Measured, Ranked, Scales, Weights
from duijie.matching.store import Hit, StoredPassage
from duijie.matching.types import Document, Facets, Filter, Match, Passage, Query

log = logging.getLogger(__name__)

# How many passages each question brings up, and how many go on to be scored. With 200 scored
# the right paper of the needs set is among them for all 60 needs (1,000 papers).
FETCHED: Final = 100
SCORED: Final = 200
_EMBED_BATCH: Final = 32
_BY_WORDS: Final = ""  # in place of a space, for a requirement asked by words
WORKERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="duijie-match")


class Store(Protocol):
    """What the engine asks of the index (:class:`duijie.matching.store.PassageStore`)."""

    @property
    def spaces(self) -> dict[str, int]: ...

    def lexical(self, terms: Sequence[str], *, where: Filter, k: int) -> list[Hit]: ...

    def nearest(self, space: str, vector: NDArray[np.float32], *, where: Filter, k: int) -> list[Hit]: ...

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


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. ``total`` counts all items that were ranked, of which ``matches`` is a
    page; ``degraded`` says what could not be used; ``took_ms`` gives the milliseconds of each
    step."""

    matches: tuple[Match, ...]
    total: int
    degraded: tuple[Degraded, ...] = ()
    took_ms: Mapping[str, float] = field(default_factory=dict)


class Engine:
    """Answers needs over one store. Cheap to make; safe to share among threads.

    Args:
        store: the index.
        embedders: the vector spaces to ask; those that the store lacks are passed over.
        weights: what each signal counts.
    """

    def __init__(self, store: Store, embedders: Sequence[Embedder], *, weights: Weights = SHIPPED) -> None:
        self._store = store
        self._embedders = tuple(embedder for embedder in embedders if embedder.name in store.spaces)
        self._weights = weights

    def match(
        self,
        query: Query,
        *,
        where: Filter = Filter(),  # noqa: B008 - immutable
        limit: int = 20,
        offset: int = 0,
        explain: bool = True,
        asked: Mapping[str, Asked] | None = None,
    ) -> Answer:
        """The items that fit the need best.

        A space that fails (an endpoint that is down) is left out and named in ``degraded``:
        what words and the other spaces find still comes.

        Args:
            where: what may be returned, applied before the best are taken.
            explain: false to leave out the evidence.
            asked: the need in each space where it was embedded before; nothing is embedded then.

        Raises:
            Unavailable: the index itself cannot be read.
        """
        work = _Work(self, query, where, asked)
        measured = work.measured(work.candidates())
        with work.timed("ranking"):
            ranked = measured.ranked(self._weights)
        page = ranked[offset : offset + limit]
        with work.timed("evidence"):
            matches = work.explained(page) if explain else tuple(_bare(item) for item in page)
        return Answer(matches, len(ranked), tuple(work.degraded), work.took)

    def measure(
        self,
        query: Query,
        documents: Sequence[str] | None = None,
        *,
        where: Filter = Filter(),  # noqa: B008 - immutable
    ) -> Measured:
        """The signals of these items for a need, whether or not a search would bring them up;
        without ``documents`` those of what a search does bring up. Items that are not there or
        that ``where`` does not let through are left out."""
        work = _Work(self, query, where)
        return work.measured(work.candidates() if documents is None else self._store.passages_of(documents))

    @property
    def embedders(self) -> tuple[Embedder, ...]:
        """The spaces that are asked."""
        return self._embedders

    @property
    def store(self) -> Store:
        """The index that is asked."""
        return self._store

    def stored(self, documents: Iterable[str], *, where: Filter) -> dict[str, StoredPassage]:
        """The passages of these items that ``where`` lets through, by id, in order."""
        return self._store.rows(self._store.passages_of(documents), where=where)

    def weigh(self, needs: Sequence[Posed], rows: Mapping[str, StoredPassage], *, where: Filter) -> list[Weighed]:
        """The items of these passages for each need, scored as :meth:`match` scores them, whether or
        not a search would bring them up: the way from an item to the needs that it answers.

        Args:
            rows: all passages of the items (:meth:`stored`), read once for all needs.
            where: among what the words are counted; that of the match from the other side.

        Raises:
            Unavailable: the index itself cannot be read.
        """

        def one(posed: Posed) -> Weighed:
            work = _Work(self, posed.query, where, posed.asked)
            ranked = work.weighed(rows).ranked(self._weights)
            return Weighed(tuple(map(_bare, ranked)), tuple(work.degraded), tuple(work.hits))

        return list(WORKERS.map(one, needs))

    def explain(
        self, posed: Posed, matches: Sequence[Match], rows: Mapping[str, StoredPassage], *, where: Filter
    ) -> tuple[Match, ...]:
        """Matches with their evidence.

        Args:
            rows: the passages of the matches and of what else stands high for this need: whether an
                item is about a need is told beside those that are.
        """
        work = _Work(self, posed.query, where, posed.asked)
        return work.evidenced(matches, list(rows.values()))


@dataclass(frozen=True, slots=True)
class Weighed:
    """Some items for one need, best first, without evidence; ``hits`` are the passages of all items
    that share most words with it."""

    matches: tuple[Match, ...]
    degraded: tuple[Degraded, ...]
    hits: tuple[Hit, ...]


@dataclass(slots=True)
class _Work:
    """One answer in the making."""

    engine: Engine
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
                self._hits = self.engine._store.lexical(self._terms, where=self.where, k=SCORED)
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
        for embedder in self.engine._embedders:
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
        store, where = self.engine._store, self.where
        lists: list[list[Hit]] = [self.hits]
        with self.timed("nearest"):
            questions: list[tuple[str, Callable[[], list[Hit]]]] = []
            for space, need in self._asked.items():
                for vector in (need.whole, *(need.each if self._details else ())):
                    questions.append((space, _nearest(store, space, vector, where)))
            for detail in self._details:
                questions.append((_BY_WORDS, _lexical(store, terms(detail), where)))
            futures = [(space, WORKERS.submit(question)) for space, question in questions]
            for space, future in futures:
                if space == _BY_WORDS:
                    lists.append(future.result())
                    continue
                with self._without(space):
                    lists.append(future.result())
        # Reciprocal ranks (Cormack et al., 2009) only choose who is scored, not how.
        merit: dict[str, float] = {}
        for hits in lists:
            for place, hit in enumerate(hits):
                merit[hit.passage] = merit.get(hit.passage, 0.0) + 1.0 / (60 + place)
        return sorted(merit, key=lambda identity: (-merit[identity], identity))[:SCORED]

    def measured(self, identities: Sequence[str]) -> Measured:
        """The signals of these passages and of all that belong with them."""
        store = self.engine._store
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
            )

    def _words(self) -> dict[str, float]:
        """BM25 per term, counted from where a full list ends, so that the passage that just
        fell off it does not stand worse than the last one on it."""
        floor = self.hits[-1].score if len(self.hits) >= SCORED else 0.0
        return {hit.passage: (hit.score - floor) / max(len(self._terms), 1) for hit in self.hits}

    def explained(self, page: Sequence[Ranked]) -> tuple[Match, ...]:
        """The page with the evidence of each item."""
        shown = {item.document for item in page}
        return self.evidenced(
            [_bare(item) for item in page],
            [row for row in self._rows.values() if row.passage.document in shown],
        )

    def evidenced(self, matches: Sequence[Match], rows: Sequence[StoredPassage]) -> tuple[Match, ...]:
        """Matches with what these passages, theirs among them, show."""
        count = len(self.query.requirements)
        explainer = Explainer(
            self.query,
            requirement_vectors={
                space: _padded(need.each, count) if count else need.each[:0] for space, need in self._asked.items()
            },
            statement_vectors={space: need.whole for space, need in self._asked.items()},
            rows=rows,
            background=self._background,
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


def _nearest(store: Store, space: str, vector: NDArray[np.float32], where: Filter) -> Callable[[], list[Hit]]:
    return lambda: store.nearest(space, vector, where=where, k=FETCHED)


def _lexical(store: Store, asked: Sequence[str], where: Filter) -> Callable[[], list[Hit]]:
    return lambda: store.lexical(asked, where=where, k=FETCHED)


def _padded(each: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """One row a requirement: those past the limit have none of their own."""
    if len(each) >= count:
        return each[:count]
    return np.concatenate([each, np.full((count - len(each), each.shape[1]), np.nan, dtype=np.float32)])


def _bare(item: Ranked) -> Match:
    return Match(item.document, item.kind, item.title, item.score, item.parts)


def put_words(store: Store, documents: Iterable[Document]) -> list[Passage]:
    """First step of indexing: make documents findable by words; give their passages, for
    :func:`put_vectors`. Whatever was there of these documents is replaced."""
    kept: list[Passage] = []

    def rows() -> Iterator[tuple[Passage, Facets]]:
        for document in documents:
            for passage in passages(document):
                kept.append(passage)
                yield passage, document.facets

    store.put_words(rows())
    return kept


def put_vectors(store: Store, embedders: Sequence[Embedder], pieces: Sequence[Passage]) -> None:
    """Second step of indexing: make passages findable by meaning, in batches, so that a stop
    loses little. Safe to repeat.

    Raises:
        Unavailable: an embedder failed; what was stored before stays.
    """
    for start in range(0, len(pieces), _EMBED_BATCH):
        batch = pieces[start : start + _EMBED_BATCH]
        for embedder in embedders:
            # A space gives no weight to a language it was not trained on: no time for it either.
            read = [piece for piece in batch if tongue_of(f"{piece.title} {piece.text}") in embedder.languages]
            if read:
                embedded = embedder.embed(read)
                store.put_vectors(
                    embedder.name, [piece.id for piece in read], embedded.vectors, list(embedded.sentences)
                )
