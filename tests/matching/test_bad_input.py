"""What people and endpoints get wrong, through the service, the site, the API and the command line:
each gets a clear sentence, or an answer that says in what it is less good."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import translation

from duijie.core.errors import InvalidInput, TooLarge
from duijie.library.models import Item
from duijie.matching import runtime
from duijie.matching.embedders import Endpoint, EndpointSettings
from duijie.matching.indexing import feeding
from duijie.matching.services.directions import problems_for
from duijie.matching.services.finding import find_matches
from duijie.registry.standing import ANONYMOUS
from tests.factories.world import World, make
from tests.matching.embedders.server import Server, vectors
from tests.matching.plating import NICKEL, nickel, put, resin

pytestmark = pytest.mark.django_db

PAGE = "我们是一家电镀厂，废水处理站每天处理三百吨。" * 130  # about 3,000 characters
EMPTY = ("", "   ", "的了和", "需要 需要", "!!! ??? ……", "12345 67890", "\u200b\u200b", "the of and")
LONG = (PAGE * 100, PAGE * 7, "a " * 10_001)


@pytest.fixture
def by_words(index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(runtime, "embedders", lambda: ())
    with translation.override("en"):
        yield


def api(client: Client, text: str, **values: Any) -> Any:
    return client.post(
        "/api/v1/match", json.dumps({"text": text, **values}), "application/json", headers={"Accept-Language": "en"}
    )


# The need


@pytest.mark.parametrize("text", EMPTY)
def test_a_need_with_no_content_words_is_told_what_to_say(
    client: Client, world: World, by_words: None, text: str
) -> None:
    with pytest.raises(InvalidInput, match="too little"):
        find_matches(actor=ANONYMOUS, text=text)
    page = client.post("/match/", {"text": text}, headers={"Accept-Language": "en"})
    assert page.status_code == 422
    assert 'class="errors"' in page.content.decode()
    answer = api(client, text)
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid-input"


@pytest.mark.parametrize("text", LONG, ids=("100 pages", "7 pages", "words"))
def test_a_hundred_pages_are_refused_with_the_limit(client: Client, world: World, by_words: None, text: str) -> None:
    with pytest.raises(TooLarge, match="20,000"):
        find_matches(actor=ANONYMOUS, text=text)
    page = client.post("/match/", {"text": text}, headers={"Accept-Language": "en"})
    assert page.status_code in (413, 422)
    assert "20,000" in page.content.decode() or "20000" in page.content.decode()
    answer = api(client, text)
    assert answer.status_code in (413, 422)
    assert answer.json()["code"] in ("too-large", "invalid-input")


def test_what_is_larger_than_any_form_is_told_too(client: Client, world: World) -> None:
    body = urlencode({"text": PAGE * 100})
    assert len(body) > 2 * 1024 * 1024
    refused = client.post(
        "/match/", body, content_type="application/x-www-form-urlencoded", headers={"Accept-Language": "en"}
    )
    assert refused.status_code == 413
    assert "too large" in refused.content.decode()


def test_as_much_as_is_read_is_answered(client: Client, world: World, by_words: None) -> None:
    put(resin(world))
    text = (NICKEL * 600)[:20_000]
    assert find_matches(actor=ANONYMOUS, text=text).offers
    assert api(client, text).status_code == 200
    assert client.post("/match/", {"text": text}, follow=True).status_code == 200


# The library


def test_a_library_of_one_answers(client: Client, world: World, by_words: None) -> None:
    only = resin(world)
    put(only)
    found = find_matches(actor=ANONYMOUS, text=NICKEL)
    assert [offer.item for offer in found.offers] == [only]
    assert 0 < found.offers[0].match.score < 1
    assert api(client, NICKEL).json()["total"] == 1
    assert only.title in client.post("/match/", {"text": NICKEL}, follow=True).content.decode()
    assert problems_for(actor=ANONYMOUS, items=[only]).rows == ()


def test_an_empty_library_says_that_nothing_fits(client: Client, world: World, by_words: None) -> None:
    assert find_matches(actor=ANONYMOUS, text=NICKEL).offers == ()
    assert api(client, NICKEL).json()["matches"] == []
    shown = client.post("/match/", {"text": NICKEL}, follow=True, headers={"Accept-Language": "en"}).content.decode()
    assert "Nothing fits yet." in shown


def test_a_library_of_copies_keeps_its_order_and_scores(client: Client, world: World, by_words: None) -> None:
    copies = [resin(world) for _ in range(25)]
    problems = [nickel(world) for _ in range(3)]
    put(*copies, *problems)
    whole = [offer.match for offer in find_matches(actor=ANONYMOUS, text=NICKEL, limit=50).offers]
    assert whole
    assert len({round(match.score, 9) for match in whole}) == 1
    again = [offer.match.document for offer in find_matches(actor=ANONYMOUS, text=NICKEL, limit=50).offers]
    assert again == [match.document for match in whole]
    answers = problems_for(actor=ANONYMOUS, items=copies[:1])
    assert {row.problem for row in answers.rows} == set(problems)
    assert len({round(row.offer.match.score, 9) for row in answers.rows}) == 1
    assert api(client, NICKEL).status_code == 200


# The endpoint


def _down(server: Server) -> None:
    server.stop()


def _wrong_size(server: Server) -> None:
    server.answer = lambda body: vectors([[1.0, 2.0] for _ in body["input"]])


def _no_number(server: Server) -> None:
    server.answer = lambda body: vectors([[None, 1.0, 0.0] for _ in body["input"]])


def _too_large(server: Server) -> None:
    server.answer = lambda body: (200, json.dumps({"data": [
        {"index": n, "embedding": [1e999, 1.0, 0.0]} for n in range(len(body["input"]))
    ]}).encode())  # fmt: skip


def _refuses(server: Server) -> None:
    server.answer = lambda body: (500, b"out of memory")


def _too_few(server: Server) -> None:
    server.answer = lambda body: vectors([[1.0, 0.0, 0.0]])


def _hangs(server: Server) -> None:
    def late(body: dict[str, Any]) -> tuple[int, bytes]:
        time.sleep(2)
        return vectors([[1.0, 1.0, 0.0] for _ in body["input"]])

    server.answer = late


FAILURES = (_down, _hangs, _wrong_size, _no_number, _too_large, _refuses, _too_few)


@pytest.fixture
def endpoint(
    index: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, world: World
) -> Iterator[tuple[Server, Item]]:
    """A library embedded by an endpoint that then begins to fail."""
    server = Server()
    embedder = Endpoint(EndpointSettings(url=server.url, model="m", dimension=3, timeout=2.0, patience=0.5))
    monkeypatch.setattr(runtime, "embedders", lambda: (embedder,))
    project = resin(world)
    other = make(world, "project", title="番茄补光", summary="番茄育苗补光灯。", state="published")
    with translation.override("en"):
        put(project, other)
        while feeding.drain_vectors():
            pass
        yield server, project
    embedder.close()
    server.stop()


@pytest.mark.parametrize("fails", FAILURES, ids=lambda one: one.__name__.strip("_"))
def test_an_endpoint_that_fails_leaves_an_answer_by_words_that_says_so(
    client: Client, world: World, endpoint: tuple[Server, Item], fails: Callable[[Server], None]
) -> None:
    server, project = endpoint
    assert find_matches(actor=ANONYMOUS, text=NICKEL).degraded == ()
    fails(server)
    found = find_matches(actor=ANONYMOUS, text=NICKEL + "新的一句。")
    assert found.offers[0].item == project
    assert [one.space for one in found.degraded] == ["openai"]
    assert all(0 <= offer.match.score <= 1 for offer in found.offers)
    answer = api(client, NICKEL + "新的一句。").json()
    assert answer["matches"][0]["item"]["id"] == str(project.pk)
    assert len(answer["degraded"]) == 1
    assert server.url not in json.dumps(answer)
    page = client.post("/match/", {"text": NICKEL}, follow=True, headers={"Accept-Language": "en"}).content.decode()
    assert "Part of the search could not be used this time" in page
    assert project.title in page
    assert server.url not in page


@pytest.mark.parametrize("fails", FAILURES, ids=lambda one: one.__name__.strip("_"))
def test_the_other_directions_say_so_too(
    client: Client, world: World, endpoint: tuple[Server, Item], fails: Callable[[Server], None]
) -> None:
    server, project = endpoint
    fails(server)
    problem = nickel(world)
    put(problem)
    found = problems_for(actor=ANONYMOUS, items=[project])
    assert [row.problem for row in found.rows] == [problem]
    assert [one.space for one in found.degraded] == ["openai"]
    for address, told in (
        (f"/projects/{project.pk}/problems/", problem.title),
        (f"/organisations/{project.organisation_id}/partners/", world.firm.name),
    ):
        page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
        assert "Part of the search could not be used this time" in page
        assert told in page
        assert server.url not in page
    answer = client.get(f"/api/v1/projects/{project.pk}/problems").json()
    assert answer["answers"] and len(answer["degraded"]) == 1
    assert server.url not in json.dumps(answer)


def test_a_problem_that_was_embedded_before_needs_no_endpoint(world: World, endpoint: tuple[Server, Item]) -> None:
    server, project = endpoint
    problem = nickel(world)
    put(problem)
    while feeding.drain_vectors():
        pass
    find_matches(actor=ANONYMOUS, text=NICKEL)  # whoever asked before knows the scale of the space
    server.stop()
    found = problems_for(actor=ANONYMOUS, items=[project])
    assert [row.problem for row in found.rows] == [problem]
    assert found.degraded == ()
