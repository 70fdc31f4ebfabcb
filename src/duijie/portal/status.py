"""How far the search index is, for the page of the secretariat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duijie.core.errors import Unavailable

if TYPE_CHECKING:
    from duijie.matching.queries.index import IndexStatus


def index_status() -> IndexStatus | None:
    """What the matching room says of its index; None when it cannot be read."""
    from duijie.matching.queries.index import index_status as status  # loads the index, which other pages do without

    try:
        return status()
    except Unavailable:
        return None
