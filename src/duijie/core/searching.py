"""Questions to PostgreSQL's full-text search, over the terms of :func:`duijie.core.text.terms`."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery


def all_of(words: Iterable[str]) -> SearchQuery:
    """What has every one of these words."""
    return SearchQuery(" & ".join(_quoted(word) for word in words), search_type="raw", config="simple")


def _quoted(word: str) -> str:
    """A word as an operand of a tsquery."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
