"""Both faces of each rule agree, for everybody and at every stage."""

from __future__ import annotations

from typing import Any

import pytest

from duijie.core.permissions import Rule
from duijie.docking.challenges import rules
from duijie.docking.challenges.services import awarding
from duijie.docking.models import Challenge, OpenedProposal, SealedProposal
from duijie.library.models import Problem
from duijie.registry.standing import standing
from tests.docking.challenges.staging import Stage
from tests.factories.world import every_item

pytestmark = pytest.mark.django_db


def _agree(stage: Stage, model: Any, *asked: Rule[Any]) -> None:
    for name, user in stage.everybody().items():
        actor = standing(user)
        for rule in asked:
            rows = set(rule.filter(actor, model.objects.all()).values_list("pk", flat=True))
            assert rows == {row.pk for row in model.objects.all() if rule.allows(actor, row)}, (name, rule)


def test_the_rules_of_challenges_and_proposals(stage: Stage) -> None:
    of_challenges = (
        rules.run_challenge, rules.be_officer, rules.assess, rules.view_challenge, rules.count_proposals,
    )  # fmt: skip
    stage.draft()
    _agree(stage, Challenge, *of_challenges)
    every_item(stage.match.world, "problem")
    _agree(stage, Problem, rules.open_challenge)


def test_the_rules_after_the_award_and_of_a_problem_that_was_hidden(stage: Stage, shortlisted: Challenge) -> None:
    awarding.award(actor=stage.owner, challenge=shortlisted, number=1, reasons="技术路线最完整，成本合理。")
    for visibility in ("public", "community", "private"):
        Problem.objects.filter(pk=shortlisted.problem_id).update(visibility=visibility)
        _agree(
            stage, Challenge, rules.run_challenge, rules.be_officer, rules.assess, rules.view_challenge,
            rules.count_proposals,
        )  # fmt: skip
    _agree(stage, OpenedProposal, rules.read_proposal, rules.judge_proposal, rules.own_proposal)
    _agree(stage, SealedProposal, rules.own_proposal)
    seen = rules.view_challenge.filter(standing(None), Challenge.objects.all())
    assert not seen.exists()
