"""The topics of the outbox that the matching room consumes."""

from __future__ import annotations

ITEMS = "item"
"""Items whose words in the index must follow; the libraries write it."""

VECTORS = "embed"
"""Items whose passages are to be embedded."""


def rebuild_topic(version: str) -> str:
    """What changed while this version of the index was being built."""
    return f"rebuild:{version[-20:]}"
