"""Who could cooperate with whom: the organisations whose problems and results fit each other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from duijie.library import queries
from duijie.library.models import Item, Problem, Project, State, Talent
from duijie.library.rules import may_read_body, read_problem_body
from duijie.matching import runtime
from duijie.matching.directions.partnering import Pair, Partner, partners
from duijie.matching.directions.probing import documents, near, probes_of_many, probes_of_need
from duijie.matching.indexing.documents import audience, listed_items
from duijie.matching.indexing.posing import posed
from duijie.matching.ranking.asking import Posed
from duijie.matching.ranking.engine import Engine, Weighed
from duijie.matching.ranking.working import Degraded
from duijie.matching.services.directions import (
    MOST_ITEMS,
    Answered,
    Clock,
    Rows,
    answered,
    explained,
    merged,
    offered_to,
    open_problems,
)
from duijie.matching.services.finding import Offer
from duijie.matching.types import Filter, Match
from duijie.registry.models import Organisation, Post
from duijie.registry.standing import Standing

MOST_PROBLEMS: Final = 6
"""How many of an organisation's problems are asked with, the latest first."""
_WEIGHED: Final = 20  # problems of others that are weighed
_OFFERED: Final = 12  # items of others that are weighed for each problem of ours
_FETCHED: Final = 60  # passages that each question brings up
_LEAST: Final = 0.2  # a score below which a pair is no tie (present.FAINT)
_LEAST_BY_WORDS: Final = 0.0475  # the same where no space could be asked: a word in common (0.0474 is none)
_SHOWN: Final = 2  # pairs of a partner that are explained
_DEEP: Final = 12  # generations of organisations


@dataclass(frozen=True, slots=True)
class Tie:
    """A pair that speaks for a partner; ``asks`` is true when the problem is ours."""

    asks: bool
    answered: Answered


@dataclass(frozen=True, slots=True)
class Cooperation:
    """A partner: ``ties`` are the strongest pairs with their evidence, ``more`` counts the others."""

    organisation: Organisation
    strength: float
    ties: tuple[Tie, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Partners:
    """The organisations that could cooperate with one, the strongest first.

    ``problems`` and ``items`` are those that were asked with, of the organisation and its parts.
    """

    problems: tuple[Item, ...] = ()
    items: tuple[Item, ...] = ()
    rows: tuple[Cooperation, ...] = ()
    total: int = 0
    degraded: tuple[Degraded, ...] = ()
    took_ms: dict[str, float] = field(default_factory=dict)


def partners_of(*, actor: Standing, organisation: Organisation, limit: int = 6, offset: int = 0) -> Partners:
    """Who could cooperate with this organisation, over their problems, projects and people?

    Two organisations fit where an item of one answers an open problem of the other. Left out are
    the organisation itself, those it is part of and its parts, and every problem of which the
    actor may read the title only: whose it is, is not told.

    Raises:
        Unavailable: the index cannot be read.
    """
    clock = Clock()
    ours, kin = family(organisation)
    problems, items = _problems_of(actor, ours), _items_of(actor, ours)
    if not problems and not items:
        return Partners()
    engine, where = runtime.engine(), offered_to(actor)
    found = _Found(actor, engine, where, kin)
    found.they_ask(items)
    found.we_ask([item.key for item in problems])
    clock.lap("pairs")
    ranked = partners(found.pairs, least=found.least)
    page = ranked[offset : offset + limit]
    names = Organisation.objects.filter(merged_into__isnull=True).prefetch_related("names")
    known = names.in_bulk([UUID(one.organisation) for one in page])
    shown = found.explained([pair for one in page for pair in one.pairs[:_SHOWN]])
    clock.lap("evidence")
    return Partners(
        problems=tuple(problems),
        items=tuple(items),
        rows=tuple(
            _cooperation(known[UUID(one.organisation)], one, shown) for one in page if UUID(one.organisation) in known
        ),
        total=len(ranked),
        degraded=merged(found.degraded),
        took_ms=clock.took,
    )


def _cooperation(organisation: Organisation, partner: Partner, shown: dict[Pair, Answered]) -> Cooperation:
    ties = tuple(Tie(pair.asks, shown[pair]) for pair in partner.pairs if pair in shown)
    return Cooperation(organisation, partner.strength, ties, len(partner.pairs) - len(ties))


class _Found:
    """The pairs of one organisation in the making."""

    def __init__(self, actor: Standing, engine: Engine, where: Filter, kin: Collection[UUID]) -> None:
        self._actor, self._engine, self._where, self._kin = actor, engine, where, frozenset(kin)
        self.pairs: list[Pair] = []
        self.degraded: list[Degraded] = []
        self._problems: dict[str, Problem] = {}
        self._items: dict[str, Item] = {}
        self._weighed: dict[str, tuple[Posed, Weighed, Rows]] = {}

    @property
    def least(self) -> float:
        """The score from which a pair is a tie."""
        return _LEAST if any(need.asked for need, _weighed, _rows in self._weighed.values()) else _LEAST_BY_WORDS

    def they_ask(self, items: Sequence[Item]) -> None:
        """Problems of others that our items answer."""
        if not items:
            return
        rows = self._engine.stored([item.key for item in items], where=self._where)
        for_problems = Filter(audience=audience(self._actor), kinds=("problem",))
        lists, failed = near(self._engine.store, probes_of_many(rows.values()), where=for_problems, k=_FETCHED)
        self.degraded += failed
        self._items |= {item.key: item for item in items}
        for problem, weighed in self._weigh(documents(lists), rows, theirs=True):
            for match in weighed.matches:
                self.pairs.append(Pair(str(problem.organisation_id), problem.key, match.document, match.score, False))

    def we_ask(self, keys: Sequence[str]) -> None:
        """Items of others that answer our problems."""
        problems = open_problems(self._actor, keys)
        needs, unread = posed(self._engine.embedders, [query for _problem, query in problems])
        self.degraded += unread
        if not needs:
            return
        asked = [probes_of_need(need) for need in needs]
        lists, failed = near(self._engine.store, [p for one in asked for p in one], where=self._where, k=_FETCHED)
        self.degraded += failed
        best: dict[str, None] = {}
        for probes in asked:
            mine, lists = lists[: len(probes)], lists[len(probes) :]
            best.update(dict.fromkeys(documents(mine)[:_OFFERED]))
        items, _gone = listed_items(best)
        homes = homes_of(items.values())
        rows = self._engine.stored(best, where=self._where)
        self._items |= items
        for (problem, _query), need, weighed in zip(
            problems, needs, self._engine.weigh(needs, rows, where=self._where), strict=True
        ):
            self._keep(problem, need, weighed, rows)
            for match in weighed.matches:
                home = homes.get(match.document)
                if home is not None and home not in self._kin:
                    self.pairs.append(Pair(str(home), problem.key, match.document, match.score, True))

    def _weigh(self, keys: Sequence[str], rows: Rows, *, theirs: bool) -> list[tuple[Problem, Weighed]]:
        problems = open_problems(self._actor, keys, fits=self._of_others)[:_WEIGHED]
        needs, unread = posed(self._engine.embedders, [query for _problem, query in problems])
        self.degraded += unread
        found = self._engine.weigh(needs, rows, where=self._where)
        for (problem, _query), need, weighed in zip(problems, needs, found, strict=True):
            self._keep(problem, need, weighed, rows)
        return [(problem, weighed) for (problem, _query), weighed in zip(problems, found, strict=True)]

    def _keep(self, problem: Problem, need: Posed, weighed: Weighed, rows: Rows) -> None:
        self._problems[problem.key] = problem
        self._weighed[problem.key] = need, weighed, rows
        self.degraded += weighed.degraded

    def _of_others(self, problem: Problem) -> bool:
        home = problem.organisation_id
        return home is not None and home not in self._kin and may_read_body(self._actor, problem)

    def explained(self, pairs: Sequence[Pair]) -> dict[Pair, Answered]:
        """These pairs with the sentences that carry them."""
        shown: dict[Pair, Answered] = {}
        asked: dict[int, list[tuple[Pair, Posed, Weighed, Match]]] = {}
        rows: dict[int, Rows] = {}
        for pair in pairs:
            need, weighed, own = self._weighed[pair.problem]
            match = next(one for one in weighed.matches if one.document == pair.item)
            rows[id(own)] = own
            asked.setdefault(id(own), []).append((pair, need, weighed, match))
        for key, group in asked.items():
            told = explained(
                self._engine,
                [(need, weighed, [match]) for _pair, need, weighed, match in group],
                rows[key],
                self._where,
            )
            for (pair, need, _weighed, _match), (match,) in zip(group, told, strict=True):
                offer = Offer(match, self._items[pair.item])
                shown[pair] = answered(self._actor, self._problems[pair.problem], need.query, offer)
        return shown


# Whose is what


def family(organisation: Organisation) -> tuple[set[UUID], set[UUID]]:
    """An organisation with its parts; and these with all it is part of, which are no partners."""
    ours = {organisation.pk}
    level = {organisation.pk}
    for _generation in range(_DEEP):
        level = set(Organisation.objects.filter(parent__in=level).values_list("pk", flat=True)) - ours
        if not level:
            break
        ours |= level
    above: set[UUID] = set()
    parent = organisation.parent_id
    while parent is not None and parent not in above and len(above) < _DEEP:
        above.add(parent)
        parent = Organisation.objects.filter(pk=parent).values_list("parent", flat=True).first()
    return ours, ours | above


def homes_of(items: Collection[Item]) -> dict[str, UUID]:
    """The organisation of each item by key: its own, or that of a present post of its person."""
    found = {item.key: item.organisation_id for item in items if item.organisation_id is not None}
    people = {item.key: item.person_id for item in items if isinstance(item, Talent) and item.key not in found}
    posts = Post.objects.filter(_present(), person__in=[pk for pk in people.values() if pk is not None])
    by_person = dict(posts.order_by("person", "-start", "pk").values_list("person", "organisation"))
    return found | {key: by_person[pk] for key, pk in people.items() if pk in by_person}


def _problems_of(actor: Standing, ours: Collection[UUID]) -> list[Item]:
    rows = queries.listed("problem", actor).filter(read_problem_body.q(actor), organisation__in=ours)
    today = timezone.localdate()
    still_open = Q(state=State.PUBLISHED) & (Q(deadline__isnull=True) | Q(deadline__gte=today))
    return list(rows.filter(still_open)[:MOST_PROBLEMS])


def _items_of(actor: Standing, ours: Collection[UUID]) -> list[Item]:
    people = Post.objects.filter(_present(), organisation__in=ours).values("person")
    # As subqueries of the plain tables: the lists themselves are ordered and ranked.
    talents = Talent.objects.filter(Q(organisation__in=ours) | Q(organisation__isnull=True, person__in=people)).values(
        "pk"
    )
    projects = Project.objects.filter(organisation__in=ours).values("pk")
    found: list[Item] = list(queries.listed("talent", actor).filter(pk__in=talents)[:MOST_ITEMS])
    found += queries.listed("project", actor).filter(pk__in=projects)[:MOST_ITEMS]
    return sorted(found, key=lambda item: (item.published_at or item.created_at, item.pk), reverse=True)[:MOST_ITEMS]


def _present() -> Q:
    today = timezone.localdate()
    return Q(former=False) & (Q(end__isnull=True) | Q(end__gte=today))
