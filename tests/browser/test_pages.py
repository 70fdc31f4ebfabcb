"""What every page promises: it fits a small screen, is light, has labels and a way past the menus."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from duijie.library.models import Project
from tests.browser.conftest import follow
from tests.browser.test_story import sign_in
from tests.factories.world import World, make

pytestmark = pytest.mark.browser
ADDRESSES = [
    "/",
    "/problems/",
    "/projects/",
    "/talents/",
    "/match/",
    "/accounts/login/",
    "/accounts/signup/",
    "/nowhere/",
]
LIGHT = 100 * 1024

_UNLABELLED = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter((field) => !field.closest("[hidden]") && !(field.labels && field.labels.length)
        && !field.getAttribute("aria-label")).map((field) => field.outerHTML)"""
_TWICE = """() => { const ids = [...document.querySelectorAll("[id]")].map((part) => part.id);
    return ids.filter((id, at) => ids.indexOf(id) !== at) }"""
# WCAG 2.2, 2.5.8: at least 24 by 24, but for links within a sentence.
_TOO_SMALL = """() => [...document.querySelectorAll("main a[href], main button, main summary")].filter((part) => {
    const box = part.getBoundingClientRect();
    return getComputedStyle(part).display !== "inline" && box.width > 1 && (box.width < 24 || box.height < 24)
    }).map((part) => part.outerHTML)"""
_TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_fits_360_pixels_and_is_fit_for_a_screen_reader(
    stocked: World, visit: Callable[..., Page], address: str
) -> None:
    page = visit(address, width=360, height=780)
    assert page.evaluate(_TOO_WIDE) <= 0
    assert page.evaluate(_UNLABELLED) == []
    assert page.evaluate(_TWICE) == []
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_what_is_pressed_on_a_telephone_is_large_enough_for_a_finger(
    stocked: World, visit: Callable[..., Page]
) -> None:
    problem = make(stocked, "problem", state="published", keywords=["镍"])
    for address in ("/", "/problems/", "/match/", f"/problems/{problem.pk}/"):
        assert visit(address, width=360, height=780).evaluate(_TOO_SMALL) == [], address


SIGNED_IN = ["/mine/", "/problems/new/", "/projects/new/", "/talents/new/", "/review/", "/me/tokens/"]
SIGNED_IN += ["/organisations/", "/organisations/new/", "/people/new/", "/accounts/email/", "/status/"]


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_pages_behind_the_sign_in_fit_360_pixels_too(
    stocked: World, visit: Callable[..., Page], language: str
) -> None:
    page = visit("/", width=360, height=780, extra_http_headers={"Accept-Language": language})
    sign_in(page, "secretariat@example.org")
    site = "/".join(page.url.split("/")[:3])
    problem = make(stocked, "problem", state="published", budget_max=3_000_000, keywords=["W" * 60])
    for address in (*SIGNED_IN, f"/problems/{problem.pk}/", f"/problems/{problem.pk}/edit/"):
        page.goto(f"{site}{address}")
        assert page.evaluate(_TOO_WIDE) <= 0, address
        assert page.evaluate(_UNLABELLED) == [], address
        assert page.evaluate(_TWICE) == [], address
        assert page.locator("h1").count() == 1, address


def test_an_item_with_a_very_long_word_fits_too(stocked: World, visit: Callable[..., Page]) -> None:
    project = Project.objects.get(title="番茄育苗补光")
    Project.objects.filter(pk=project.pk).update(title="W" * 200, summary="https://example.org/" + "x" * 300)
    for address in ("/projects/", f"/projects/{project.pk}/"):
        assert visit(address, width=360, height=780).evaluate(_TOO_WIDE) <= 0


@pytest.mark.parametrize("address", ["/", "/projects/", "/match/"])
def test_a_page_weighs_less_than_100_kb_with_all_it_needs(
    stocked: World, visit: Callable[..., Page], address: str
) -> None:
    page = visit("/accounts/login/")
    bodies: list[int] = []
    page.on("response", lambda response: bodies.append(len(response.body())))
    page.goto(page.url.replace("/accounts/login/", address))
    page.wait_for_load_state("networkidle")
    assert 0 < sum(bodies) < LIGHT * 1.5  # here nothing is packed; served, scripts and sheets are


def test_the_first_tab_leads_past_the_menus(stocked: World, visit: Callable[..., Page]) -> None:
    page = visit("/problems/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_reader_makes_the_page_dark_and_english(stocked: World, visit: Callable[..., Page]) -> None:
    page = visit("/")
    page.locator("summary", has_text="外观").click()
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("summary", has_text="外观").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="浅色")).to_be_hidden()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("State the problem. Meet what solves it.")


@pytest.mark.parametrize("script", [True, False])
def test_on_a_telephone_the_language_is_changed_by_the_keyboard_without_opening_a_menu(
    stocked: World, visit: Callable[..., Page], script: bool
) -> None:
    page = visit("/projects/?q=除镍", width=360, height=780, java_script_enabled=script)
    english = page.get_by_role("button", name="English")
    expect(english).to_be_in_viewport(ratio=1)
    english.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Projects")
    assert "q=" in page.url
    expect(page.get_by_role("button", name="简体中文")).to_be_in_viewport(ratio=1)


NICKEL = (
    "电镀废水里的镍超标，现有沉淀法降不下来。要求：出水镍低于 0.1 mg/L；运行成本每吨不超过 5 元；" + "不产生污泥；" * 9
)
FIRST = "li.match h2"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_on_a_telephone_the_first_match_stands_on_the_first_screen(
    stocked: World, visit: Callable[..., Page], locale: str, script: bool
) -> None:
    """However long the need: what was asked and what may be filtered is folded, and opens with a press."""
    page = visit("/match/", width=360, height=800, locale=locale, java_script_enabled=script)
    page.locator("textarea[name=text]").fill(NICKEL)
    follow(page.locator("#need button[data-busy]"))
    expect(page.locator(FIRST).first).to_be_in_viewport(ratio=1)
    expect(page.locator("#trl")).to_be_hidden()
    page.locator("#filters summary").first.click()
    page.locator("#trl").select_option("6")
    if script:
        expect(page.locator("#results")).to_contain_text("TRL 6")
    follow(page.locator("#filters button"))
    narrowed = page.locator("#results p", has_text="TRL 6")
    expect(narrowed).to_be_in_viewport(ratio=1)
    expect(page.locator(FIRST).first).to_be_in_viewport(ratio=1)
    follow(narrowed.get_by_role("link"))
    assert page.url.endswith("/") and page.locator(FIRST).count() > 1
    page.locator(".need summary").first.click()
    expect(page.locator(".need .claims")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_on_a_wide_screen_need_and_filters_stand_open(stocked: World, visit: Callable[..., Page], script: bool) -> None:
    page = visit("/match/", java_script_enabled=script)
    page.locator("textarea[name=text]").fill(NICKEL)
    follow(page.locator("#need button[data-busy]"))
    expect(page.locator("#trl")).to_be_visible()
    expect(page.locator(".need .claims")).to_be_visible()
    expect(page.locator("#filters > details > summary")).to_be_hidden()


def test_on_a_telephone_the_head_of_the_page_takes_two_lines(stocked: World, visit: Callable[..., Page]) -> None:
    """One for name and tools, one for the ways through the site, which is scrolled to where the reader is."""
    stocked.root.name_zh, stocked.root.name_en = "云汀科技协会联合会", "Yunting Association for Science and Technology"
    stocked.root.save()
    for locale in ("zh-CN", "en-GB"):
        page = visit("/articles/", width=360, height=780, locale=locale)
        assert page.evaluate("document.querySelector('header').offsetHeight") <= 120, locale
        assert len({box["y"] for box in (way.bounding_box() for way in page.locator("nav.main a").all()) if box}) == 1
        expect(page.locator("nav.main [aria-current]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("kind", ["problem", "project", "talent"])
def test_on_a_telephone_the_invitation_stands_before_a_long_text(
    stocked: World, visit: Callable[..., Page], kind: str
) -> None:
    text = {"problem": "statement", "project": "summary", "talent": "expertise"}[kind]
    item = make(stocked, kind, state="published", title="含镍废水", **{text: "每天三百吨含镍的水要处理。\n" * 60})
    invitation = visit(item.get_absolute_url(), width=360, height=780).locator("a[href^='/introductions/new/']")
    expect(invitation).to_have_count(1)
    expect(invitation).to_be_in_viewport(ratio=1)


def test_one_place_of_many_is_found_by_typing(stocked: World, visit: Callable[..., Page]) -> None:
    for code in ("11", "12", "13", "21", "22", "23", "31", "32", "34", "35", "36"):
        make(stocked, "project", state="published", title=f"成果{code}", places=[f"{code}0000"])
    page = visit("/projects/")
    places = page.get_by_role("group", name="地区")
    everything = places.get_by_role("checkbox").count()
    assert everything > 10
    places.get_by_role("searchbox").fill("辽")
    expect(places.get_by_role("checkbox")).to_have_count(1)
    places.get_by_label("辽宁").check()
    expect(page.locator("#results")).to_contain_text("成果21")
    expect(page.locator("#results")).not_to_contain_text("成果11")
    places.get_by_role("searchbox").fill("上海")
    expect(places.get_by_role("checkbox")).to_have_count(2)  # what is ticked stays in sight
    places.get_by_role("searchbox").fill("")
    expect(places.get_by_role("checkbox")).to_have_count(everything)
    expect(page.get_by_role("group", name="领域").get_by_role("searchbox")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_longest_menu_stays_in_the_window_and_its_last_way_is_reached(
    stocked: World, visit: Callable[..., Page], width: int
) -> None:
    page = visit("/", width=width, height=700)
    sign_in(page, "secretariat@example.org")
    page.locator(".tools details.menu summary").last.click()
    sheet = page.locator(".sheet.groups")
    box = sheet.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= 700
    sheet.get_by_role("link").last.click()
    page.wait_for_url("**/status/")


def test_text_reaches_the_contrast_that_aa_asks_in_light_and_dark(stocked: World, visit: Callable[..., Page]) -> None:
    """The colours as the browser computes them, of body, soft, link and button."""
    from duijie.portal.colours import contrast

    def measured(page: Page, selector: str, name: str) -> str:
        colour = page.locator(selector).first.evaluate(f"(part) => getComputedStyle(part).{name}")
        red, green, blue = (int(value) for value in colour.removeprefix("rgb(").removesuffix(")").split(","))
        return f"#{red:02x}{green:02x}{blue:02x}"

    for scheme in ("light", "dark"):
        page = visit("/", color_scheme=scheme)
        ground, surface = measured(page, "body", "backgroundColor"), measured(page, ".hero", "backgroundColor")
        assert contrast(measured(page, "body", "color"), ground) >= 7
        assert contrast(measured(page, ".entry .meta", "color"), ground) >= 4.5
        assert contrast(measured(page, ".lead", "color"), surface) >= 4.5
        assert contrast(measured(page, ".tries a", "color"), surface) >= 4.5
        button = ".btn.primary"
        assert contrast(measured(page, button, "color"), measured(page, button, "backgroundColor")) >= 4.5
        mark = ".specimen mark"
        assert contrast(measured(page, mark, "color"), measured(page, mark, "backgroundColor")) >= 4.5
