"""The rows of the index and how they become the words of the matching room again.

One table ``words`` holds every passage with its segmented text, its facets and what is
shown of it; one table ``space.<name>`` a vector space holds the passages embedded in it,
with their own copy of the columns that filters need. docs/adr/0007-index.md says why.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from duijie.core.errors import InvalidInput
from duijie.core.text import terms
from duijie.matching.places import place_ancestors
from duijie.matching.store import codec
from duijie.matching.store.where import audience_tokens, quoted
from duijie.matching.types import Facets, Passage

LAYOUT = "2"
WORDS = "words"
TERMS_SHARE = "shares"
_SPACE_PREFIX = "space."
_SPACE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")

FILTERS: tuple[pa.Field, ...] = (
    pa.field("id", pa.string(), nullable=False),
    pa.field("document", pa.string(), nullable=False),
    pa.field("kind", pa.string(), nullable=False),
    pa.field("audience", pa.list_(pa.string())),
    pa.field("fields", pa.list_(pa.string())),
    pa.field("places", pa.list_(pa.string())),
    pa.field("cooperation", pa.list_(pa.string())),
    pa.field("trl", pa.int8()),
    pa.field("fingerprint", pa.string(), nullable=False),
)
FILTER_NAMES = tuple(field.name for field in FILTERS)
SHOWN = "shown"
"""The column with all that :meth:`rows` gives: to fetch scattered rows costs the engine as much
for a small column as for a large one, so there is one."""

WORDS_SCHEMA = pa.schema(
    [
        *FILTERS,
        pa.field("terms", pa.string(), nullable=False),
        pa.field("part", pa.string()),
        pa.field("ordinal", pa.int32()),
        pa.field("facets", pa.string()),
        pa.field(SHOWN, pa.string(), nullable=False),
    ],
    metadata={"duijie.layout": LAYOUT},
)
SHARES_SCHEMA = pa.schema([pa.field("term", pa.string()), pa.field("share", pa.float32())])

_DECODER = json.JSONDecoder()

Segment = Callable[[Passage], Sequence[str]]


def space_table(space: str) -> str:
    """The table of a vector space.

    Raises:
        InvalidInput: the name is not 1 to 60 of a-z, 0-9, "_" and "-".
    """
    if not _SPACE_NAME.fullmatch(space):
        raise InvalidInput(f"“{space[:60]}” cannot name a vector space: use 1 to 60 of a-z, 0-9, “_” and “-”.")
    return _SPACE_PREFIX + space


def space_of(table: str) -> str | None:
    """The vector space that a table holds; None for the other tables."""
    return table.removeprefix(_SPACE_PREFIX) if table.startswith(_SPACE_PREFIX) else None


def space_schema(dimensions: int) -> pa.Schema:
    """The columns of a vector space's table."""
    return pa.schema(
        [*FILTERS, pa.field("vector", pa.list_(pa.float16(), dimensions)), pa.field(SHOWN, pa.binary())],
        metadata={"duijie.layout": LAYOUT},
    )


def segment(passage: Passage) -> list[str]:
    """The terms under which a passage is found: of its title and of its text."""
    return terms(f"{passage.title}\n{passage.text}")


def fingerprint(passage: Passage) -> str:
    """Changes when what is embedded of a passage changes: title, text or sentence bounds."""
    stated = json.dumps([passage.title, passage.text, passage.sentences], ensure_ascii=False)
    return hashlib.blake2b(stated.encode(), digest_size=12).hexdigest()


def words_rows(rows: Sequence[tuple[Passage, Facets]], segment: Segment = segment) -> pa.Table:
    """Passages with their facets as rows of the table ``words``."""
    columns: dict[str, list[Any]] = {name: [] for name in WORDS_SCHEMA.names}
    for passage, facets in rows:
        quoted(passage.id), quoted(passage.document)
        row = {
            **_filter_values(facets),
            "id": passage.id,
            "document": passage.document,
            "kind": passage.kind,
            "fingerprint": fingerprint(passage),
            "terms": " ".join(segment(passage)),
            "part": passage.part,
            "ordinal": passage.ordinal,
            "facets": _facets_json(facets),
        }
        row[SHOWN] = _shown(passage, row["fingerprint"], row["facets"])
        for name, values in columns.items():
            values.append(row[name])
    return pa.table(columns, schema=WORDS_SCHEMA)


def space_rows(known: pa.Table, units: NDArray[np.float32], packed: Sequence[bytes | None]) -> pa.Table:
    """Rows of a vector space's table for the filter columns ``known`` of some passages, their
    unit vectors [n, d] and packed sentence vectors."""
    flat = pa.array(units.astype(np.float16).ravel())
    prints = zip(known["id"].to_pylist(), known["fingerprint"].to_pylist(), packed, strict=True)
    sealed = [codec.seal(identity, text_print, block) for identity, text_print, block in prints]
    addition = known.append_column("vector", pa.FixedSizeListArray.from_arrays(flat, units.shape[1]))
    return addition.append_column(SHOWN, pa.array(sealed, pa.binary()))


def passage_of(shown: str) -> tuple[Passage, Facets, str]:
    """What the column :data:`SHOWN` of ``words`` says: a passage, its facets, its fingerprint."""
    identity, document, kind, part, ordinal, title, text, offsets, text_print, facets = json.loads(shown)
    bounds = tuple(zip(offsets[::2], offsets[1::2], strict=True))
    passage = Passage(identity, document, kind, part, ordinal, title, text, bounds)
    return passage, _facets_from(facets), text_print


def id_of(shown: str) -> str:
    """The id of the passage in the column :data:`SHOWN` of ``words``."""
    identity: str = _DECODER.raw_decode(shown, 1)[0]
    return identity


def _shown(passage: Passage, text_print: str, facets: str) -> str:
    offsets = [offset for bounds in passage.sentences for offset in bounds]
    return json.dumps(
        [
            passage.id,
            passage.document,
            passage.kind,
            passage.part,
            passage.ordinal,
            passage.title,
            passage.text,
            offsets,
            text_print,
            facets,
        ],
        ensure_ascii=False,
    )


def unique(values: Iterable[str]) -> list[str]:
    """The values once each, in the order they came."""
    return list(dict.fromkeys(values))


def _filter_values(facets: Facets) -> dict[str, Any]:
    return {
        "audience": unique(audience_tokens(facets)),
        "fields": unique(facets.fields),
        "places": place_ancestors(facets.places),
        "cooperation": unique(facets.cooperation),
        "trl": facets.trl,
    }


def _facets_json(facets: Facets) -> str:
    default = Facets()
    stated = {
        name: getattr(facets, name) for name in Facets.__slots__ if getattr(facets, name) != getattr(default, name)
    }
    return json.dumps(stated, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=4096)
def _facets_from(stated: str | None) -> Facets:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(stated or "{}").items()
    }
    return Facets(**values)
