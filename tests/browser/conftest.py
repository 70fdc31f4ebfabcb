"""A real Chromium; without one the tests are skipped, by name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright

from tests.factories.world import World, make

CHROMIUM = Path(os.environ.get("DUIJIE_CHROMIUM", "/usr/bin/chromium"))
PATIENCE_MS = 90_000
"""How long a busy machine may take; a page that never comes is what fails, not a slow one."""
expect.set_options(timeout=PATIENCE_MS)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in the test's thread


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason=f"there is no browser at {CHROMIUM} (set DUIJIE_CHROMIUM)"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = _launch(playwright)
        yield chromium
        chromium.close()


def _launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])


@pytest.fixture
def stocked(transactional_db: None, settings: LazySettings, tmp_path: Path) -> Iterator[World]:
    """A small community with things to find, in the index by words."""
    from duijie.matching import runtime
    from tests.factories.world import world as build
    from tests.layers import built

    settings.INDEX_URI = str(tmp_path / "index")
    runtime.close()
    world: World = built(build)
    make(
        world, "project", state="published", title="螯合树脂深度除镍", trl=8, fields=["2.7"], places=["330600"],
        summary="螯合树脂深度除镍，连续运行九个月，出水镍稳定在 0.05 mg/L。运行成本每吨 3.2 元。",
    )  # fmt: skip
    make(
        world, "talent", state="published", title="沈漪岚", headline="重金属废水处理",
        expertise="电镀废水除镍二十年，擅长螯合树脂与膜的组合工艺。",
    )  # fmt: skip
    make(world, "project", state="published", title="番茄育苗补光", summary="按光合状态自动调节补光灯亮度。")
    feed(world)
    yield world
    runtime.close()


def follow(target: Locator) -> None:
    """Click what leads to another page, or sends a form, and wait until that page stands whole.

    A click by itself returns before the next page is there: what looks at once still sees the old
    one, or is cut off in the middle.
    """
    with target.page.expect_navigation(wait_until="load"):
        target.click()


def feed(world: World) -> None:
    """Do what the worker does: bring the words of all items into the index."""
    from duijie.core import outbox
    from duijie.library.models import ITEM_MODELS
    from duijie.matching.indexing import feeding
    from duijie.matching.indexing.topics import ITEMS

    outbox.put(ITEMS, [item.key for model in ITEM_MODELS.values() for item in model._default_manager.all()])
    while feeding.drain_words():
        pass


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a page of the site in a fresh window; what the browser complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_page(
        address: str = "/", *, width: int = 1440, height: int = 900, locale: str = "zh-CN", **options: Any
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale=locale, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )
        page.goto(f"{live_server.url}{address}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
