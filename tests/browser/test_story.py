"""The main story, in a real browser: from a need in somebody's own words to a published problem."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from duijie.library.models import Problem
from tests.browser.conftest import feed
from tests.factories.world import World

NEED = "我们电镀车间的废水里镍超标。要求出水镍低于 0.1 mg/L，运行成本低于5元/吨，最好不产生污泥。"


def sign_in(page: Page, email: str) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + "/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill("correct horse battery")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/mine/")


@pytest.mark.browser
def test_a_need_becomes_a_published_problem(stocked: World, visit: Callable[..., Page]) -> None:
    # A visitor says what is needed and looks over the requirements.
    page = visit("/c/east/")
    page.get_by_label("用自己的话说出您的问题").fill(NEED)
    page.get_by_role("button", name="先核对要求").click()
    page.get_by_label("要求 1", exact=True).fill("出水镍低于 0.1 mg/L")
    page.get_by_role("button", name="增加几行").click()
    expect(page.get_by_label("要求 8", exact=True)).to_be_attached()
    page.get_by_role("button", name="开始匹配").last.click()

    # The match shows the sentence that answers, with the words marked.
    match = page.locator("li.match", has_text="螯合树脂深度除镍").first
    expect(match.locator("mark").first).to_be_visible()
    expect(match).to_contain_text("0.05 mg/L")

    # Talents only; the address can be kept.
    page.get_by_label("只看人才").check()
    expect(page.locator("li.match", has_text="沈漪岚")).to_be_visible()
    expect(page.locator("li.match", has_text="螯合树脂深度除镍连续")).to_have_count(0)
    expect(page).to_have_url(re.compile("kind=talent"))

    # Saving needs an account; what was typed waits behind signing up.
    page.get_by_role("link", name="存为问题").first.click()
    page.get_by_role("link", name="注册").click()
    page.get_by_label("姓名").fill("林澜")
    page.get_by_label("电子邮箱").fill("lin@example.org")
    page.get_by_label("密码", exact=True).fill("一座 bridge 过河 2026")
    page.get_by_role("button", name="注册").click()
    expect(page.get_by_label("用自己的话描述问题")).to_have_value(NEED)
    page.get_by_label("标题", exact=False).first.fill("电镀废水深度除镍")
    page.get_by_placeholder("输入文字缩小范围").first.fill("环境工程")
    page.get_by_role("group", name="领域").get_by_label("环境工程").check()
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_role("heading", name="电镀废水深度除镍")).to_be_visible()
    draft = Problem.objects.get(title="电镀废水深度除镍")
    assert (draft.state, draft.fields, draft.community) == ("draft", ["2.7"], stocked.east)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("正在等待秘书处审核")).to_be_visible()

    # The secretariat publishes it, and then anybody finds it.
    desk = visit("/")
    sign_in(desk, "secretariat@example.org")
    expect(desk.get_by_role("heading", name="我的条目")).to_be_visible()
    desk.goto(desk.url.replace("/mine/", "/review/"))
    desk.get_by_role("button", name="发布", exact=True).first.click()
    expect(desk.get_by_text("已发布，现在可以被找到")).to_be_visible()
    feed(stocked)
    reader = visit("/problems/?q=除镍")
    expect(reader.get_by_role("link", name="电镀废水深度除镍")).to_be_visible()


@pytest.mark.browser
def test_the_story_goes_without_javascript_too(stocked: World, visit: Callable[..., Page]) -> None:
    page = visit("/", java_script_enabled=False)
    page.get_by_label("用自己的话说出您的问题").fill(NEED)
    page.get_by_role("button", name="先核对要求").click()
    page.get_by_role("button", name="增加几行").click()
    expect(page.get_by_label("要求 7", exact=True)).to_be_visible()
    page.get_by_role("button", name="开始匹配").last.click()
    expect(page.locator("li.match").first).to_be_visible()
    page.get_by_label("只看人才").check()
    page.get_by_role("button", name="应用").click()
    expect(page).to_have_url(re.compile("kind=talent"))
    expect(page.locator("li.match", has_text="沈漪岚")).to_be_visible()
