"""Whatever goes wrong, a program is told in the same form, and nothing of the request is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override

from duijie.api.problems import CODES
from duijie.library.models import Problem
from tests.api.conftest import Api, World

pytestmark = pytest.mark.django_db


def _is_problem(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"].endswith(f"/api/problems#{code}")
    assert body["title"]
    assert body["detail"].endswith((".", "。"))
    assert body["request_id"] == response["X-Request-ID"]
    return body


def test_an_address_that_is_none(world: World) -> None:
    for path in ("/nothing", "/problems/not-an-id", "/communities/atlantis", "/communities/%00"):
        _is_problem(Api().get(path), 404, "not-found")
    _is_problem(Api(prefix="/c/atlantis").get("/problems"), 404, "not-found")


def test_a_method_that_is_none(world: World) -> None:
    item = world.item()
    refused = Api(world.owner).send("DELETE", f"/problems/{item.pk}", "")
    _is_problem(refused, 405, "method-not-allowed")
    assert {word.strip() for word in refused["Allow"].split(",")} == {"GET", "PATCH"}
    assert Problem.objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "\ufeff{}",
        b"\xff\xfe",
        '{"title": NaN}',
        '{"title": "a", "title": "b", "statement": "c"}',
        "[" * 100_000,
        '{"title": ' + "9" * 5_000 + "}",
    ],
)
def test_a_body_that_is_no_json(world: World, body: Any) -> None:
    refused = _is_problem(Api(world.owner).post("/problems", body), 400, "malformed")
    assert not any(word in refused["detail"] for word in ("Expecting", "set_int_max", "recursion"))  # Python's words
    assert not Problem.objects.exists()


@pytest.mark.parametrize("body", ["", "null", "[]", '"text"', "5"])
def test_a_body_that_is_no_object(world: World, body: str) -> None:
    _is_problem(Api(world.owner).post("/problems", body), 422, "invalid-input")


def test_half_a_character_is_refused(world: World) -> None:
    body = '{"title": "\\ud800", "statement": "y"}'
    refused = _is_problem(Api(world.owner).post("/problems", body), 422, "invalid-input")
    assert refused["errors"][0]["pointer"] == "#/title"


def test_a_body_of_another_kind(world: World) -> None:
    refused = Api(world.owner).post("/problems", "title=x", content_type="application/x-www-form-urlencoded")
    _is_problem(refused, 415, "unsupported-media-type")


def test_a_body_that_is_too_large(world: World, settings: Any) -> None:
    settings.API_BODY_LIMIT = 2048
    body = {"title": "x", "statement": "y" * 3000}
    refused = _is_problem(Api(world.owner).post("/problems", body), 413, "too-large")
    assert refused["limit"] == 2048
    assert not Problem.objects.exists()


def test_a_body_beyond_what_django_reads(world: World, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = {"title": "x", "statement": "y" * 3000}
    _is_problem(Api(world.owner).post("/problems", body), 413, "too-large")


def test_a_mistake_of_ours_tells_no_secrets(world: World, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def broken(*_args: Any, **_values: Any) -> None:
        raise RuntimeError("the password is swordfish")

    settings.DEBUG = True  # not even then
    monkeypatch.setattr("duijie.library.services.create_item", broken)
    response = Api(world.owner).post("/problems", {"title": "x", "statement": "y"})
    _is_problem(response, 500, "internal")
    assert b"swordfish" not in response.content
    assert b"Traceback" not in response.content


def test_a_mistake_outside_of_the_endpoints_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr("duijie.registry.middleware._community", broken)
    response = Api().get("/problems")
    _is_problem(response, 500, "internal")
    assert b"swordfish" not in response.content


def test_sentences_come_in_the_language_asked_for(world: World) -> None:
    english = Api().get("/problems", {"limit": 0}).json()
    assert english["errors"] == [{"parameter": "limit", "detail": "This must be 1 or more."}]
    assert english["title"] == "The input does not fit"
    need = {"text": "低成本去除废水中的砷", "kinds": ["castle"]}
    for language, detail in (
        ("zh-hans", "这里须为以下之一：problem、project、talent。"),
        ("en", "This must be one of problem, project, talent."),
    ):
        refused = Client().post("/api/v1/match", need, "application/json", headers={"Accept-Language": language}).json()
        assert [error["detail"] for error in refused["errors"]] == [detail]


def test_the_page_that_type_leads_to_explains_each_code(world: World) -> None:
    page = Client().get("/api/problems", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    for code in CODES:
        assert f'id="{code}"' in page.content.decode()


def test_a_failed_request_to_the_rest_of_the_site_stays_a_page(world: World) -> None:
    page = Client(raise_request_exception=False).get("/nothing-here")
    assert page.status_code == 404
    assert page["Content-Type"].startswith("text/html")


def test_what_has_not_changed_is_not_sent_again(world: World) -> None:
    item = world.item("project")
    reader = Api()
    etag = reader.get(f"/projects/{item.pk}")["ETag"]
    assert reader.get(f"/projects/{item.pk}", If_None_Match=etag).status_code == 304
    Api(world.owner).patch(f"/projects/{item.pk}", {"title": "New", "version": item.version})
    fresh = reader.get(f"/projects/{item.pk}", If_None_Match=etag)
    assert (fresh.status_code, fresh.json()["title"]) == (200, "New")
    for name in ("Accept-Language", "Authorization", "Cookie"):
        assert name in fresh["Vary"]
    assert fresh["Cache-Control"] == "private, no-cache"


def test_names_follow_the_language(world: World) -> None:
    world.item("project")
    with override("en"):
        english = Api().get("/projects").json()["items"][0]["community"]["name"]
    chinese = Api().get("/projects", Accept_Language="zh-CN").json()["items"][0]["community"]["name"]
    assert (english, chinese) == ("Branch", "分会")
