"""Compare two rankers on what a community's visitors were shown and opened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from duijie.core.errors import InvalidInput, NotFound
from duijie.library.models import Problem
from duijie.matching.learning.outcomes import ACCEPTING
from duijie.matching.learning.position import Impression, Propensities, estimate
from duijie.matching.learning.replay import Comparison, compare
from duijie.matching.models.use import PROBLEM
from duijie.matching.queries import use as queries_use
from duijie.matching.ranking.rank import SHIPPED, Weights
from duijie.registry.models import Community

LOGGED, SHIPPED_NAME = "logged", "shipped"


@dataclass(frozen=True, slots=True)
class Replay:
    """A comparison with the looks it was weighted by; ``left_out`` needs could not be ranked by both:
    needs that were only tried, whose words are not kept, and problems that are gone."""

    comparison: Comparison
    looks: Propensities
    left_out: int


def replay(
    *, community: Community, first: str, second: str, days: int, accepted: bool = False, seed: int = 1
) -> Replay:
    """Which of two rankers puts first what visitors chose?

    Args:
        first, second: "logged" for the order as it was by score, "shipped" for this version's
            weights, or a file with others: JSON with any of "zh", "en", "across", "other", each a
            table of signals and weights (:class:`duijie.matching.ranking.rank.Weights`).
        accepted: count what was invited, introduced or contracted instead of what was opened.

    Raises:
        InvalidInput: a ranker is unknown, or there is nothing to compare them on.
    """
    since = timezone.now() - timedelta(days=days)
    log = queries_use.impressions(community.pk, since=since, taken=sorted(ACCEPTING) if accepted else ("opened",))
    looks = estimate(log)
    rankings = [_rankings(name, log) for name in (first, second)]
    left_out = len({one.need for one in log} - (set(rankings[0]) & set(rankings[1])))
    try:
        comparison = compare(log, rankings[0], rankings[1], looks, seed=seed)
    except ValueError:
        raise InvalidInput(
            f"In the last {days} days nothing was chosen in “{community.slug}” that both rankers can rank "
            f"({len(log)} pages shown, {left_out} needs left out); take more days, or wait for more use."
        ) from None
    return Replay(comparison, looks, left_out)


def community_named(slug: str | None) -> Community:
    """The community with this address, the root without one.

    Raises:
        NotFound: there is none.
    """
    rows = Community.objects.filter(slug=slug) if slug else Community.objects.filter(parent__isnull=True)
    found = rows.first()
    if found is None:
        raise NotFound(f"There is no community “{slug}”." if slug else "There is no community yet.")
    return found


def _rankings(name: str, log: Sequence[Impression]) -> dict[str, list[str]]:
    if name == LOGGED:
        return _logged(log)
    return _ranked(SHIPPED if name == SHIPPED_NAME else _weights(Path(name)), log)


def _logged(log: Sequence[Impression]) -> dict[str, list[str]]:
    """The items of each need by the mean of the places they were shown at."""
    places: dict[str, dict[str, list[int]]] = {}
    for one in log:
        for item, place in zip(one.items, one.places, strict=True):
            places.setdefault(one.need, {}).setdefault(item, []).append(place)
    return {
        need: sorted(items, key=lambda item: (sum(items[item]) / len(items[item]), item))
        for need, items in places.items()
    }


def _ranked(weights: Weights, log: Sequence[Impression]) -> dict[str, list[str]]:
    """The items of each problem that is still there, as these weights order them."""
    from duijie.matching import runtime  # loads the engine
    from duijie.matching.services.finding import requirements_of
    from duijie.matching.types import Audience, Filter, Query
    from duijie.matching.understanding.requirements import split

    items: dict[str, dict[str, None]] = {}
    for one in log:
        if one.need.startswith(PROBLEM):
            items.setdefault(one.need.removeprefix(PROBLEM), {}).update(dict.fromkeys(one.items))
    engine = runtime.engine()
    found = {}
    for problem in Problem.objects.filter(pk__in=list(items)).prefetch_related("requirements").iterator(100):
        query = Query(problem.statement, requirements_of(problem) or split(problem.statement))
        measured = engine.measure(query, list(items[str(problem.pk)]), where=Filter(audience=Audience(everything=True)))
        found[f"{PROBLEM}{problem.pk}"] = [item.document for item in measured.ranked(weights)]
    return found


def _weights(path: Path) -> Weights:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        tables = {
            name: {str(signal): float(weight) for signal, weight in table.items()} for name, table in given.items()
        }
        return replace(SHIPPED, **tables)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise InvalidInput(
            f"“{path}” is no ranker: name “{LOGGED}”, “{SHIPPED_NAME}”, or a JSON file with any of the tables "
            f"zh, en, across, other ({error})."
        ) from None
