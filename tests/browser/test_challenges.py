"""A challenge from its draft to the award, each page looked at by axe in both themes and languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from duijie.core.models import User
from duijie.docking.challenges import sealing
from duijie.docking.challenges.services import judging, unsealing
from duijie.docking.challenges.views import judging as judging_pages
from duijie.docking.models import Challenge
from duijie.library.models import Problem, Project, Talent
from duijie.registry.models import Organisation, Role
from duijie.registry.services import grant_role
from tests.browser.conftest import follow
from tests.browser.test_docking_story import enter, look
from tests.docking.challenges.staging import WORDS, Stage, come, fresh
from tests.docking.conftest import Match
from tests.factories.world import World, make

pytestmark = pytest.mark.browser


@pytest.fixture
def stage(stocked: World, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Stage:
    monkeypatch.setattr(sealing, "COST", sealing.Cost(passes=1, lanes=1, memory=8))
    settings.MEDIA_ROOT = tmp_path / "files"
    school = Organisation.objects.create(name="西山大学", community=stocked.west)
    solver = User.objects.create_user("solver@west.example.org", "correct horse battery", name="林博士")
    grant_role(actor=None, user=solver, community=stocked.west, kind=Role.Kind.ORGANISATION_ADMIN, organisation=school)
    project = Project.objects.get(title="螯合树脂深度除镍")
    project.owner, project.organisation = solver, school
    project.save()
    problem = make(stocked, "problem", title="电镀废水深度除镍", state="published")
    assert isinstance(problem, Problem)
    talent = Talent.objects.get(title="沈漪岚")
    return Stage.of(Match(stocked, problem, project, talent, stocked.owner, solver, solver, solver, school))


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1440), ("en-GB", 360)])
def test_from_the_draft_to_the_award(
    stage: Stage, visit: Callable[..., Page], monkeypatch: pytest.MonkeyPatch, locale: str, width: int
) -> None:
    monkeypatch.setattr(unsealing, "AT_ONCE", 1)  # the job opens the second proposal
    monkeypatch.setattr(judging_pages, "_AT_ONCE", 1)  # a page of the list
    prefix = f"challenge-{locale}"
    chinese = locale == "zh-CN"
    owner, site = enter(visit, stage.owner, locale, width)
    solver, _ = enter(visit, stage.solver, locale, width)
    secretary, _ = enter(visit, stage.secretariat, locale, width)

    owner.goto(f"{site}{stage.problem.get_absolute_url()}")
    look(owner, f"{prefix}-1-problem")
    follow(owner.get_by_role("link", name="发榜" if chinese else "Open a challenge", exact=True))
    follow(owner.locator("form.form button.primary"))
    expect(owner.locator(".errors").first).to_be_visible()
    look(owner, f"{prefix}-2-draft")

    challenge = stage.draft()
    secretary.goto(f"{site}{challenge.get_absolute_url()}officer/")
    look(secretary, f"{prefix}-3-office")
    for page, words in ((owner, WORDS["owner"]), (secretary, WORDS["secretariat"])):
        page.goto(f"{site}{challenge.get_absolute_url()}officer/")
        page.locator("[name=passphrase]").fill(words)
        page.locator("[name=again]").fill(words)
        follow(page.locator("form.form button.primary"))
        expect(page.locator(".messages")).to_be_visible()
    look(owner, f"{prefix}-4-ready")
    follow(owner.get_by_role("button", name="发布榜题" if chinese else "Publish the challenge"))
    expect(owner.locator(".messages")).to_be_visible()
    look(owner, f"{prefix}-5-open")
    owner.goto(f"{site}{challenge.get_absolute_url()}rules/")
    look(owner, f"{prefix}-6-change")

    solver.goto(f"{site}/challenges/")
    look(solver, f"{prefix}-7-list")
    follow(solver.get_by_role("link", name="电镀废水深度除镍"))
    follow(solver.get_by_role("link", name="提交方案" if chinese else "Hand in a proposal", exact=True))
    solver.locator("[name=approach]").fill("两级树脂柱，出水镍 0.05 mg/L。")
    solver.locator("[name=amount]").fill("880,000")
    solver.locator("[name=weeks]").fill("26")
    solver.locator("[name=enclosed]").set_input_files({"name": "方案.txt", "mimeType": "text/plain", "buffer": b"plan"})
    look(solver, f"{prefix}-8-propose")
    follow(solver.get_by_role("button", name="密封并提交" if chinese else "Seal it and hand it in"))
    expect(solver.locator("code.sum")).to_be_visible()
    look(solver, f"{prefix}-9-receipt")
    stage.hand_in(fresh(challenge), stage.rival, text="离子交换，一级。")

    come(challenge)
    for page, words in ((owner, WORDS["owner"]), (secretary, WORDS["secretariat"])):
        page.goto(f"{site}{challenge.get_absolute_url()}officer/")
        if page is secretary:
            look(page, f"{prefix}-10-key")
        page.locator("[name=passphrase]").fill(words)
        follow(page.locator("form.form button.primary"))
        expect(page.locator(".messages")).to_be_visible()
    owner.goto(f"{site}{challenge.get_absolute_url()}")
    look(owner, f"{prefix}-10-opening")
    assert unsealing.go_on(challenge)
    anybody = visit(f"/challenges/{challenge.pk}/protocol/", locale=locale, width=width)
    expect(anybody.locator("code.sum").first).to_be_visible()
    look(anybody, f"{prefix}-11-protocol")

    challenge = fresh(challenge)
    judging.name_assessor(actor=stage.owner, challenge=challenge, email=stage.secretariat.email)
    secretary.goto(f"{site}{challenge.get_absolute_url()}proposals/1/")
    look(secretary, f"{prefix}-12-proposal")
    stage_ready(stage, challenge)
    owner.goto(f"{site}{challenge.get_absolute_url()}proposals/")
    look(owner, f"{prefix}-13-proposals")
    owner.locator("[name=numbers][value='1']").check()
    follow(owner.get_by_role("button", name="公布入围名单" if chinese else "Publish the shortlist"))
    expect(owner.locator(".messages")).to_be_visible()
    owner.goto(f"{site}{challenge.get_absolute_url()}award/")
    look(owner, f"{prefix}-14-award")
    owner.locator("[name=number][value='1']").check()
    owner.locator("[name=reasons]").fill("技术路线最完整，成本合理。")
    follow(owner.locator("form.form button.primary"))
    expect(owner.locator("#award")).to_be_visible()
    look(owner, f"{prefix}-15-awarded")
    solver.goto(f"{site}/challenges/mine/")
    look(solver, f"{prefix}-16-mine")
    owner.goto(f"{site}/challenges/part/")
    look(owner, f"{prefix}-16-part")
    solver.goto(f"{site}{challenge.get_absolute_url()}proposals/1/")
    look(solver, f"{prefix}-17-feedback")
    owner.goto(f"{site}{challenge.get_absolute_url()}log/")
    look(owner, f"{prefix}-18-log")
    found = fresh(challenge)
    assert found.state == Challenge.State.AWARDED and found.deal is not None


def stage_ready(stage: Stage, challenge: Challenge) -> None:
    """All scored and answered, by the secretariat's officer as the assessor."""
    for line in challenge.proposals.all():
        line.challenge = challenge
        judging.score(actor=stage.secretariat, proposal=line, points={0: 90 - line.number, 1: 50})
        judging.feed_back(actor=stage.owner, proposal=line, text="方法清楚，成本请细化。")
