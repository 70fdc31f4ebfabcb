"""Conflicts as programs read them."""

from __future__ import annotations

from typing import Any

from duijie.matching.conflicts.types import Conflict


def values(found: Conflict) -> dict[str, Any]:
    """A conflict as JSON values, its reason in the reader's language."""
    return {
        "kind": found.kind,
        "strength": found.strength,
        "reason": str(found.reason),
        "path": list(found.path),
        "since": found.since,
        "until": found.until,
        "source": {
            "basis": found.source.basis,
            "confidence": round(found.source.confidence, 3),
            "quote": found.source.quote,
            "page": found.source.page,
        },
    }
