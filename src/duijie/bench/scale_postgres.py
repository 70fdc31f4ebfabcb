"""PostgreSQL's own full-text ranking on the rows and queries of ``bench scale``.

Set up as its manual says: a tsvector column with a GIN index, ``@@`` with the terms as
alternatives, ordered by ``ts_rank``. The terms come segmented, as they do to our index.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from duijie.bench.synthetic import Batch
from duijie.matching.store.where import audience_tokens
from duijie.matching.types import Filter

_QUERIES = 5
_LIMIT_SECONDS = 60
_CANDIDATES = 200


def measure(
    folder: Path,
    batches: Iterable[Batch],
    queries: Mapping[int, Sequence[tuple[list[str], Any]]],
    filters: Mapping[bool, Filter],
    say: Callable[[str], None],
) -> tuple[list[dict[str, Any]], str]:
    """The percentiles of each kind of query, and a remark on what did not finish.

    A kind whose first query takes over a minute is given up and named in the remark.
    """
    try:
        from duijie.config.postgres import EmbeddedPostgres
    except ImportError as error:
        return [], f"left out: the embedded server is not there ({error})"
    results: list[dict[str, Any]] = []
    unfinished: list[str] = []
    with EmbeddedPostgres(folder, durable=False).serving() as url, psycopg.connect(url, autocommit=True) as connection:
        started = time.perf_counter()
        _load(connection, batches)
        say(f"PostgreSQL: loaded and indexed in {time.perf_counter() - started:.0f} s")
        connection.execute(f"SET statement_timeout = '{_LIMIT_SECONDS}s'")
        for words, asked in queries.items():
            for filtered, where in filters.items():
                took = _times(connection, [terms for terms, _ in asked[: _QUERIES + 1]], where)
                if took is None:
                    unfinished.append(f"{words} words {'with' if filtered else 'without'} filters")
                    continue
                levels = {f"p{level}_ms": round(float(np.percentile(took, level)), 1) for level in (50, 95, 99)}
                results.append({"scorer": "postgresql", "words": words, "filtered": filtered, **levels})
                say(f"postgresql {words} words, filtered {filtered}: p95 {levels['p95_ms']} ms")
    remark = f"over {_LIMIT_SECONDS} s a query: {', '.join(unfinished)}" if unfinished else ""
    return results, remark


def _load(connection: psycopg.Connection[Any], batches: Iterable[Batch]) -> None:
    connection.execute(
        "CREATE UNLOGGED TABLE passage (id text, kind text, audience text[], fields text[], terms tsvector)"
    )
    for batch in batches:
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY passage (id, kind, audience, fields, terms) FROM STDIN") as copy,
        ):
            for passage, facets in zip(batch.passages, batch.facets, strict=True):
                copy.write_row(
                    (passage.id, passage.kind, audience_tokens(facets), list(facets.fields), _tsvector(passage.text))
                )
    connection.execute("SET maintenance_work_mem = '512MB'")
    connection.execute("CREATE INDEX ON passage USING gin (terms)")
    connection.execute("CREATE INDEX ON passage USING gin (audience, fields)")
    connection.execute("ANALYZE passage")


def _tsvector(text: str) -> str:
    places: dict[str, list[int]] = {}
    for place, term in enumerate(text.split(), start=1):
        places.setdefault(term, []).append(place)
    return " ".join(f"'{term}':{','.join(map(str, at))}" for term, at in places.items())


def _times(connection: psycopg.Connection[Any], asked: Sequence[list[str]], where: Filter) -> list[float] | None:
    """Milliseconds of each query but the first, which warms up; None when one takes too long."""
    conditions = ["terms @@ asked"]
    values: list[Any] = []
    if not where.audience.everything:
        conditions.append("audience && %s")
        communities = [f"c:{community}" for community in where.audience.communities]
        values.append(["*", *communities, f"u:{where.audience.user}"])
    if where.kinds:
        conditions.append("kind = ANY(%s)")
        values.append(list(where.kinds))
    if where.fields:
        conditions.append("fields && %s")
        values.append(list(where.fields))
    statement = (
        "SELECT id, ts_rank(terms, asked) AS rank FROM passage, (SELECT %s::tsquery AS asked) AS query "  # noqa: S608
        f"WHERE {' AND '.join(conditions)} ORDER BY rank DESC LIMIT {_CANDIDATES}"
    )
    took = []
    for terms in asked:
        query = " | ".join(f"'{term}'" for term in Counter(terms))
        started = time.perf_counter()
        try:
            connection.execute(statement, [query, *values]).fetchall()
        except psycopg.errors.QueryCanceled:
            return None
        took.append((time.perf_counter() - started) * 1_000)
    return took[1:]
