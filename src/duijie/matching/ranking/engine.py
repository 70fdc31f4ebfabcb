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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from duijie.matching.embedders.base import Embedder
from duijie.matching.embedders.centring import tongue_of
from duijie.matching.indexing.passages import passages
from duijie.matching.ranking.asking import Posed
from duijie.matching.ranking.rank import SHIPPED, Asked, Measured, Weights
from duijie.matching.ranking.working import WORKERS, Degraded, Store, Working, bare
from duijie.matching.store import Hit, StoredPassage
from duijie.matching.types import Document, Facets, Filter, Match, Passage, Query

_EMBED_BATCH: Final = 32


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
        work = self._working(query, where, asked)
        measured = work.measured(work.candidates())
        with work.timed("ranking"):
            ranked = measured.ranked(self._weights)
        page = ranked[offset : offset + limit]
        with work.timed("evidence"):
            matches = work.explained(page) if explain else tuple(bare(item) for item in page)
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
        work = self._working(query, where)
        return work.measured(work.candidates() if documents is None else self._store.passages_of(documents))

    def _working(self, query: Query, where: Filter, asked: Mapping[str, Asked] | None = None) -> Working:
        return Working(self._store, self._embedders, query, where, asked)

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
            work = self._working(posed.query, where, posed.asked)
            ranked = work.weighed(rows).ranked(self._weights)
            return Weighed(tuple(map(bare, ranked)), tuple(work.degraded), tuple(work.hits))

        return list(WORKERS.map(one, needs))

    def explain(
        self,
        posed: Posed,
        matches: Sequence[Match],
        rows: Mapping[str, StoredPassage],
        *,
        where: Filter,
        of_part: bool = False,
    ) -> tuple[Match, ...]:
        """Matches with their evidence.

        Args:
            rows: the passages of the matches and of what else stands high for this need: whether an
                item is about a need is told beside those that are.
            of_part: the matches were scored for a need of which this is a part, and may answer it
                better than their scores say.
        """
        work = self._working(posed.query, where, posed.asked)
        return work.evidenced(matches, list(rows.values()), scored=not of_part)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Some items for one need, best first, without evidence; ``hits`` are the passages of all items
    that share most words with it."""

    matches: tuple[Match, ...]
    degraded: tuple[Degraded, ...]
    hits: tuple[Hit, ...]


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
