"""What is new or changed in a saved search since its owner was last told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from duijie.library import queries
from duijie.library.models import Item
from duijie.library.rules import may_read_body, view_item
from duijie.matching.filters import Chosen
from duijie.matching.indexing.documents import listed_items
from duijie.matching.models import SavedSearch
from duijie.matching.needs import requirements
from duijie.matching.present.matches import CLEAR, FAINT
from duijie.matching.services.directions import WEIGHED, items_of_mine, problems_for
from duijie.matching.services.finding import find_matches
from duijie.matching.types import Match
from duijie.registry.standing import Standing

MOST: Final = 20
"""Items of a search in one mail; the others are counted."""
_LOOKED_AT: Final = 50  # matches of a need
_REMEMBERED: Final = 500  # items of a search
OVERLAP: Final = timedelta(days=1)
"""How far back before the last time is looked again: what was being written or indexed then."""


@dataclass(frozen=True, slots=True)
class News:
    """An item to tell of. ``sentence`` is the one that speaks for it, "" where there is none;
    ``fresh`` is false for one that was there before and changed."""

    item: Item
    fresh: bool
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A search with what is new in it; ``more`` counts what is left out, ``degraded`` is true when
    part of the search could not be used."""

    search: SavedSearch
    news: tuple[News, ...]
    more: int = 0
    degraded: bool = False
    seen: dict[str, int] = field(default_factory=dict)


def news_of(actor: Standing, search: SavedSearch) -> Told:
    """What is new in a search, as far as the actor may see it now.

    An item is told again only when it changed since.

    Raises:
        Unavailable: the index cannot be read.
        InvalidInput: a need that cannot be matched any more.
    """
    since = max(search.created_at, search.told_until - OVERLAP)
    degraded: list[object] = []
    found = [
        News(item, item.key not in search.told and (item.published_at or item.created_at) > since, sentence)
        for item, sentence in _candidates(actor, search, degraded)
        if item.updated_at > since and search.told.get(item.key) != item.version
    ]
    seen = {one.item.key: one.item.version for one in found}
    return Told(search, tuple(found[:MOST]), max(0, len(found) - MOST), bool(degraded), seen)


def still_open(actor: Standing, told: Told) -> Told:
    """The same as it stands in this moment: without what was closed to the actor meanwhile, and
    without sentences of what was changed."""
    items, _gone = listed_items(one.item.key for one in told.news)
    kept = []
    for one in told.news:
        item = items.get(one.item.key)
        if item is not None and view_item.allows(actor, item):
            same = item.version == one.item.version and may_read_body(actor, item)
            kept.append(News(item, one.fresh, one.sentence if same else ""))
    return Told(told.search, tuple(kept), told.more, told.degraded, told.seen)


def remembered(search: SavedSearch, seen: Mapping[str, int]) -> dict[str, int]:
    """What has to be remembered so that nothing is told twice: the versions told, the latest of them."""
    kept = {key: version for key, version in search.told.items() if key not in seen}
    return dict(list({**kept, **seen}.items())[-_REMEMBERED:])


def weak(match: Match) -> bool:
    """Whether little ties an item to the need (:class:`duijie.matching.present.matches.Shown`)."""
    partly = any(one.verdict == "partly" for one in match.evidence)
    return not (match.covered or match.score >= (FAINT if partly else CLEAR))


def _candidates(actor: Standing, search: SavedSearch, degraded: list[object]) -> Iterator[tuple[Item, str]]:
    if search.kind == SavedSearch.Kind.NEED:
        found = find_matches(
            actor=actor,
            text=search.text,
            requirements=requirements(search.requirements),
            where=chosen(search).where,
            limit=_LOOKED_AT,
        )
        degraded += found.degraded
        for offer in found.offers:
            if not weak(offer.match):
                yield offer.item, _sentence(offer.match)
    elif search.kind == SavedSearch.Kind.PROFILE:
        answers = problems_for(actor=actor, items=items_of_mine(actor), limit=WEIGHED)
        degraded += answers.degraded
        for row in answers.rows:
            if not weak(row.offer.match):
                yield row.problem, next((one for one in row.said if one), "") if row.complete else ""
    else:
        rows = queries.listed(search.library, actor, search.community, listing(search))
        since = max(search.created_at, search.told_until - OVERLAP)
        for item in rows.filter(updated_at__gt=since)[: 5 * MOST]:
            yield item, ""


def chosen(search: SavedSearch) -> Chosen:
    """The filters of a saved need."""
    where = search.where
    return Chosen(
        kind=str(where.get("kind", "")),
        **{name: tuple(where.get(name, ())) for name in ("fields", "places", "cooperation")},
        trl=where.get("trl"),
    )


def listing(search: SavedSearch) -> queries.Search:
    """The narrowing of a saved list."""
    columns = ("fields", "places", "cooperation", "problem_kind", "stage", "availability", "trl")
    return queries.Search(
        text=search.text, sort="latest", **{name: tuple(search.where.get(name, ())) for name in columns}
    )


def _sentence(match: Match) -> str:
    covered = [one for one in match.evidence if one.sentence]
    best = max(covered, key=lambda one: one.confidence, default=match.best)
    return best.sentence if best else ""
