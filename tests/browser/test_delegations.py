"""The pages of delegations as who gives, who stands in and a party see them, in both languages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser

from duijie.core.models import User
from duijie.docking.models import Deal
from tests.docking.conftest import Match
from tests.docking.conftest import match as build_match
from tests.docking.rooms import brokered
from tests.docking.test_delegations import _delegate, _lead
from tests.factories.world import World
from tests.factories.world import world as build_world
from tests.layers import built

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("DUIJIE_SHOTS", "")


@pytest.fixture
def deal(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[tuple[Match, Deal, User]]:
    from duijie.registry.models import Role
    from duijie.registry.services import grant_role

    settings.MEDIA_ROOT = str(tmp_path)
    world: World = built(build_world)  # in a database that a server in another thread sees
    match: Match = built(build_match, world=world)
    second = User.objects.create_user("second@example.org", "correct horse battery", name="周经纪")
    grant_role(actor=None, user=second, community=world.east, kind=Role.Kind.BROKER)
    found = brokered(match)
    _delegate(match, second)
    _delegate(match, second, actor=_lead(match, second))
    yield match, found, second


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_pages_of_a_delegation(
    deal: tuple[Match, Deal, User], browser: Browser, live_server: Any, language: str
) -> None:
    match, found, second = deal
    pages = {
        "arrange": (User.objects.get(name="组长"), f"/c/east/delegations/new/?for={match.world.broker.pk}"),
        "given": (match.world.broker, "/c/east/delegations/"),
        "new": (match.world.broker, "/c/east/delegations/new/"),
        "worklist": (second, "/c/east/worklist/?show=standing-in"),
        "room": (match.asker, found.get_absolute_url()),
    }
    for name, (user, path) in pages.items():
        client = Client()
        client.force_login(user)
        for width, scheme in ((1280, "light"), (360, "dark")):
            context = browser.new_context(
                locale=language,
                viewport={"width": width, "height": 900},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            cookie = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
            page = context.new_page()
            page.set_default_timeout(90_000)
            answer = page.goto(f"{live_server.url}{path}")
            assert answer is not None and answer.status == 200
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, width)
            serious = [
                one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")
            ]
            assert serious == [], (name, width, serious)
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/delegation-{name}-{language}-{width}.png", full_page=True)
            context.close()
