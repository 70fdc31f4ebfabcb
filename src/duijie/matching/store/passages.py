"""The index of passages: found by words, by meaning, and only by those who may see them.

    >>> store = PassageStore.create("var/index/1", {"e5": 384})          # doctest: +SKIP
    >>> store.put_words([(passage, facets)])                              # doctest: +SKIP
    >>> store.put_vectors("e5", [passage.id], vectors, sentence_vectors)  # doctest: +SKIP
    >>> store.lexical(terms("低温废水"), where=Filter(), k=10)              # doctest: +SKIP

Everything in it comes from PostgreSQL and can be made again from there.
"""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike

from duijie.core.errors import InvalidInput, Sentence, Unavailable, gettext_noop
from duijie.matching.store import codec, folding, memory, schema
from duijie.matching.store.guard import Alone, persistently, reported
from duijie.matching.store.loading import Prepared
from duijie.matching.store.reading import IN_LIST, Reader, parts
from duijie.matching.store.where import one_of
from duijie.matching.types import Facets, Passage

_BATCH = 4_000
_SHARES_SECONDS = 300.0  # which terms are common changes slowly, and counting takes seconds
_PAUSE = 1.0  # seconds between two looks whether there is enough to fold
_WRITE = "The index could not be written"


class PassageStore(Reader):
    """One version of the index, open for reading and writing; safe to share among threads,
    not across a fork. Make one with :meth:`create` or :meth:`open`."""

    @classmethod
    def create(cls, uri: str | os.PathLike[str], spaces: Mapping[str, int], **options: Any) -> PassageStore:
        """An empty index at ``uri``, a folder (made when missing) or ``s3://…``.

        Args:
            spaces: the dimensions of each vector space.
            options: as for :meth:`open`.

        Raises:
            InvalidInput: a space's name or size cannot be, or there is an index already.
            Unavailable: the place cannot be written.
        """
        uri = os.fspath(uri)
        for space, dimensions in spaces.items():
            schema.space_table(space)
            if not 1 <= dimensions <= 8192:
                raise InvalidInput(f"The space “{space}” cannot have {dimensions} dimensions: use 1 to 8192.")
        with reported("The index could not be created", uri):
            if "://" not in uri:
                Path(uri).mkdir(parents=True, exist_ok=True)
            connection = _connect(uri, storage_options=options.get("storage_options"))
            if schema.WORDS in _table_names(connection):
                raise InvalidInput(f"There is an index at {uri} already: open it, or choose another place.")
            for space, dimensions in spaces.items():
                folding.prepare(
                    connection.create_table(schema.space_table(space), schema=schema.space_schema(dimensions))
                )
            # The words come last: an index without them is not complete and is not opened.
            folding.prepare(connection.create_table(schema.WORDS, schema=schema.WORDS_SCHEMA))
        return cls.open(uri, **options)

    @classmethod
    def open(
        cls,
        uri: str | os.PathLike[str],
        *,
        freshness: timedelta = timedelta(seconds=0.5),
        cache_bytes: int | None = None,
        storage_options: Mapping[str, str] | None = None,
        alone: Alone | None = None,
    ) -> PassageStore:
        """The index at ``uri``.

        Args:
            freshness: what other processes wrote is seen after at most this time.
            cache_bytes: how much of the index may stay in memory; left out, a share of the machine's.
            storage_options: keys and endpoint of an object store.
            alone: holds a lock of a name among all processes that write an index on an object
                store; a local index has locks of its own.

        Raises:
            Unavailable: there is no complete index of this layout, or it cannot be read.
        """
        uri = os.fspath(uri)
        with reported("The index could not be opened", uri):
            if "://" not in uri and not Path(uri).is_dir():
                raise Unavailable(
                    Sentence(
                        gettext_noop("There is no index at {uri}: build it with `duijie index rebuild`."), uri=uri
                    ),
                    uri=uri,
                )
            connection = _connect(uri, freshness, cache_bytes, storage_options)
            names = _table_names(connection)
            if schema.WORDS not in names:
                template = gettext_noop("There is no complete index at {uri}: build it with `duijie index rebuild`.")
                raise Unavailable(Sentence(template, uri=uri), uri=uri)
            tables = {
                name: connection.open_table(name)
                for name in names
                if name == schema.WORDS or schema.space_of(name) is not None
            }
            layout = (tables[schema.WORDS].schema.metadata or {}).get(b"duijie.layout", b"?").decode()
            if layout != schema.LAYOUT:
                template = gettext_noop(
                    "The index at {uri} has layout {layout}, this version needs {needed}: "
                    "make it again with `duijie index rebuild`."
                )
                raise Unavailable(Sentence(template, uri=uri, layout=layout, needed=schema.LAYOUT), uri=uri)
        return cls(uri, connection, tables, alone)

    def put_words(
        self,
        rows: Iterable[tuple[Passage, Facets]],
        *,
        segment: schema.Segment = schema.segment,
        batch: int = _BATCH,
    ) -> int:
        """Make passages findable by words; give how many there were.

        The passages given of a document replace all that were there of it. Vectors of
        passages whose text is the same stay; others are dropped and are to be put again.
        The passages of a document stand together in ``rows``, which may be a stream.

        Raises:
            InvalidInput: an id cannot be, occurs twice, or a document's passages are apart.
            Unavailable: the index cannot be written; what was put before stays as it was.
        """
        total = 0
        for chunk in _by_document(rows, batch):
            table = schema.words_rows(chunk, segment)
            with self._writing():
                self._replace_documents(table)
            total += len(table)
        return total

    def put_vectors(
        self,
        space: str,
        ids: Sequence[str],
        vectors: ArrayLike,
        sentence_vectors: Sequence[ArrayLike | None] | None = None,
        *,
        fingerprints: Sequence[str] | None = None,
    ) -> int:
        """Make passages findable by meaning; give how many were stored.

        Args:
            ids: the passages; ids that the index no longer holds are passed over.
            vectors: [n, d], of any length but zero.
            sentence_vectors: for each passage [s, d], or None.
            fingerprints: of what was embedded (:func:`fingerprint`): a passage that has
                changed since is passed over. Without them the text as it stands counts.

        Raises:
            InvalidInput: a vector is NaN or of the wrong size (the message names the sizes).
            Unavailable: the index cannot be written; it is left as it was.
        """
        table = self._space(space)
        dimensions = self._dimensions[space]
        units = codec.checked(space, vectors, dimensions=dimensions, rows=len(ids)) if len(ids) else None
        if units is None:
            return 0
        blocks = list(sentence_vectors) if sentence_vectors is not None else [None] * len(ids)
        if len(blocks) != len(ids) or (fingerprints is not None and len(fingerprints) != len(ids)):
            raise InvalidInput(f"{len(blocks)} blocks of sentence vectors came for {len(ids)} passages.")
        if len(set(ids)) != len(ids):
            raise InvalidInput("A passage came twice in one call: give each id once.")
        packed = codec.pack_all(space, blocks, dimensions=dimensions)
        with self._writing():
            known = self._take(self._words, ids, schema.FILTER_NAMES)
            position = {identity: index for index, identity in enumerate(ids)}
            order = [position[identity] for identity in known["id"].to_pylist()]
            if fingerprints is not None:
                same = [
                    prints == fingerprints[row]
                    for row, prints in zip(order, known["fingerprint"].to_pylist(), strict=True)
                ]
                known = known.filter(pa.array(same, pa.bool_()))
                order = [row for row, is_same in zip(order, same, strict=True) if is_same]
            if not order:
                return 0
            addition = schema.space_rows(known, units[order], [packed[row] for row in order])
            if len(self._take(table, addition["id"].to_pylist(), ["id"])):
                self._upsert(table, addition)
            else:  # rows that are only added never hold up folding
                persistently(lambda: table.add(addition.select(table.schema.names).cast(table.schema)))
            return len(order)

    def load(self, prepared: Prepared) -> int:
        """Add passages, with their vectors, of documents that the index does not hold; give how
        many. Nothing is looked up: for filling a new index, whose cost must not grow with it.
        Searches scan these rows one by one until :meth:`complete`.

        Raises:
            InvalidInput: there is no such space.
            Unavailable: the index cannot be written; words without vectors may remain.
        """
        additions = [(self._words, prepared.words)]
        additions += [(self._space(space), rows) for space, rows in prepared.spaces.items()]
        with self._writing():
            for table, rows in additions:
                persistently(partial(table.add, rows.select(table.schema.names).cast(table.schema)))
        return len(prepared.words)

    def complete(self) -> None:
        """Make every search structure anew over all rows, and delete all older versions: the end
        of filling an index that nobody reads yet. Files stay as they were written.

        Raises:
            Unavailable: the index cannot be written.
        """
        with reported("The index could not be built", self.uri), self._alone("folding"), self._writing():
            for table in (self._words, *self._spaces.values()):
                folding.complete(table)
            self._shares.measure(self._words, keep=timedelta(0))

    def remove_documents(self, documents: Iterable[str]) -> None:
        """Take documents out of every answer; those that are not there are passed over."""
        for part in parts(schema.unique(documents), IN_LIST):
            with self._writing():
                for table in (*self._spaces.values(), self._words):
                    self._delete(table, one_of("document", part))

    def optimize(self, *, keep: timedelta = timedelta(minutes=10), force: bool = False) -> bool:
        """Fold new and changed rows into the search structures and free what is outdated; give
        whether there was enough to do.

        Searches and writes go on meanwhile. Versions older than ``keep`` are deleted: no
        answer may take longer. Tables whose tail is short are left alone unless ``force``,
        which also makes one file and one structure of all their parts.

        Raises:
            Unavailable: the index cannot be written; it is left as it was.
        """
        fold = partial(folding.fold, keep=keep, alone=lambda: self._alone("writing"), force=force)
        with (
            reported("The index could not be folded", self.uri),
            self._alone("folding"),
            ThreadPoolExecutor(1, thread_name_prefix="duijie-fold") as beside,
        ):
            spaces = beside.submit(lambda: [fold(table) for table in self._spaces.values()])
            words = fold(self._words)
            # Searches by words scan what comes in: they are folded again while a space takes long.
            while wait([spaces], timeout=_PAUSE).not_done:
                words = fold(self._words, force=False) or words
            folded = any(spaces.result()) or words
            if words:
                self._shares.measure(self._words, keep=keep, at_most_every=0.0 if force else _SHARES_SECONDS)
            return folded

    def _writing(self) -> _Writing:
        return _Writing(self)

    def _replace_documents(self, new: pa.Table) -> None:
        documents = schema.unique(new["document"].to_pylist())
        old = pa.concat_tables(
            self._words.search()
            .where(one_of("document", part))
            .select(["id", "fingerprint", "facets"])
            .limit(None)
            .to_arrow()
            for part in parts(documents, IN_LIST)
        )
        if not len(old):
            persistently(lambda: self._words.add(new))
            return
        now = dict(
            zip(
                new["id"].to_pylist(),
                zip(new["fingerprint"].to_pylist(), new["facets"].to_pylist(), strict=True),
                strict=True,
            )
        )
        gone, reworded, refaceted = [], [], []
        for row in old.to_pylist():
            text_print, facets = now.get(row["id"], (None, None))
            if text_print is None:
                gone.append(row["id"])
            elif text_print != row["fingerprint"]:
                reworded.append(row["id"])
            elif facets != row["facets"]:
                refaceted.append(row["id"])
        # The spaces come first: stopped half-way, a passage lacks vectors, which is mended
        # by embedding it again, and never keeps those of a text that it no longer has.
        for table in self._spaces.values():
            for part in parts(gone + reworded, IN_LIST):
                self._delete(table, one_of("id", part))
            kept = self._take(table, refaceted, table.schema.names)
            if len(kept):
                self._upsert(table, _filters_from(kept, new))
        self._upsert(self._words, new)
        for part in parts(gone, IN_LIST):
            self._delete(self._words, one_of("id", part))

    def _upsert(self, table: Any, rows: pa.Table) -> None:
        rows = rows.select(table.schema.names).cast(table.schema)
        persistently(
            lambda: table.merge_insert("id").when_matched_update_all().when_not_matched_insert_all().execute(rows)
        )

    def _delete(self, table: Any, wanted: str) -> None:
        persistently(lambda: table.delete(wanted))


class _Writing:
    """One write: errors reported, one writer at a time, the newest state of every table."""

    def __init__(self, store: PassageStore) -> None:
        self._store = store

    def __enter__(self) -> None:
        store = self._store
        self._stack = ExitStack()
        with self._stack as stack:
            stack.enter_context(reported(_WRITE, store.uri))
            stack.enter_context(store._lock)
            stack.enter_context(store._alone("writing"))
            for table in (store._words, *store._spaces.values()):
                table.checkout_latest()
            self._stack = stack.pop_all()

    def __exit__(self, *raised: Any) -> bool | None:
        return self._stack.__exit__(*raised)


def _connect(
    uri: str,
    freshness: timedelta = timedelta(seconds=0.5),
    cache_bytes: int | None = None,
    storage_options: Mapping[str, str] | None = None,
) -> Any:
    session = lancedb.Session(
        index_cache_size_bytes=cache_bytes or memory.cache_bytes(), metadata_cache_size_bytes=128 << 20
    )
    return lancedb.connect(
        uri,
        read_consistency_interval=freshness,
        storage_options=dict(storage_options) if storage_options else None,
        session=session,
    )


def _table_names(connection: Any) -> list[str]:
    names: list[str] = []
    page: str | None = None
    while True:
        answer = connection.list_tables(page_token=page)
        names.extend(answer.tables)
        page = answer.page_token
        if not page:
            return names


def _filters_from(rows: pa.Table, new: pa.Table) -> pa.Table:
    """``rows`` of a space with the filter columns that ``new`` has for the same passages."""
    order = pc.index_in(rows["id"], value_set=new["id"])
    fresh = new.select(schema.FILTER_NAMES).take(order)
    for name in schema.FILTER_NAMES:
        rows = rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), fresh[name])
    return rows


def _by_document(rows: Iterable[tuple[Passage, Facets]], batch: int) -> Iterator[list[tuple[Passage, Facets]]]:
    """Chunks of about ``batch`` rows that never part the passages of a document."""
    seen: set[str] = set()
    chunk: list[tuple[Passage, Facets]] = []
    for document, group in itertools.groupby(rows, key=lambda row: row[0].document):
        if document in seen:
            raise InvalidInput(f"The passages of “{document}” are not together: give a document's passages in one run.")
        seen.add(document)
        passages = list(group)
        twice = [identity for identity, count in Counter(p.id for p, _ in passages).items() if count > 1]
        if twice:
            raise InvalidInput(f"The passage “{twice[0]}” came twice: give each id once.")
        chunk.extend(passages)
        if len(chunk) >= batch:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
