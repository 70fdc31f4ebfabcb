"""What is asked of the index: words, meaning, the passages themselves, how it stands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from lancedb.query import MatchQuery
from numpy.typing import ArrayLike, NDArray

from duijie.core.errors import InvalidInput
from duijie.matching.store import codec, folding, schema
from duijie.matching.store.addresses import Addresses, Names
from duijie.matching.store.guard import Alone, only_one, reported
from duijie.matching.store.pruning import Shares, prune
from duijie.matching.store.where import admits, condition, one_of
from duijie.matching.types import Audience, Facets, Filter, Passage

IN_LIST = 2_000
"""Values in one condition; longer lists are asked for in parts."""

# Partitions to look into: of 1,000 at a million rows. Fewer would do for the nearest ten, and a
# filter beside the audience leaves fewer rows in each. Any more than this costs as much again.
_PROBES = 40
_PROBES_NARROWED = 80
_EVERYWHERE = 0
_ANYTHING = Filter(audience=Audience(everything=True))
_READ = "The index could not be read"
_ADDRESS = "_rowid"  # as the engine calls it
_WORKERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="duijie-index")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers, higher ``score`` first: BM25, or the cosine, −1 to 1."""

    passage: str
    document: str
    score: float


@dataclass(slots=True)
class StoredPassage:
    """A passage as stored. ``vectors`` [d] and ``sentence_vectors`` [s, d], float32 with unit
    rows, by space; None in a space where the passage is not embedded yet."""

    passage: Passage
    facets: Facets
    vectors: dict[str, NDArray[np.float32] | None] = field(default_factory=dict)
    sentence_vectors: dict[str, NDArray[np.float32] | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stats:
    """How an index stands: ``passages`` in all, ``embedded`` by space, the rows ``unfolded``
    that searches still scan one by one (by table), and ``disk_bytes`` (0 when it is not on
    a local disk)."""

    passages: int
    embedded: dict[str, int]
    unfolded: dict[str, int]
    disk_bytes: int


class Reader:
    """The reading side of :class:`duijie.matching.store.PassageStore`."""

    def __init__(self, uri: str, connection: Any, tables: Mapping[str, Any], alone: Alone | None = None) -> None:
        self.uri = uri
        self._connection = connection
        self._words = tables[schema.WORDS]
        self._spaces = {
            space: table for name, table in sorted(tables.items()) if (space := schema.space_of(name)) is not None
        }
        self._dimensions = {space: table.schema.field("vector").type.list_size for space, table in self._spaces.items()}
        # The engine reads a table's schema anew each time it is asked, which takes milliseconds.
        self._empty = {name: table.schema.empty_table() for name, table in tables.items()}
        self._folder = None if "://" in uri else Path(uri)
        self._alone: Alone = alone if alone and self._folder is None else partial(only_one, self._folder)
        self._shares = Shares(connection)
        near = self._folder is not None
        self._addresses = {t.name: Addresses(t, near=near) for t in (self._words, *self._spaces.values())}
        self._lock = threading.RLock()

    @property
    def spaces(self) -> dict[str, int]:
        """The dimensions of each vector space."""
        return dict(self._dimensions)

    @property
    def version(self) -> int:
        """Of what :meth:`lexical` answers from; rises with every write that this process has seen."""
        with reported(_READ, self.uri):
            number: int = self._words.version
        return number

    def lexical(self, terms: Sequence[str], *, where: Filter, k: int) -> list[Hit]:
        """The ``k`` passages that share the most telling terms (BM25, k1 1.2, b 0.75), best first.

        A term that stands twice in ``terms`` weighs twice. Of a long query only the most
        telling terms are asked for (see :mod:`duijie.matching.store.pruning`).
        """
        asked = prune([term for term in terms if term and not any(c.isspace() for c in term)], self._shares)
        if not asked or k <= 0:
            return []
        # Its defaults (any term may match, none fuzzily) are what is wanted; mypy does not see them.
        match = MatchQuery(" ".join(asked), "terms")  # type: ignore[call-arg]
        query = self._words.search(match, query_type="fts")
        found = self._answer(self._words, query, where, k, "_score")
        return self._hits(self._words, [(found, found["_score"].to_pylist())])[0]

    def nearest(self, space: str, vector: ArrayLike, *, where: Filter, k: int) -> list[Hit]:
        """The ``k`` passages whose vectors in ``space`` point most the same way, best first.

        ``score`` is the exact cosine of the stored vector (float16); which passages are
        compared is approximate from some 50,000 rows on.

        Raises:
            InvalidInput: there is no such space, or the vector does not fit it.
        """
        return self.nearest_each(space, [np.asarray(vector, dtype=np.float32)], where=where, k=k)[0]

    def nearest_each(
        self, space: str, vectors: Sequence[NDArray[np.float32]], *, where: Filter, k: int
    ) -> list[list[Hit]]:
        """:meth:`nearest` for each of ``vectors`` [n, dimensions], in one question: to plan a
        question takes the engine longer than to answer it.

        Raises:
            InvalidInput: there is no such space, or a vector does not fit it.
        """
        table = self._space(space)
        if not len(vectors):
            return []
        units = codec.checked(space, vectors, dimensions=self._dimensions[space], rows=len(vectors))
        if k <= 0:
            return [[] for _ in units]
        narrowed = replace(where, audience=Audience(everything=True)) != _ANYTHING
        found = self._nearest(table, units, where, k, _PROBES_NARROWED if narrowed else _PROBES)
        few = [place for place, rows in enumerate(found) if len(rows) < k]
        if few and table.count_rows() >= folding.APPROXIMATE_FROM:  # a narrow filter: look everywhere
            for place, rows in zip(few, self._nearest(table, units[few], where, k, _EVERYWHERE), strict=True):
                found[place] = rows
        return self._hits(table, [(rows, [1.0 - d for d in rows["_distance"].to_pylist()]) for rows in found])

    def rows(self, passages: Iterable[str], *, where: Filter | None = None) -> dict[str, StoredPassage]:
        """The passages with these ids, those that exist, in the order asked for.

        With ``where``, only those that it lets through: the last gate before something is
        shown, read from the one table that is the truth of this index.
        """
        ids = schema.unique(passages)
        stored: dict[str, StoredPassage] = {}
        prints: dict[str, str] = {}
        vectors = {
            space: _WORKERS.submit(self._fetched, table, ids, ["vector", schema.SHOWN], _owner)
            for space, table in self._spaces.items()
        }
        for shown in self._fetched(self._words, ids, [schema.SHOWN], schema.id_of)[schema.SHOWN].to_pylist():
            passage, facets, text_print = schema.passage_of(shown)
            if where is not None and not admits(where, passage.document, passage.kind, facets):
                continue
            prints[passage.id] = text_print
            stored[passage.id] = StoredPassage(
                passage, facets, dict.fromkeys(self._spaces), dict.fromkeys(self._spaces)
            )
        for space, found in vectors.items():
            self._attach(stored, prints, space, found.result())
        return {identity: stored[identity] for identity in ids if identity in stored}

    def remember_addresses(self) -> None:
        """Read where the rows of large tables lie, which makes :meth:`rows` faster. A process
        that answers does so by itself, after its first answers; this waits for it."""
        with reported(_READ, self.uri):
            for addresses in self._addresses.values():
                addresses.learn()

    def passages_of(self, documents: Iterable[str]) -> list[str]:
        """The ids of all passages of these documents, document by document, by part and
        ordinal; unknown documents have none."""
        wanted = schema.unique(documents)
        found: dict[str, list[tuple[str, int, str]]] = {document: [] for document in wanted}
        with reported(_READ, self.uri):
            for part in parts(wanted, IN_LIST):
                query = (
                    self._words.search().where(one_of("document", part)).select(["id", "document", "part", "ordinal"])
                )
                for row in query.limit(None).to_arrow().to_pylist():
                    found[row["document"]].append((row["part"] or "", row["ordinal"] or 0, row["id"]))
        return [identity for rows in found.values() for _, _, identity in sorted(rows)]

    def counts(self) -> dict[str, int]:
        """The number of passages under "words", and of embedded ones under each space."""
        with reported(_READ, self.uri):
            return {
                "words": self._words.count_rows(),
                **{space: table.count_rows() for space, table in self._spaces.items()},
            }

    def missing_vectors(self, space: str, *, limit: int | None = None) -> list[str]:
        """The ids of passages that are not embedded in ``space`` yet, at most ``limit``."""
        table = self._space(space)
        with reported(_READ, self.uri):
            wanted = _column(self._words, "id")
            done = _column(table, "id")
        missing = wanted.filter(pc.invert(pc.is_in(wanted, value_set=done)))
        return missing.slice(0, limit).to_pylist() if limit is not None else missing.to_pylist()

    def stats(self) -> Stats:
        """How the index stands."""
        counts = self.counts()
        with reported(_READ, self.uri):
            return Stats(
                passages=counts.pop("words"),
                embedded=counts,
                unfolded={"words": folding.tail(self._words), **{s: folding.tail(t) for s, t in self._spaces.items()}},
                disk_bytes=folding.disk_bytes(self._folder),
            )

    def _space(self, space: str) -> Any:
        try:
            return self._spaces[space]
        except KeyError:
            there = ", ".join(self._spaces) or "none"
            raise InvalidInput(f"There is no vector space “{space}” in this index (there are: {there}).") from None

    def _nearest(self, table: Any, units: NDArray[np.float32], where: Filter, k: int, probes: int) -> list[pa.Table]:
        """The rows for each of ``units``; the engine marks which is which when there are several."""
        asked = units[0] if len(units) == 1 else list(units)
        query = table.search(asked, vector_column_name="vector", query_type="vector").distance_type("cosine")
        # Left without a maximum, or with 0, the engine looks into every partition each time.
        query = query.minimum_nprobes(probes or _PROBES).maximum_nprobes(probes)
        found = self._answer(table, query.refine_factor(1), where, k, "_distance")
        if len(units) == 1:
            return [found]
        return [found.filter(pc.equal(found["query_index"], place)) for place in range(len(units))]

    def _answer(self, table: Any, query: Any, where: Filter, k: int, score: str) -> pa.Table:
        wanted = condition(where)
        if wanted is not None:
            query = query.where(wanted, prefilter=True)
        # Where most names are known it is not asked for any: they cost as much as the search.
        names = [] if len(self._addresses[table.name]) else list(Names._fields)
        with reported(_READ, self.uri):
            found: pa.Table = query.select([*names, score]).with_row_id(True).limit(k).to_arrow()
        return found

    def _hits(self, table: Any, found: Sequence[tuple[pa.Table, Sequence[float]]]) -> list[list[Hit]]:
        """The rows found and their scores as hits, list by list."""
        lists = []
        names = self._names(table, [rows for rows, _ in found])
        for rows, scores in found:
            hits = [
                Hit(*names[row], score)
                for row, score in zip(rows[_ADDRESS].to_pylist(), scores, strict=True)
                if row in names  # else overwritten since
            ]
            lists.append(sorted(hits, key=lambda hit: (-hit.score, hit.passage)))
        return lists

    def _names(self, table: Any, found: Sequence[pa.Table]) -> dict[int, Names]:
        """What the rows found are called, by address; who is not known is looked up and noted."""
        addresses = self._addresses[table.name]
        names: dict[int, Names] = {}
        for rows in found:
            if "id" in rows.schema.names:
                names.update(zip(rows[_ADDRESS].to_pylist(), _named(rows), strict=True))
        wanted = {row for rows in found if "id" not in rows.schema.names for row in rows[_ADDRESS].to_pylist()}
        names |= addresses.names(list(wanted))
        unknown = sorted(wanted.difference(names))
        if unknown:
            with reported(_READ, self.uri):
                rows = table.take_row_ids(unknown).select(list(Names._fields)).with_row_id().to_arrow()
            fresh = list(_named(rows))
            names.update(zip(rows[_ADDRESS].to_pylist(), fresh, strict=True))
            addresses.note(fresh, rows[_ADDRESS].to_pylist())
            addresses.missed(len(unknown))
        return names

    def _take(self, table: Any, ids: Sequence[str], columns: Sequence[str], *, addressed: bool = False) -> pa.Table:
        found = [self._empty[table.name].select(list(columns))]
        if addressed:
            found = [found[0].append_column(_ADDRESS, pa.array([], pa.uint64()))]
        with reported(_READ, self.uri):
            for part in parts(ids, IN_LIST):
                query = table.search().where(one_of("id", part)).select(list(columns)).limit(len(part))
                found.append((query.with_row_id(True) if addressed else query).to_arrow())
        return pa.concat_tables(found, promote_options="default")

    def _fetched(self, table: Any, ids: Sequence[str], columns: Sequence[str], owner: Callable[[Any], str]) -> pa.Table:
        """:meth:`_take`, by address where that is known. ``owner`` tells the id of what the
        last of ``columns`` holds."""
        addresses = self._addresses[table.name]
        there = addresses.of(ids)
        if not there:
            addresses.missed(len(ids))
            return self._take(table, ids, columns)
        with reported(_READ, self.uri):
            found = table.take_row_ids(there).select(list(columns)).to_arrow()
        wanted = set(ids)
        owners = [owner(value) for value in found[columns[-1]].to_pylist()]
        ours = [identity in wanted for identity in owners]
        if not all(ours):  # two ids with one key
            found = found.filter(pa.array(ours, pa.bool_()))
        missing = wanted.difference(owners)
        if not missing:
            return found
        left = [identity for identity in ids if identity in missing]
        rest = self._take(table, left, [*Names._fields, *columns], addressed=True)
        addresses.missed(len(rest))
        addresses.note(list(_named(rest)), rest[_ADDRESS].to_pylist())
        return pa.concat_tables([found, rest.select(list(columns))], promote_options="default")

    def _attach(self, stored: dict[str, StoredPassage], prints: dict[str, str], space: str, found: pa.Table) -> None:
        dimensions = self._dimensions[space]
        if not len(found):
            return
        vectors = found["vector"].combine_chunks().flatten().to_numpy().reshape(-1, dimensions).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        for vector, sealed in zip(vectors, found[schema.SHOWN].to_pylist(), strict=True):
            identity, text_print, packed = codec.unseal(sealed)
            if prints.get(identity) == text_print:
                stored[identity].vectors[space] = vector
                stored[identity].sentence_vectors[space] = None if packed is None else codec.unpack(packed, dimensions)


def _owner(sealed: bytes) -> str:
    return codec.unseal(sealed)[0]


def _named(rows: pa.Table) -> Iterator[Names]:
    return map(Names, rows["id"].to_pylist(), rows["document"].to_pylist())


def _column(table: Any, name: str) -> pa.ChunkedArray:
    return table.search().select([name]).limit(None).to_arrow()[name]


def parts(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """``values`` in runs of at most ``size``."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
