"""What programs read of challenges: what everybody may, and no more."""

from __future__ import annotations

import pytest

from duijie.docking.challenges.services import awarding
from duijie.docking.models import Challenge
from tests.docking.challenges.staging import MARK, Stage
from tests.helpers import browser

pytestmark = pytest.mark.django_db


def test_a_challenge_is_listed_once_it_is_published(stage: Stage) -> None:
    draft = stage.draft()
    for user in (None, stage.owner):
        assert browser(user).get("/api/v1/challenges").json()["total"] == 0
        assert browser(user).get(f"/api/v1/challenges/{draft.pk}").status_code == 404


def test_before_the_opening_nothing_is_told_of_proposals_to_anybody(stage: Stage, challenge: Challenge) -> None:
    stage.hand_in(challenge)
    listed = browser(None).get("/api/v1/challenges?state=open").json()
    assert [row["id"] for row in listed["items"]] == [str(challenge.pk)] and listed["items"][0][
        "bounty"
    ] == "1000000.00"
    assert browser(None).get("/api/v1/challenges?state=awarded").json()["total"] == 0
    for name, user in stage.everybody().items():
        response = browser(user).get(f"/api/v1/challenges/{challenge.pk}")
        found = response.json()
        assert found["opening"] is None and found["award"] is None, name
        assert found["rules"]["criteria"][0] == {"zh": "技术路线", "en": "Method", "weight": 60}
        assert MARK not in response.content.decode() and "project" not in found, name


def test_protocol_and_award_are_public(stage: Stage, shortlisted: Challenge) -> None:
    awarding.award(actor=stage.owner, challenge=shortlisted, number=1, reasons="技术路线最完整，成本合理。")
    response = browser(None).get(f"/api/v1/challenges/{shortlisted.pk}")
    found = response.json()
    assert [(row["number"], row["failure"], row["shortlisted"]) for row in found["opening"]["proposals"]] == [
        (1, "", True),
        (2, "", False),
    ]
    assert found["opening"]["officers"] == ["owner", "secretariat"]
    assert found["award"]["number"] == 1 and "技术路线" in found["award"]["reasons"]
    assert MARK not in response.content.decode()
