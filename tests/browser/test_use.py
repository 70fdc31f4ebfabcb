"""The report on the use of matches, as the secretariat sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_story import sign_in
from tests.factories.world import World

_CUT = "() => [...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth).length"
_TOPS = "() => [...document.querySelectorAll('.pair > section')].map((one) => one.getBoundingClientRect().top)"


@pytest.mark.browser
def test_no_share_is_cut_off_and_what_stands_beside_begins_level(stocked: World, visit: Callable[..., Page]) -> None:
    page = visit("/", width=1280)
    site = page.url.rstrip("/")
    page.goto(f"{site}/match/")
    page.locator("textarea").first.fill("电镀废水除镍，出水镍低于 0.1 mg/L")
    page.locator("textarea").first.press("Control+Enter")
    page.locator(".match").first.wait_for()
    sign_in(page, "secretariat-root@example.org")
    page.goto(f"{site}/match/use/")
    assert "100.0%" in page.locator("main").inner_text()
    assert page.evaluate(_CUT) == 0
    why, places = page.evaluate(_TOPS)
    assert why == places
