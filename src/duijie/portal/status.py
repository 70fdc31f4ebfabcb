"""How far the search index is, for the page of the secretariat."""

from __future__ import annotations

from typing import Any


def index_status() -> Any | None:
    """What the matching room says of its index, or None before there is one."""
    return None
