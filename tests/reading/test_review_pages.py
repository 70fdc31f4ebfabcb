"""The secretariat works through what was read; everybody follows values to the quote that says them."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from duijie.core.models import User
from duijie.reading.models import Decision, Proposal, SourceTrust, Statement
from duijie.reading.services import accept, is_being_read, reject
from duijie.reading.services.draining import drain_facts
from duijie.registry.models import Organisation, Person, Post
from duijie.registry.services import merge_organisations
from tests.factories.world import World
from tests.helpers import assert_same_queries, count_queries
from tests.reading.review_world import BODY, FACTS, organisation, page, proposal, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_apart")]
HTMX = {"HX-Request": "true"}


def signed_in(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def shown(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


EAST = "/c/east"


def test_a_card_shows_the_quote_in_its_text_what_is_recorded_and_what_is_proposed(world: World) -> None:
    academy = organisation(world.east, "江城科学院本部")
    read(page(world.east))
    text = shown(signed_in(world.secretariat), f"{EAST}/facts/review/", kind="organisation")
    assert "<mark>江城科学院院长张平</mark>" in text
    assert f'value="same:{academy.pk}"' in text
    assert "江城科学院本部" in text
    assert text.count("data-card=") == 3


def test_without_a_script_each_decision_leads_to_the_next_card(world: World) -> None:
    read(page(world.east))
    client = signed_in(world.secretariat)
    waiting = Proposal.objects.count()
    for action in ("accept", "reject"):
        first = re.search(r'data-card="([^"]+)"', shown(client, f"{EAST}/facts/review/"))
        assert first
        response = client.post(f"{EAST}/facts/review/{first[1]}/", {"action": action}, follow=True)
        assert response.status_code == 200
        assert f'data-card="{first[1]}"' not in response.content.decode()
    assert Post.objects.count() == 1
    assert Decision.objects.count() == 2
    assert Proposal.objects.filter(state="pending").count() < waiting - 2


def test_with_a_script_only_the_next_cards_are_sent(world: World) -> None:
    read(page(world.east))
    client = signed_in(world.secretariat)
    ids = re.findall(r'data-card="([^"]+)"', shown(client, f"{EAST}/facts/review/"))
    assert len(ids) == 4
    response = client.post(
        f"{EAST}/facts/review/{ids[0]}/", {"action": "accept", "loaded": ",".join(ids)}, headers=HTMX
    )
    text = response.content.decode()
    assert "<html" not in text
    told = json.loads(response["HX-Trigger-After-Settle"])
    assert ids[0] in told["decided"]["ids"]
    fresh = re.findall(r'data-card="([^"]+)"', text)
    assert fresh and not set(fresh) & set(ids)
    assert 'hx-swap-oob="true"' in text and "data-undo" in text


def test_undo_brings_the_card_back(world: World) -> None:
    read(page(world.east))
    client = signed_in(world.secretariat)
    event = proposal("event")
    client.post(f"{EAST}/facts/review/{event.pk}/", {"action": "accept"})
    decision = Decision.objects.get()
    response = client.post(f"{EAST}/facts/decisions/{decision.pk}/undo/", headers=HTMX)
    assert f'data-card="{event.pk}"' in response.content.decode()
    assert not Statement.objects.exists()
    again = client.post(f"{EAST}/facts/decisions/{decision.pk}/undo/", headers=HTMX)
    assert "undone already" in json.loads(again["HX-Trigger-After-Settle"])["refused"]["message"]


def test_a_value_that_does_not_fit_is_explained_and_stays_typed(world: World) -> None:
    read(page(world.east))
    client = signed_in(world.secretariat)
    indicator = proposal("indicator")
    typed = {
        "action": "edit",
        "subject": "江城科学院",
        "measure": "人数",
        "value": "viele",
        "unit": "位",
        "as_of": "gestern",
    }
    response = client.post(f"{EAST}/facts/review/{indicator.pk}/", typed)
    text = response.content.decode()
    assert response.status_code == 422
    assert 'value="viele"' in text and "Give a number" in text and "Give a date" in text
    assert proposal("indicator").state == "pending"
    told = client.post(f"{EAST}/facts/review/{indicator.pk}/", typed, headers=HTMX)
    assert set(json.loads(told["HX-Trigger-After-Settle"])["refused"]["fields"]) == {"value", "as_of"}
    typed |= {"value": "4,100", "as_of": "2020-2"}
    assert client.post(f"{EAST}/facts/review/{indicator.pk}/", typed).status_code == 302
    assert Statement.objects.get().fields["value"] == 4100


def test_what_somebody_else_decided_is_said(world: World) -> None:
    read(page(world.east))
    event = proposal("event")
    reject(actor=world.admin, proposal=event)
    client = signed_in(world.secretariat)
    told = client.post(f"{EAST}/facts/review/{event.pk}/", {"action": "accept"}, headers=HTMX)
    refused = json.loads(told["HX-Trigger-After-Settle"])["refused"]
    assert refused["gone"] and "meantime" in refused["message"]
    assert client.post(f"{EAST}/facts/review/{event.pk}/", {"action": "dance"}).status_code == 422


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("secretariat", 200), ("admin", 200), ("secretariat_root", 403), ("secretariat_west", 403),
        ("member_east", 403), ("broker", 403), ("organisation_admin", 403), ("owner", 403), ("outsider", 403),
        (None, 302),
    ],
)  # fmt: skip
def test_only_the_secretariat_of_the_community_reviews(world: World, name: str | None, status: int) -> None:
    article = page(world.east)
    read(article)
    event = proposal("event")
    accepted = accept(actor=world.admin, proposal=proposal("membership"))
    client = signed_in(getattr(world, name) if name else None)
    for address in ("/facts/review/", "/facts/decisions/", "/facts/sources/"):
        assert client.get(f"{EAST}{address}").status_code == status, address
    one = 200 if status == 200 else 302 if status == 302 else 404
    assert client.get(f"{EAST}/facts/review/{event.pk}/").status_code == one
    allowed = status == 200
    for address, form in (
        (f"/facts/review/{event.pk}/", {"action": "reject"}),
        (f"/facts/decisions/{accepted.pk}/undo/", {}),
        ("/facts/sources/", {"source": article.fact_reading.source, "verdict": "never"}),
        (f"/articles/{article.pk}/facts/", {"action": "take-back"}),
    ):
        response = client.post(f"{EAST}{address}", form)
        assert (response.status_code == 302 and "login" not in response["Location"]) is allowed, address
    assert article.facts.exists() is not allowed
    assert SourceTrust.objects.exists() is allowed


def test_sources_are_trusted_or_silenced_by_hand(world: World) -> None:
    organisation(world.east, "江城日报")
    article = page(world.east)
    read(article)
    unknown = page(world.east, publisher="湖滨晚报")
    read(unknown)
    client = signed_in(world.secretariat)
    text = shown(client, f"{EAST}/facts/sources/")
    assert "江城日报" in text and "湖滨晚报" in text and "Not in the registry" in text
    for source, verdict in ((article.fact_reading.source, "trusted"), (unknown.fact_reading.source, "trusted")):
        client.post(f"{EAST}/facts/sources/", {"source": source, "verdict": verdict})
    assert [row.label for row in SourceTrust.objects.all()] == ["江城日报"]
    client.post(f"{EAST}/facts/sources/", {"source": article.fact_reading.source, "verdict": ""})
    assert not SourceTrust.objects.exists()


def test_the_article_has_its_facts_in_the_margin_each_linked_to_its_quote(world: World) -> None:
    article = page(world.east)
    read(article)
    text = shown(signed_in(None), article.get_absolute_url())
    facts = list(article.facts.all())
    for number, fact in enumerate(sorted(facts, key=lambda one: (one.start, one.end)), 1):
        assert f'id="fact-{fact.pk}"' in text
        assert f'href="#fact-{fact.pk}"' in text
        assert f'id="q-{number}"' in text and f'href="#q-{number}"' in text
    assert "not reviewed yet" in text
    assert "data-decide" not in text and "Take back this reading" not in text
    assert "<del" not in text
    # The text is whole, whatever quotes overlap in it.
    body = re.search(r'<div class="reading-text.*?</div>', text, re.S)
    assert body
    plain = re.sub(r"<a class=\"ref\".*?</a>|<[^>]+>", "", body[0])
    assert re.sub(r"\s", "", plain) == re.sub(r"\s", "", article.text)
    assert "fact-" not in shown(signed_in(None), article.get_absolute_url(), **{"as": "repairs"})


def test_rejected_facts_are_seen_by_those_who_rejected_them(world: World) -> None:
    article = page(world.east)
    read(article)
    reject(actor=world.secretariat, proposal=proposal("event"))
    fact = article.facts.get(type="event")
    assert f"fact-{fact.pk}" in shown(signed_in(world.secretariat), article.get_absolute_url())
    assert f"fact-{fact.pk}" not in shown(signed_in(world.outsider), article.get_absolute_url())


def test_every_value_leads_to_its_quote(world: World) -> None:
    article = page(world.east)
    read(article)
    for one in Proposal.objects.order_by("place"):
        one.refresh_from_db()
        if one.waits:
            accept(actor=world.secretariat, proposal=one)
    academy, person = Organisation.objects.get(name="江城科学院"), Person.objects.get(name="张平")
    later = page(world.east, BODY.replace("近4000", "近5000"), publisher="湖滨晚报", title="又一年")
    read(later, (("indicator", {**FACTS[3][1], "value": 5000, "as_of": "2021"}, "近5000位科研人员"),))
    accept(actor=world.secretariat, proposal=Proposal.objects.get(state="pending"))
    anonymous = signed_in(None)
    text = shown(anonymous, academy.get_absolute_url())
    for fact in article.facts.all():
        if "江城科学院" in json.dumps(fact.fields, ensure_ascii=False):
            assert fact.get_absolute_url() in text, fact
    assert "<svg" in text and "近 5,000 位" in text and "年度工作会议" in text and "长江科学联盟" in text
    of_person = shown(anonymous, person.get_absolute_url())
    assert article.facts.order_by("start")[0].get_absolute_url() in of_person
    assert "<svg" in of_person and "共建淡水研究中心协议" in of_person
    table = anonymous.get(f"/organisations/{academy.pk}/indicators.csv")
    rows = table.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 3 and "近4000位科研人员" in rows[1] and "http://testserver/articles/" in rows[1]
    keep = organisation(world.east, "江城科学总院")
    merge_organisations(actor=world.secretariat, keep=keep, drop=academy)
    merged = shown(anonymous, keep.get_absolute_url())
    assert article.facts.get(type="role", fields__person="张平").get_absolute_url() in merged


def test_a_reading_is_taken_back_and_read_again_from_the_article(world: World) -> None:
    article = page(world.east)
    read(article)
    client = signed_in(world.secretariat)
    response = client.post(f"{EAST}/articles/{article.pk}/facts/", {"action": "take-back"}, follow=True)
    assert "Taken back: 6 facts" in response.content.decode()
    assert not article.facts.exists() and not Proposal.objects.exists()
    response = client.post(f"{EAST}/articles/{article.pk}/facts/", {"action": "read"}, follow=True)
    assert "The facts are being read" in response.content.decode()
    assert not article.facts.exists()  # nothing is read while the visitor waits
    state = f"{EAST}/articles/{article.pk}/facts/state/"
    assert "The facts are being read" in shown(client, state)
    while drain_facts():
        pass
    assert client.get(state)["HX-Refresh"] == "true"
    assert article.facts.exists()
    assert "The facts are being read" not in shown(client, f"{EAST}/articles/{article.pk}/")


def test_only_the_secretariat_has_a_page_read(world: World) -> None:
    article = page(world.east)
    while drain_facts():
        pass
    for user in (world.member_east, world.secretariat_west, world.outsider):
        response = signed_in(user).post(f"{EAST}/articles/{article.pk}/facts/", {"action": "read"})
        assert response.status_code == 403
        assert not is_being_read(article)


def test_pages_cost_the_same_for_one_and_for_thirty(world: World) -> None:
    read(page(world.east))
    client = signed_in(world.secretariat)
    academy = organisation(world.east, "江城科学院")
    made = 0

    def add(number: int) -> None:
        nonlocal made
        for _one in range(number):
            made += 1
            article = page(
                world.east,
                f"2020年{made}月，江城科学院有{made}位科研人员。" * 3,
                title=f"第{made}号",
                publisher="江城日报",
            )
            fact = {**FACTS[3][1], "value": made, "as_of": str(1900 + made), "modifier": None}
            read(article, (("indicator", fact, f"有{made}位科研人员"),))
            accept(actor=world.secretariat, proposal=Proposal.objects.get(kind="indicator", values__value=made))

    assert_same_queries(lambda: shown(Client(), academy.get_absolute_url()), add)
    assert len(count_queries(lambda: shown(client, f"{EAST}/facts/decisions/"))) < 25
