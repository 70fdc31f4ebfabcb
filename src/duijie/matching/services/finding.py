"""From a need to offers: the one call that serves the site, the API and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from duijie.library.models import Item, Problem
from duijie.library.rules import may_read_body, view_item
from duijie.matching import runtime
from duijie.matching.indexing.documents import audience, listed_items
from duijie.matching.needs import asked_apart
from duijie.matching.ranking.working import Degraded
from duijie.matching.sameness.queries import twins_of
from duijie.matching.types import Evidence, Filter, Match, Quantity, Query, Requirement
from duijie.matching.understanding.requirements import check_statement, split
from duijie.registry.standing import Standing

_BEFORE = 10  # matches before a page that it is compared with; copies score alike and lie close together


@dataclass(frozen=True, slots=True)
class Offer:
    """A match with the item that it offers, and the ``same``: items that say the same, as far as
    the actor may see them."""

    match: Match
    item: Item
    same: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a need.

    ``requirements`` are those that were matched against, in the order that the evidence
    refers to. ``degraded`` says what could not be used this time.
    ``took_ms`` gives milliseconds by step.
    """

    requirements: tuple[Requirement, ...]
    offers: tuple[Offer, ...] = ()
    total: int = 0
    degraded: tuple[Degraded, ...] = ()
    took_ms: dict[str, float] = field(default_factory=dict)


def find_matches(
    *,
    actor: Standing,
    text: str,
    requirements: Sequence[Requirement] | None = None,
    where: Filter = Filter(kinds=("project", "talent")),  # noqa: B008 - immutable
    limit: int = 20,
    offset: int = 0,
) -> Found:
    """Who and what can solve this?

    Args:
        actor: whose eyes it is for; only items the actor may see are ranked at all.
        text: the need in the person's own words, 20,000 characters at most.
        requirements: None to split them out of the text; an empty sequence for none.
        where: further filters; its audience is replaced by the actor's.

    Raises:
        InvalidInput: the text has nothing to match by, or is too long.
        Unavailable: the index cannot be read.
    """
    text = check_statement(text)
    clauses = tuple(requirements) if requirements is not None else split(text)
    where = replace(where, audience=audience(actor))
    # Those just before the page are looked at too: what says the same as one of them was shown there.
    before = min(offset, _BEFORE)
    answer = runtime.engine().match(Query(text, clauses), where=where, limit=limit + before, offset=offset - before)
    items, _gone = listed_items(match.document for match in answer.matches)
    offers = tuple(
        Offer(withheld(actor, match, items[match.document]), items[match.document])
        for match in answer.matches
        # The index trails the truth by a moment; what is shown is checked against the truth.
        if match.document in items and view_item.allows(actor, items[match.document])
    )
    shown = {match.document for match in answer.matches[before:]}
    offers = tuple(offer for offer in as_one(actor, offers) if offer.match.document in shown)
    return Found(clauses, offers, answer.total, answer.degraded, dict(answer.took_ms))


def as_one(actor: Standing, offers: Sequence[Offer]) -> list[Offer]:
    """The offers without those that say the same as a better one, which names them instead."""
    twins = twins_of(actor, [offer.item.key for offer in offers])
    said: set[str] = set()
    kept = []
    for offer in offers:
        if offer.item.key in said:
            continue
        same = tuple(item for item in twins.get(offer.item.key, ()) if item.key not in said)
        said |= {offer.item.key, *(item.key for item in same)}
        kept.append(replace(offer, same=same))
    return kept


def withheld(actor: Standing, match: Match, item: Item) -> Match:
    """The match without sentences that the actor may not read: a problem that began to show its title
    only is in the index with all its text until the index has followed."""
    if may_read_body(actor, item):
        return match

    def told(one: Evidence) -> Evidence:
        return one if one.sentence in item.title else Evidence(one.requirement, "not shown")

    best = told(match.best) if match.best else None
    return replace(match, evidence=tuple(map(told, match.evidence)), best=best if best and best.sentence else None)


def requirements_of(problem: Problem) -> tuple[Requirement, ...]:
    """The requirements that a problem keeps, as the engine takes them."""
    return tuple(
        Requirement(
            text=row.text,
            must=row.must,
            quantity=asked_apart(
                row.text,
                Quantity(row.value, row.unit, row.comparator or "=", row.upper)  # type: ignore[arg-type]
                if row.value is not None
                else None,
            ),
        )
        for row in problem.requirements.all()
    )
