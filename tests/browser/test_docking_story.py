"""Two people who never met, each in a window of their own: from a problem to the accepted delivery.

Played in Chinese and in English. Screenshots are kept in the folder ``DUIJIE_SHOTS`` names; axe
looks at every page on the way.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from duijie.core.models import User
from duijie.docking.models import Deal
from duijie.docking.services import log
from duijie.library.models import Problem, Project
from duijie.library.services import act
from duijie.registry.models import Organisation, Role
from duijie.registry.services import grant_role
from tests.browser.conftest import feed, follow
from tests.browser.test_story import sign_in
from tests.factories.world import World

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("DUIJIE_SHOTS", "")
NEED = "电镀废水含镍 30 mg/L，需要降到 0.1 mg/L 以下，运行成本每吨不超过 5 元。"

WORDS: dict[str, dict[str, str]] = {
    "zh-CN": {
        "solve": "谁能解决这个问题？", "invite": "邀请洽谈", "send": "发出邀请", "accept": "接受并洽谈",
        "say": "发送", "read": "阅读保密承诺书", "promise": "我承诺", "propose": "提出方案", "submit": "提交方案",
        "terms": "提出条款", "forward": "提出", "agree": "同意这些条款", "agreed": "双方已同意", "log": "办理记录",
        "draft": "起草合同", "documents": "生成文档", "upload": "上传签署件", "hand": "提交", "take": "验收合格",
    },
    "en-GB": {
        "solve": "Who and what can solve this?", "invite": "Invite to talk", "send": "Invite",
        "accept": "Accept and talk", "say": "Send", "read": "Read the undertaking", "promise": "I promise this",
        "propose": "Make a proposal", "submit": "Send the proposal", "terms": "Put terms forward",
        "forward": "Put them forward", "agree": "Agree to these terms", "agreed": "agreed by both sides",
        "log": "What happened so far", "draft": "Draft the contract", "documents": "Make the documents",
        "upload": "Upload the signed copy", "hand": "Hand it in", "take": "Accept it",
    },
}  # fmt: skip


@pytest.fixture
def solver(stocked: World) -> User:
    """Somebody of the school whose project stands in the library."""
    school = Organisation.objects.create(name="西山大学", community=stocked.west)
    user = User.objects.create_user("solver@west.example.org", "correct horse battery", name="林博士")
    grant_role(actor=None, user=user, community=stocked.west, kind=Role.Kind.ORGANISATION_ADMIN, organisation=school)
    Project.objects.filter(title="螯合树脂深度除镍").update(owner=user, organisation=school)
    return user


RULES: dict[str, Any] = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},  # a theme is other colours only
}


def look(page: Page, name: str) -> None:
    """Keep a picture in each theme, and let axe look for what keeps people out."""
    for theme in RULES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{theme}.png"), full_page=True)
        found = Axe().run(page, options={"runOnly": RULES[theme]})
        serious = [
            (rule["id"], node["html"], node["failureSummary"])
            for rule in found.response["violations"]
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]
        assert serious == [], f"{name}, {theme}: {page.url}"
    page.emulate_media(color_scheme="light")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"


def enter(visit: Callable[..., Page], user: User, locale: str, width: int) -> tuple[Page, str]:
    """A window in which the user is signed in, and the address of the site."""
    page = visit("/", locale=locale, width=width)
    sign_in(page, user.email)
    return page, "/".join(page.url.split("/")[:3])


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1280), ("en-GB", 360)])
def test_from_a_problem_to_the_accepted_delivery(
    stocked: World, solver: User, visit: Callable[..., Page], locale: str, width: int
) -> None:
    words = WORDS[locale]
    problem = Problem.objects.create(
        title="电镀废水深度除镍",
        statement=NEED,
        community=stocked.east,
        organisation=stocked.firm,
        owner=stocked.owner,
        state="submitted",
        confidentiality="title-only",
    )
    problem.requirements.create(
        ordinal=0, text="镍降到 0.1 mg/L 以下", must=True, comparator="<=", value=0.1, unit="mg/L"
    )
    act(actor=stocked.secretariat, item=problem, action="publish")
    feed(stocked)

    asker, site = enter(visit, stocked.owner, locale, width)
    asker.goto(f"{site}{problem.get_absolute_url()}")
    follow(asker.get_by_role("button", name=words["solve"]))
    look(asker, f"{locale}-1-matches")
    match = asker.locator("li.match", has=asker.get_by_role("heading", name="螯合树脂深度除镍"))
    follow(match.get_by_role("link", name=words["invite"]))
    asker.locator("textarea[name=message]").fill("我们想用螯合树脂处理电镀废水，希望了解中试的条件。")
    look(asker, f"{locale}-2-invite")
    follow(asker.get_by_role("button", name=words["send"], exact=True))
    expect(asker.locator("main")).to_contain_text("螯合树脂")

    other, _site = enter(visit, solver, locale, width)
    other.goto(f"{site}/notices/")
    look(other, f"{locale}-3-notices")
    follow(other.locator("li.entry").first.get_by_role("button"))
    expect(other.locator("main")).not_to_contain_text("30 mg/L")
    look(other, f"{locale}-4-introduction")
    follow(other.get_by_role("button", name=words["accept"]))

    deal = Deal.objects.get()
    expect(other).to_have_url(f"{site}{deal.get_absolute_url()}")
    follow(other.get_by_role("link", name=words["read"]).first)
    look(other, f"{locale}-5-promise")
    follow(other.get_by_role("button", name=words["promise"]))
    expect(other.locator("main")).to_contain_text("30 mg/L")
    other.locator("textarea[name=text]").fill("下周二来现场取水样可以吗？")
    follow(other.get_by_role("button", name=words["say"], exact=True))
    look(other, f"{locale}-6-room")

    follow(other.get_by_role("link", name=words["propose"]).first)
    other.locator("textarea[name=approach]").fill("先中试两周，再上装置。")
    other.locator("input[name=amount]").fill("800,000")
    other.locator("input[name=weeks]").fill("20")
    other.locator("select[name='answers-0-fit']").select_option("met")
    other.locator("input[name='answers-0-text']").fill("中试可达 0.05 mg/L")
    look(other, f"{locale}-7-propose")
    follow(other.get_by_role("button", name=words["submit"]))
    look(other, f"{locale}-8-proposals")

    asker.goto(f"{site}{deal.get_absolute_url()}")
    expect(asker.locator("main")).to_contain_text("下周二来现场取水样可以吗？")
    follow(asker.get_by_role("link", name=words["terms"]).first)
    first = timezone.localdate() + timedelta(days=10)
    last = first + timedelta(days=150)
    asker.locator("select[name=kind]").select_option("development")
    asker.locator("textarea[name=subject]").fill("电镀废水深度除镍装置的开发与中试。")
    for name, value in {
        "amount": "800000", "start": first.isoformat(), "end": last.isoformat(), "steps-0-title": "装置验收",
        "steps-0-due": last.isoformat(), "steps-0-amount": "800000",
    }.items():  # fmt: skip
        asker.locator(f"input[name='{name}']").fill(value)
    asker.locator("textarea[name='steps-0-criteria']").fill("连续七天出水镍低于 0.1 mg/L")
    asker.locator("textarea[name=ownership]").fill("专利权归双方共有。")
    look(asker, f"{locale}-9-terms-form")
    follow(asker.locator(".actions").get_by_role("button", name=words["forward"], exact=True))
    expect(asker.locator("main")).to_contain_text("80\xa0万元" if locale.startswith("zh") else "CNY\xa0800,000")

    other.goto(asker.url)
    follow(other.get_by_role("button", name=words["agree"]))
    expect(other.locator("main")).to_contain_text(words["agreed"])
    look(other, f"{locale}-10-terms")

    other.goto(f"{site}{deal.get_absolute_url()}")
    follow(other.get_by_role("link", name=words["draft"]).first)
    look(other, f"{locale}-11-draft")
    follow(other.get_by_role("button", name=words["documents"]))
    look(other, f"{locale}-12-contract")
    with other.expect_download() as got:
        other.get_by_role("link", name="PDF").click()
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF")
    asker.goto(other.url)
    for page in (other, asker):
        follow(page.get_by_role("link", name=words["upload"]))
        page.locator("input[type=file]").set_input_files(
            {"name": "签署页.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 signed"}
        )
        look(page, f"{locale}-13-sign")
        follow(page.locator("main form button.primary"))
        page.wait_for_url("**/contract/")
    deal.refresh_from_db()
    assert deal.state == "contracted"

    other.goto(f"{site}{deal.get_absolute_url()}")
    follow(other.get_by_role("link", name="装置验收"))
    follow(other.get_by_role("link", name=words["hand"]).first)
    other.locator("textarea[name=text]").fill("连续七天出水镍 0.05 mg/L，报告附后。")
    look(other, f"{locale}-14-hand-in")
    follow(other.locator("main form button.primary"))
    asker.goto(f"{site}{deal.get_absolute_url()}")
    follow(asker.get_by_role("link", name="装置验收"))
    look(asker, f"{locale}-15-milestone")
    follow(asker.get_by_role("button", name=words["take"]))
    asker.goto(f"{site}{deal.get_absolute_url()}")
    look(asker, f"{locale}-16-delivered")
    other.goto(f"{site}{deal.get_absolute_url()}log/")
    look(other, f"{locale}-17-log")
    deal.refresh_from_db()
    assert deal.state == "delivered" and log.verify_all().holds


def test_without_script_everything_still_goes(
    stocked: World, solver: User, visit: Callable[..., Page], browser: Any
) -> None:
    problem = Problem.objects.create(
        title="电镀废水深度除镍", statement=NEED, community=stocked.east, owner=stocked.owner, state="published"
    )
    page = visit("/", java_script_enabled=False)
    sign_in(page, solver.email)
    site = "/".join(page.url.split("/")[:3])
    page.goto(f"{site}{problem.get_absolute_url()}")
    follow(page.get_by_role("link", name="用我的成果应答"))
    page.locator("textarea[name=message]").fill("我们做过同样的水，愿意先取样试验。")
    follow(page.get_by_role("button", name="发出邀请", exact=True))
    expect(page.locator("main")).to_contain_text("等待答复")
