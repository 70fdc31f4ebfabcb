"""An account that is deleted takes nothing with it that others wait for, and leaves nothing of its own sealed."""

from __future__ import annotations

from typing import Any

import pytest

from duijie.core.errors import Conflict
from duijie.docking.models import Challenge, SealedProposal
from duijie.portal.account.erasure import delete_account
from tests.docking.challenges.staging import MARK, Stage, come

pytestmark = pytest.mark.django_db


def test_an_officer_stays_until_the_proposals_are_opened(stage: Stage, challenge: Challenge) -> None:
    stage.hand_in(challenge)
    with pytest.raises(Conflict):
        delete_account(user=stage.owner)
    stage.give_keys(challenge)
    delete_account(user=stage.owner)


def test_a_solver_who_leaves_in_time_takes_the_proposal_back(
    stage: Stage, challenge: Challenge, django_capture_on_commit_callbacks: Any
) -> None:
    row = stage.hand_in(challenge, stage.rival)
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(user=stage.rival)
    kept = SealedProposal.objects.get()
    assert kept.state == "withdrawn" and kept.solver is None and not row.file.storage.exists(str(row.file.name))


def test_one_who_leaves_after_the_deadline_is_opened_without_a_name_and_wins_nothing(
    stage: Stage, challenge: Challenge
) -> None:
    stage.hand_in(challenge, stage.rival)
    come(challenge)
    delete_account(user=stage.rival)
    line = stage.give_keys(challenge).proposals.get()
    assert line.approach.startswith(MARK) and line.solver is None and not line.failure
