"""Rows made ready for a new index, away from it: by this process or by many.

What is made of passages here depends on nothing but the passages, so that it may be made in any
process and in any order; only adding the rows is for one writer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike

from duijie.core.errors import InvalidInput
from duijie.matching.store import codec, schema
from duijie.matching.types import Facets, Passage


@dataclass(frozen=True, slots=True)
class Vectors:
    """The passages ``ids`` embedded in a space of ``dimensions``: ``vectors`` [n, d], and for
    each passage a block of sentence vectors [s, d] or None."""

    dimensions: int
    ids: Sequence[str]
    vectors: ArrayLike
    sentences: Sequence[ArrayLike | None] | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows as the tables of an index hold them: of words, and of each space."""

    words: pa.Table
    spaces: Mapping[str, pa.Table]


def prepare(
    rows: Sequence[tuple[Passage, Facets]],
    vectors: Mapping[str, Vectors] | None = None,
    *,
    segment: schema.Segment = schema.segment,
) -> Prepared:
    """Segment passages and pack their vectors.

    Raises:
        InvalidInput: an id cannot be, or a vector is NaN, of the wrong size, or of a passage
            that is not in ``rows``.
    """
    words = schema.words_rows(rows, segment)
    return Prepared(words, {space: _embedded(space, words, given) for space, given in (vectors or {}).items()})


def joined(parts: Sequence[Prepared]) -> Prepared:
    """Several as one, in their order."""
    spaces = dict.fromkeys(space for part in parts for space in part.spaces)
    return Prepared(
        pa.concat_tables([part.words for part in parts]),
        {space: pa.concat_tables([part.spaces[space] for part in parts if space in part.spaces]) for space in spaces},
    )


def _embedded(space: str, words: pa.Table, given: Vectors) -> pa.Table:
    form = schema.space_schema(given.dimensions)
    if not len(given.ids):
        return form.empty_table()
    units = codec.checked(space, given.vectors, dimensions=given.dimensions, rows=len(given.ids))
    order = pc.index_in(pa.array(given.ids, pa.string()), value_set=words["id"])
    if order.null_count:
        raise InvalidInput(f"{order.null_count} vectors of the space “{space}” are of passages that did not come.")
    packed = codec.pack_all(space, given.sentences or [None] * len(given.ids), dimensions=given.dimensions)
    return schema.space_rows(words.select(schema.FILTER_NAMES).take(order), units, packed).cast(form)
