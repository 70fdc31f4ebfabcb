"""The frame around every page: language, look, community, messages, errors."""

from __future__ import annotations

import re

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.test import Client
from django.utils import translation

from duijie.core.models import User
from duijie.registry.middleware import CommunityMiddleware
from duijie.registry.models import Community
from tests.factories.world import World, make
from tests.helpers import assert_same_queries

pytestmark = pytest.mark.django_db
HAN = re.compile(r"[\u4e00-\u9fff]")


def page(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    return response.content.decode()


def test_home_offers_the_box_and_counts_what_there_is(client: Client, world: World) -> None:
    make(world, "project", state="published", title="除镍树脂")
    make(world, "project", state="draft", title="谁也看不到")
    shown = page(client, "/")
    assert 'name="text"' in shown
    assert "除镍树脂" in shown
    assert "谁也看不到" not in shown
    assert re.search(r"<dd>1</dd>", shown)


def test_a_reader_chooses_language_and_look_and_comes_back_to_the_page(client: Client, world: World) -> None:
    assert "说出难题" in page(client, "/")
    response = client.post("/preferences/", {"language": "en", "next": "/problems/?q=a"})
    assert (response.status_code, response["Location"]) == (302, "/problems/?q=a")
    assert "State the problem" in page(client, "/")
    client.post("/preferences/", {"theme": "dark"})
    assert 'data-theme="dark"' in page(client, "/")
    client.post("/preferences/", {"theme": "auto", "language": "tlh"})
    assert "data-theme" not in page(client, "/")


def test_choosing_never_leads_to_another_site(client: Client, world: World) -> None:
    response = client.post("/preferences/", {"theme": "dark", "next": "https://evil.example/"})
    assert response["Location"] == "/"


def test_the_choice_of_language_is_kept_with_the_account(client: Client, world: World) -> None:
    client.force_login(world.outsider)
    client.post("/preferences/", {"language": "en"})
    assert User.objects.get(pk=world.outsider.pk).language == "en"


ADDRESSES = ["/", "/problems/", "/projects/", "/talents/", "/match/", "/accounts/login/", "/accounts/signup/"]
ADDRESSES += ["/accounts/password/reset/", "/nothing-here/"]
SIGNED_IN = ["/mine/", "/problems/new/", "/projects/new/", "/talents/new/", "/review/", "/accounts/email/"]
SIGNED_IN += ["/accounts/password/change/", "/me/tokens/"]


@pytest.mark.parametrize("address", [*ADDRESSES, *SIGNED_IN])
def test_an_english_page_has_no_chinese_but_the_names_of_things(client: Client, world: World, address: str) -> None:
    if address in SIGNED_IN:
        client.force_login(world.secretariat_root)
    response = client.get(address, headers={"accept-language": "en"})
    shown = re.sub(r"<select.*?</select>", "", response.content.decode(), flags=re.DOTALL)
    for name in ("简体中文", "总会", "东分会", "西分会"):
        shown = shown.replace(name, "")
    assert not HAN.search(shown), HAN.findall(shown)


@pytest.mark.parametrize("address", [*ADDRESSES, *SIGNED_IN])
def test_a_chinese_page_has_no_english_words(client: Client, world: World, address: str) -> None:
    if address in SIGNED_IN:
        client.force_login(world.secretariat_root)
    response = client.get(address, headers={"accept-language": "zh-CN"})
    body = response.content.decode().partition("<body>")[2]
    text = re.sub(r"<(script|svg)\b.*?</\1>", " ", body, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", text)
    words = set(re.findall(r"[A-Za-z]{3,}", text))
    names = {"English", "TRL", "API", "CSV", "CNY", "USD", "EUR", "HKD", "GBP", "JPY", "secretariat", "root", "quot"}
    names |= {"example", "org", "PDF", "Duijie", "UTC"}
    assert words - names == set()


def test_no_page_has_inline_scripts_or_styles(client: Client, world: World) -> None:
    client.force_login(world.secretariat_root)
    for address in ("/", "/problems/", "/problems/new/", "/match/", "/review/", "/mine/"):
        response = client.get(address)
        shown = response.content.decode()
        assert "style=" not in shown
        assert not re.search(r"<script(?![^>]*\bsrc=)", shown)
        assert not re.search(r"\son[a-z]+=", shown)
        assert "'unsafe-inline'" not in response["Content-Security-Policy"]


def test_a_community_has_its_own_name_colour_and_address(client: Client, world: World) -> None:
    Community.objects.filter(pk=world.east.pk).update(colour="#a01010")
    shown = page(client, "/c/east/")
    assert "东分会" in shown
    assert "/c/east/theme.css?a01010" in shown
    assert 'href="/c/east/problems/"' in shown
    assert "--brand:#a01010" in page(client, "/c/east/theme.css")
    assert client.get("/c/nowhere/").status_code == 404


def test_nobody_notices_the_tree_where_there_is_one_community(client: Client, world: World) -> None:
    assert "/c/east/" in page(client, "/")
    world.firm.delete()
    for role_holder in world.people.values():
        role_holder.roles.all().delete()
    Community.objects.filter(parent__isnull=False).delete()
    assert "共同体" not in page(client, "/").partition("<main")[0]


def test_an_emblem_is_served_as_a_picture_and_nothing_else(client: Client, world: World) -> None:
    assert client.get("/emblem/").status_code == 404
    for name, content, kind in (("sign.png", b"\x89PNG\r\n", "image/png"), ("sign.svg", b"<svg/>", "")):
        world.root.emblem.save(name, ContentFile(content))
        try:
            response = client.get("/emblem/")
            assert response.status_code == (200 if kind else 404)
            if kind:
                assert (response["Content-Type"], response["X-Content-Type-Options"]) == (kind, "nosniff")
                assert "sandbox" in response["Content-Security-Policy"] and "max-age" in response["Cache-Control"]
                assert b"".join(response.streaming_content) == content  # type: ignore[attr-defined]
        finally:
            world.root.emblem.delete()


def test_an_address_that_leads_nowhere_says_so_in_the_frame(client: Client, world: World) -> None:
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "返回首页" in response.content.decode()
    assert 'href="/match/"' in response.content.decode().split("<main", 1)[1], "and leads on"


def test_the_menu_names_no_page_that_is_closed_to_the_reader(client: Client, world: World) -> None:
    client.force_login(world.secretariat)
    for home in ("/", "/c/east/"):
        page = client.get(home).content.decode()
        offered = 'sources/">' in page
        assert offered == (client.get(f"{home}sources/").status_code == 200), home


def test_a_failure_of_ours_needs_no_database_to_be_told(client: Client, world: World, monkeypatch: object) -> None:
    from duijie.portal.errors import server_error

    response = server_error(None)  # type: ignore[arg-type]
    assert response.status_code == 500
    assert "</html>" in response.content.decode()
    assert '<html lang="zh-Hans">' in response.content.decode()
    with translation.override("en"):
        assert '<html lang="en">' in server_error(None).content.decode()  # type: ignore[arg-type]


def test_a_database_that_is_away_is_told_as_such(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(CommunityMiddleware, "__call__", away)
    visitor = Client(raise_request_exception=False)
    for address, words in (("/problems/", "请一分钟后再试"), ("/api/v1/problems", "unavailable")):
        response = visitor.get(address)
        assert (response.status_code, response["Retry-After"]) == (503, "10")
        assert words in response.content.decode()


def test_a_form_without_its_token_says_what_to_do(world: World) -> None:
    response = Client(enforce_csrf_checks=True).post("/match/", {"text": "除镍"})
    assert response.status_code == 403
    assert "请重新提交" in response.content.decode()


def test_how_far_the_index_is_is_for_the_secretariat(client: Client, world: World) -> None:
    client.force_login(world.member_east)
    assert client.get("/status/").status_code == 403
    client.logout()
    assert client.get("/status/").status_code == 302


@pytest.mark.parametrize("who", ["anonymous", "member_east", "secretariat"])
def test_home_costs_the_same_for_one_item_and_for_thirty(client: Client, world: World, who: str) -> None:
    if who != "anonymous":
        client.force_login(getattr(world, who))
    assert_same_queries(
        lambda: page(client, "/c/east/"),
        lambda number: [make(world, "problem", state="published", fields=["2.7"]) for _ in range(number)],
    )


def test_my_items_cost_the_same_for_one_and_for_thirty(client: Client, world: World) -> None:
    client.force_login(world.owner)
    assert_same_queries(
        lambda: page(client, "/mine/?kind=project"),
        lambda number: [make(world, "project", places=["330600"]) for _ in range(number)],
    )
