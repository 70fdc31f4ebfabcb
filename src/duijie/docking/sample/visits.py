"""Matches that were looked at: with the introductions they are what the funnel begins with."""

from __future__ import annotations

from duijie.core.clock import days_ago
from duijie.core.models import User
from duijie.docking.sample.people import People, pair
from duijie.library.models import Problem, Project
from duijie.matching.services import use
from duijie.registry.standing import standing

_SCORE = 0.8


def only_looked_at(people: People) -> None:
    """Problems whose brokers have read the first match and invited nobody so far."""
    for number, other, days in ((3, 4, 118), (7, 9, 97), (13, 18, 74), (14, 19, 66), (36, 33, 41), (28, 26, 19)):
        looked_at(*pair(number, other), actor=people.broker, days=days)


def looked_at(problem: Problem, project: Project, *, actor: User, days: int) -> None:
    """Somebody has seen the project first among the matches of the problem, and opened it."""
    asked, who = use.asked_of(problem=problem.pk), standing(actor)
    with days_ago(days, 14):
        answer = use.record_shown(
            actor=who,
            community=problem.community,
            asked=asked,
            visitor=f"sample-{actor.pk}",
            placed=[use.Placed("project", project.pk, 1, _SCORE)],
        )
        use.record_opened(actor=who, asked=asked, answer=answer, item_kind="project", item_id=project.pk)
