"""The secretariat reviews with the keyboard, without a page being loaded; and with no script at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from duijie.reading.models import Article, Proposal, Statement
from duijie.reading.services.draining import drain_facts
from duijie.registry.models import Post
from tests.browser.test_pages import _TOO_WIDE, _TWICE, _UNLABELLED
from tests.browser.test_story import sign_in
from tests.factories.world import World
from tests.reading.review_world import page as keep
from tests.reading.review_world import proposal, read

pytestmark = pytest.mark.browser
REVIEW = "/c/east/facts/review/"


@pytest.fixture
def proposed(stocked: World, settings: LazySettings, tmp_path: Path) -> World:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    read(keep(stocked.east))
    return stocked


def enter(visit: Callable[..., Page], world: World, address: str, **options: Any) -> Page:
    """A page of the site as the secretariat sees it."""
    page = visit("/", **options)
    sign_in(page, world.secretariat.email)
    page.goto("/".join(page.url.split("/")[:3]) + address)
    return page


def heading(page: Page) -> str:
    return page.locator(".card.current:not(.sent) h2").inner_text()


def press(page: Page, key: str) -> None:
    """Press a key and wait until what it sent was answered and another card is shown."""
    before = heading(page)
    page.keyboard.press(key)
    page.wait_for_function(
        "before => { const now = document.querySelector('.card.current:not(.sent) h2');"
        " return (!now || now.innerText !== before) && !document.querySelector('.card.sent') }",
        arg=before,
    )


def test_decisions_by_keyboard_load_no_page(proposed: World, visit: Callable[..., Page]) -> None:
    page = enter(visit, proposed, REVIEW)
    page.evaluate("() => { window.stayed = true }")
    first = heading(page)
    press(page, "a")
    assert Post.objects.get().title in first
    press(page, "r")
    assert Proposal.objects.filter(state="rejected").exists()
    second = heading(page)
    press(page, "j")
    press(page, "k")
    assert heading(page) == second
    press(page, "r")
    page.keyboard.press("u")
    page.wait_for_function("before => document.querySelector('.card.current h2')?.innerText === before", arg=second)
    assert page.evaluate("() => window.stayed") is True
    # The rest, one key each, until nothing waits.
    for _number in range(Proposal.objects.filter(state__in=["pending", "undone"]).count()):
        if page.locator(".card.current:not(.sent)").count() == 0:
            break
        press(page, "a")
    expect(page.locator("#review .done")).to_be_visible()
    assert not Proposal.objects.filter(state__in=["pending", "undone"]).exists()
    assert page.evaluate("() => window.stayed") is True


def test_passing_over_cards_to_the_last_brings_the_next_ones(proposed: World, visit: Callable[..., Page]) -> None:
    waiting = Proposal.objects.filter(state="pending").count()
    assert waiting > 6
    page = enter(visit, proposed, REVIEW)
    assert page.locator(".card").count() < waiting
    seen = [heading(page)]
    for _number in range(waiting - 1):
        press(page, "j")
        seen.append(heading(page))
    assert len(set(seen)) == waiting  # each once, none left out
    page.keyboard.press("j")
    assert heading(page) == seen[-1]
    press(page, "k")
    assert heading(page) == seen[-2]
    assert not Statement.objects.exists()


def test_a_reading_that_is_under_way_shows_itself_and_then_the_facts(
    proposed: World, visit: Callable[..., Page]
) -> None:
    while drain_facts():  # what the fixture kept has been read
        pass
    address = Article.objects.get().get_absolute_url()
    page = enter(visit, proposed, address)
    page.locator("button[value=read]").click()
    under_way = page.locator("[hx-get$='/facts/state/']")
    expect(under_way).to_be_visible()
    while drain_facts():
        pass
    expect(under_way).to_have_count(0)
    expect(page.locator("button[value=read]")).to_be_enabled()


def test_a_card_that_is_refused_comes_back_with_the_reason(proposed: World, visit: Callable[..., Page]) -> None:
    page = enter(visit, proposed, f"{REVIEW}?kind=indicator")
    page.keyboard.press("e")
    value = page.locator(".card.current [data-field=value] input")
    value.fill("viele")
    value.press("Enter")
    expect(page.locator(".card.current .wrong")).to_be_visible()
    expect(page.locator(".card.current [data-field=value] .errors li")).to_be_visible()
    value.fill("4100")
    value.press("Enter")
    expect(page.locator(".card")).to_have_count(0)
    assert Statement.objects.get().fields["value"] == 4100


def test_it_works_without_a_script_and_fits_a_small_screen(proposed: World, visit: Callable[..., Page]) -> None:
    page = enter(visit, proposed, REVIEW, width=360, height=780, java_script_enabled=False)
    shown = page.locator(".card.current h2").inner_text()
    page.locator(".card.current [data-key=r]").click()
    assert page.locator(".card.current h2").inner_text() != shown
    assert Proposal.objects.filter(state="rejected").exists()


@pytest.mark.parametrize("address", [REVIEW, "/c/east/facts/decisions/", "/c/east/facts/sources/", "article"])
def test_pages_of_the_review_fit_and_are_fit_for_a_screen_reader(
    proposed: World, visit: Callable[..., Page], address: str
) -> None:
    if address == "article":
        address = proposal("event").facts.get().article.get_absolute_url()
    page = enter(visit, proposed, address, width=360, height=780)
    assert page.evaluate(_TOO_WIDE) <= 0
    assert page.evaluate(_TWICE) == []
    assert page.evaluate(_UNLABELLED) == []
