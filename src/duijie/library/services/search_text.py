"""The words under which an item is found in lists. Only what outsiders may read goes in."""

from __future__ import annotations

from collections.abc import Sequence

from duijie.core.text import terms
from duijie.library.models import Item, Problem, Talent, Work

_LONGEST = 60_000  # characters; a tsvector holds 1 MB, and nobody searches a list for more


def public_text(item: Item, works: Sequence[Work] | None = None) -> str:
    """What an outsider may read of an item, as one text: only the title of a title-only problem.

    ``works`` saves the query for a talent's works when the caller has them.
    """
    if isinstance(item, Problem) and item.confidentiality != Problem.Confidentiality.OPEN:
        return item.title
    parts = [item.title, *item.keywords]
    if isinstance(item, Problem):
        parts += [item.statement, item.industry]
    elif isinstance(item, Talent):
        parts += [item.name_en, item.headline, item.post, item.expertise]
        for work in works if works is not None else item.works.all():
            parts += [work.title, work.abstract]
    else:
        parts.append(item.body)
    return "\n".join(part for part in parts if part)


def search_text(item: Item, works: Sequence[Work] | None = None) -> str:
    """The segmented form of :func:`public_text`, terms joined by blanks."""
    return " ".join(terms(public_text(item, works)[:_LONGEST]))
