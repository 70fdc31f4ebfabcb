"""From what is offered to what is needed: the open problems that an item, a person or oneself answers.

The same engine and scores as from a problem to its matches, only asked from the other side: the
problems that lie near the item's own vectors and words are weighed as needs, each with the
requirements that its match page has (docs/adr/0013).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from duijie.core.errors import InvalidInput, TooLarge
from duijie.core.text import clean, terms
from duijie.library import queries
from duijie.library.models import Item, Problem, State, Talent
from duijie.library.rules import may_read_body, view_item
from duijie.matching import runtime
from duijie.matching.directions.probing import documents, near, of_documents, probes, probes_of_need
from duijie.matching.directions.said import said
from duijie.matching.indexing.documents import audience, listed_items
from duijie.matching.indexing.posing import posed
from duijie.matching.ranking.asking import Posed
from duijie.matching.ranking.engine import Engine, Weighed
from duijie.matching.ranking.working import Degraded
from duijie.matching.services.finding import Offer, requirements_of
from duijie.matching.store import StoredPassage
from duijie.matching.types import Filter, Match, Query, Requirement
from duijie.matching.understanding.requirements import check_statement, split
from duijie.registry.models import Person
from duijie.registry.standing import Standing

WEIGHED: Final = 30
"""How many problems are weighed for one answer; each costs a question to the index by words."""
MOST_ITEMS: Final = 24
"""How many items of a person or an organisation are asked with, the latest first."""
_FETCHED: Final = 100  # passages that each question brings up
_LOADED: Final = 300  # problems that are looked up to see whether they are open
_RIVALS: Final = 2  # items each way that a verdict is told beside

Rows = dict[str, StoredPassage]


@dataclass(frozen=True, slots=True)
class Answered:
    """An open problem and the item that answers it best.

    ``complete`` is false for a problem of which only title, fields and places are open to the
    reader: it was weighed by its title alone. ``said`` has for each requirement the sentence of
    the problem that states it, "" where the requirement is no part of its text.
    """

    problem: Problem
    complete: bool
    requirements: tuple[Requirement, ...]
    said: tuple[str, ...]
    offer: Offer


@dataclass(frozen=True, slots=True)
class Answers:
    """The open problems that some items answer, best first.

    ``items`` are those that were asked with; without any there is nothing to match by. ``waiting``
    is true when none of them is in the index yet. ``total`` counts the problems that were weighed,
    of which ``rows`` is a page.
    """

    items: tuple[Item, ...] = ()
    rows: tuple[Answered, ...] = ()
    total: int = 0
    waiting: bool = False
    degraded: tuple[Degraded, ...] = ()
    took_ms: dict[str, float] = field(default_factory=dict)


def problems_for(*, actor: Standing, items: Sequence[Item], limit: int = 10, offset: int = 0) -> Answers:
    """Which open problems do these projects and talents answer?

    Args:
        actor: whose eyes it is for; only problems the actor may see are weighed at all.
        items: those that the actor may see and that are published count.

    Raises:
        Unavailable: the index cannot be read.
    """
    listed = [item for item in items if item.kind != "problem" and _listed(actor, item)]
    if not listed:
        return Answers()
    clock = Clock()
    engine, where = runtime.engine(), offered_to(actor)
    rows = engine.stored([item.key for item in listed], where=where)
    lists, failed = near(
        engine.store, probes(rows.values()), where=Filter(audience=audience(actor), kinds=("problem",)), k=_FETCHED
    )
    clock.lap("candidates")
    problems = open_problems(actor, documents(lists)[:_LOADED])[:WEIGHED]
    needs, unread = posed(engine.embedders, [query for _problem, query in problems])
    clock.lap("needs")
    weighed = engine.weigh(needs, rows, where=where)
    ranked = sorted(
        (place for place, one in enumerate(weighed) if one.matches),
        key=lambda place: (-weighed[place].matches[0].score, problems[place][0].key),
    )
    clock.lap("ranking")
    page = ranked[offset : offset + limit]
    matches = explained(
        engine, [(needs[place], weighed[place], weighed[place].matches[:1]) for place in page], rows, where
    )
    by_key = {item.key: item for item in listed}
    clock.lap("evidence")
    return Answers(
        items=tuple(listed),
        rows=tuple(
            answered(actor, problems[place][0], needs[place].query, Offer(found[0], by_key[found[0].document]))
            for place, found in zip(page, matches, strict=True)
        ),
        total=len(ranked),
        waiting=not rows,
        degraded=merged([*failed, *unread, *(each for one in weighed for each in one.degraded)]),
        took_ms=clock.took,
    )


def answered(actor: Standing, problem: Problem, query: Query, offer: Offer) -> Answered:
    """A pair with what the problem itself says of each requirement."""
    complete = may_read_body(actor, problem)
    told = tuple(said(problem.statement, clause.text) if complete else "" for clause in query.requirements)
    return Answered(problem, complete, query.requirements, told, offer)


# What is asked with


def items_of_person(actor: Standing, person: Person) -> list[Item]:
    """The published talent profiles of a person that the actor may see; for the person also the own
    projects, whose owner nobody else is told of."""
    profiles = Talent.objects.filter(person=person).values("pk")
    found = _latest(queries.listed("talent", actor).filter(pk__in=profiles))
    if actor.user is not None and person.user_id == actor.user:
        found += _latest(queries.listed("project", actor).filter(owner=actor.user))
    return _newest(found)


def items_of_mine(actor: Standing) -> list[Item]:
    """The actor's own published profiles and projects."""
    if actor.user is None:
        return []
    profiles = Talent.objects.filter(Q(owner=actor.user) | Q(person__user=actor.user)).values("pk")
    found = _latest(queries.listed("talent", actor).filter(pk__in=profiles))
    found += _latest(queries.listed("project", actor).filter(owner=actor.user))
    return _newest(found)


def _latest(items: QuerySet[Item]) -> list[Item]:
    return list(items[:MOST_ITEMS])


def _newest(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.published_at or item.created_at, item.pk), reverse=True)[:MOST_ITEMS]


def _listed(actor: Standing, item: Item) -> bool:
    return item.state in (State.PUBLISHED, State.MATCHED) and view_item.allows(actor, item)


# The needs of problems


def open_problems(
    actor: Standing, keys: Collection[str], *, fits: Callable[[Problem], bool] = lambda problem: True
) -> list[tuple[Problem, Query]]:
    """Those of these problems that wait for an answer and that the actor may see, each as the need
    that it is weighed as, in the order given. One that is matched already or past its deadline is
    no longer open."""
    found, _gone = listed_items(keys)
    today = timezone.localdate()
    rows: list[tuple[Problem, Query]] = []
    for key in keys:
        problem = found.get(key)
        if (
            isinstance(problem, Problem)
            and problem.state == State.PUBLISHED
            and (problem.deadline is None or problem.deadline >= today)
            and view_item.allows(actor, problem)
            and fits(problem)
        ):
            query = need_of(problem, complete=may_read_body(actor, problem))
            if query is not None:
                rows.append((problem, query))
    return rows


def need_of(problem: Problem, *, complete: bool) -> Query | None:
    """A problem as its match page states it; by its title alone for who may not read more, or when
    its statement has nothing to match by. None when its title has not either."""
    if complete:
        with suppress(InvalidInput, TooLarge):
            return Query(check_statement(problem.statement), requirements_of(problem) or split(problem.statement))
    title = clean(problem.title)
    return Query(title) if terms(title) else None


# Evidence


def offered_to(actor: Standing) -> Filter:
    """What a problem is matched with: the libraries of what is offered, as far as open to the actor."""
    return Filter(audience=audience(actor), kinds=("project", "talent"))


def explained(
    engine: Engine,
    pairs: Sequence[tuple[Posed, Weighed, Sequence[Match]]],
    rows: Rows,
    where: Filter,
) -> list[tuple[Match, ...]]:
    """The matches of each need with their evidence, told beside the items that stand highest for it,
    as on its own match page."""
    asked = [probes_of_need(need)[:-1] for need, _weighed, _matches in pairs]
    lists, _failed = near(engine.store, [probe for one in asked for probe in one], where=where, k=2 * _RIVALS)
    ahead: list[list[str]] = []
    for probes_, (_need, weighed, _matches) in zip(asked, pairs, strict=True):
        mine, lists = lists[: len(probes_)], lists[len(probes_) :]
        hits = [*weighed.hits[:_RIVALS], *(hit for one in mine for hit in one[:_RIVALS])]
        ahead.append(list(dict.fromkeys(hit.passage for hit in hits)))
    others = engine.store.rows({passage: None for one in ahead for passage in one}, where=where)
    found = []
    for (need, _weighed, matches), passages in zip(pairs, ahead, strict=True):
        own = of_documents(rows, {match.document for match in matches})
        beside = {passage: others[passage] for passage in passages if passage in others}
        found.append(engine.explain(need, matches, {**beside, **own}, where=where))
    return found


def merged(degraded: Iterable[Degraded]) -> tuple[Degraded, ...]:
    """Each space that failed once."""
    return tuple({one.space: one for one in degraded}.values())


class Clock:
    """Milliseconds by step."""

    def __init__(self) -> None:
        self.took: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        """What passed since the last lap belongs to this step."""
        now = time.perf_counter()
        self.took[step], self._last = self.took.get(step, 0.0) + 1000 * (now - self._last), now
