"""The pages of an account, at 360 pixels, in both languages and themes, each looked at by axe: from
signing up to a second factor, belonging, a claimed page, the data, and the way out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from playwright.sync_api import Page, expect

from duijie.core.models import User
from duijie.registry.models import Person
from duijie.registry.services.claiming import claim_person
from duijie.registry.services.joining import ask_to_join
from tests.browser.conftest import follow
from tests.browser.test_docking_story import enter, look
from tests.factories.world import World

pytestmark = pytest.mark.browser
PASSWORD = "一座 bridge 过河 2026"
LANGUAGES = pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])


@pytest.fixture(autouse=True)
def _no_limits_left() -> None:
    cache.clear()


def code(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def press(page: Page) -> None:
    """Send the first form of the page."""
    follow(page.locator("main form.form").first.locator("button.primary, button[type=submit]").first)


def prove(page: Page, password: str) -> None:
    """Give the password once more where it is asked for."""
    if "/reauthenticate/" in page.url:
        page.locator("input[name=password]").fill(password)
        press(page)


@LANGUAGES
def test_signing_up_signing_in_and_a_second_factor(stocked: World, visit: Callable[..., Page], locale: str) -> None:
    page = visit("/accounts/signup/", locale=locale, width=360, height=780)
    site = "/".join(page.url.split("/")[:3])
    look(page, f"account-{locale}-1-signup")
    page.locator("input[name=name]").fill("林澜")
    page.locator("input[name=email]").fill("lin@example.org")
    page.locator("input[name=password1]").fill("1234567890")
    press(page)
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    look(page, f"account-{locale}-2-signup-refused")
    page.locator("input[name=password1]").fill(PASSWORD)
    press(page)
    page.wait_for_url("**/mine/")

    page.goto(f"{site}/accounts/2fa/totp/activate/")
    look(page, f"account-{locale}-3-once-more")
    prove(page, PASSWORD)
    secret = page.locator("#totp_key").input_value()
    look(page, f"account-{locale}-4-app")
    page.locator("input[name=code]").fill(code(secret))
    press(page)
    page.goto(f"{site}/accounts/2fa/")
    look(page, f"account-{locale}-5-factors")
    for name, address in (("codes", "recovery-codes/"), ("off", "totp/deactivate/"), ("passkey", "webauthn/add/")):
        page.goto(f"{site}/accounts/2fa/{address}")
        prove(page, PASSWORD)
        look(page, f"account-{locale}-6-{name}")

    cache.clear()
    again = visit("/accounts/login/", locale=locale, width=360, height=780)
    look(again, f"account-{locale}-7-login")
    again.locator("input[name=login]").fill("lin@example.org")
    again.locator("input[name=password]").fill("not the password")
    press(again)
    expect(again.locator("[role=alert]").first).to_be_visible()
    look(again, f"account-{locale}-8-login-refused")
    again.locator("input[name=password]").fill(PASSWORD)
    press(again)
    again.wait_for_url("**/2fa/authenticate/")
    look(again, f"account-{locale}-9-second-factor")
    again.goto(f"{site}/accounts/password/reset/")
    look(again, f"account-{locale}-10-forgotten")
    again.locator("input[name=email]").fill("lin@example.org")
    press(again)
    look(again, f"account-{locale}-11-reset-sent")


@LANGUAGES
def test_what_is_kept_and_the_way_out(stocked: World, visit: Callable[..., Page], locale: str) -> None:
    page, site = enter(visit, stocked.owner, locale, 360)
    for name, address in (
        ("account", "account/"), ("addresses", "accounts/email/"), ("password", "accounts/password/change/"),
        ("sessions", "accounts/sessions/"), ("mails", "account/notices/"), ("tokens", "me/tokens/"),
        ("webhooks", "me/webhooks/"), ("delete", "account/delete/"), ("sign-out", "accounts/logout/"),
    ):  # fmt: skip
        page.goto(f"{site}/{address}")
        expect(page.locator("h1")).to_have_count(1)
        look(page, f"account-{locale}-20-{name}")
    page.goto(f"{site}/accounts/sessions/")
    expect(page.locator("li.entry").first).to_contain_text("Chrom")
    expect(page.locator("li.entry h2").first).not_to_contain_text("Mozilla")
    page.goto(f"{site}/account/")
    with page.expect_download() as got:
        page.locator(f"form[action='{page.locator('#data ~ form').get_attribute('action')}'] button").click()
    assert got.value.suggested_filename.endswith(".zip")


@LANGUAGES
def test_belonging_and_claiming(stocked: World, visit: Callable[..., Page], locale: str) -> None:
    person = Person.objects.create(name="member-east", community=stocked.east)
    page, site = enter(visit, stocked.member_east, locale, 360)
    for name, address in (
        ("organisations", "organisations/"), ("join", f"organisations/{stocked.firm.pk}/join/"),
        ("person", f"people/{person.pk}/"), ("claim", f"people/{person.pk}/claim/"), ("community", "c/east/community/"),
        ("leave", "c/east/community/leave/"),
    ):  # fmt: skip
        page.goto(f"{site}/{address}")
        look(page, f"account-{locale}-30-{name}")

    ask_to_join(user=stocked.outsider, organisation=stocked.firm, message="我在研发部。")
    claim_person(user=User.objects.get(pk=stocked.member_east.pk), person=person, message="这是我的页面。")
    page.goto(f"{site}/people/{person.pk}/claim/")
    look(page, f"account-{locale}-31-claimed")
    page.goto(f"{site}/account/")
    look(page, f"account-{locale}-32-waiting")
    boss, _site = enter(visit, stocked.organisation_admin, locale, 360)
    for name, address in (("requests", "requests/"), ("domains", "domains/"), ("members", "members/")):
        boss.goto(f"{site}/organisations/{stocked.firm.pk}/{address}")
        expect(boss.locator("h1")).to_have_count(1)
        look(boss, f"account-{locale}-33-{name}")
    desk, _site = enter(visit, stocked.secretariat, locale, 360)
    for name, address in (("claims", "c/east/people/claims/"), ("people", "c/east/community/members/")):
        desk.goto(f"{site}/{address}")
        look(desk, f"account-{locale}-34-{name}")
