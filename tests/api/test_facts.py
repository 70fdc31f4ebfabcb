"""A program reads facts and what was accepted, with the sources."""

from __future__ import annotations

import pytest

from duijie.reading.known.queries import all_facts, statements
from duijie.reading.models import Proposal
from duijie.reading.rules import view_fact
from duijie.reading.services import accept, reject
from duijie.registry.models import Organisation
from duijie.registry.standing import ANONYMOUS, standing
from tests.api.conftest import Api
from tests.factories.world import World
from tests.factories.world import world as people
from tests.helpers import assert_same_queries
from tests.reading.conftest import pages_apart
from tests.reading.review_world import FACTS, organisation, page, proposal, read

__all__ = ["pages_apart", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_apart")]


def test_facts_carry_their_quote_place_and_meaning(people: World) -> None:
    article = page(people.east)
    read(article)
    accept(actor=people.secretariat, proposal=proposal("post", person="张平"))
    academy = Organisation.objects.get(name="江城科学院")
    api = Api()
    listed = api.get("/facts", {"article": str(article.pk)}).json()
    assert listed["total"] == len(FACTS)
    one = next(row for row in listed["items"] if row["fields"].get("person") == "张平")
    assert article.text[one["start"] : one["end"]] == one["quote"]
    assert (one["state"], one["type"]) == ("accepted", "role")
    assert {row["organisation"] for row in one["mentions"]} == {str(academy.pk), None}
    assert api.get(f"/facts/{one['id']}").json() == one
    assert api.get("/facts", {"organisation": str(academy.pk), "type": "membership"}).json()["total"] == 1
    assert api.get("/facts", {"type": "rumour"}).status_code == 422
    for method in ("POST", "PATCH", "DELETE"):
        assert api.client.generic(method, f"/api/v1/facts/{one['id']}").status_code == 405


def test_statements_list_their_sources_and_which_are_independent(people: World) -> None:
    for publisher in ("江城日报", "湖滨晚报"):
        read(page(people.east, publisher=publisher))
    accept(actor=people.secretariat, proposal=proposal("indicator"))
    found = Api().get("/statements", {"kind": "indicator"}).json()["items"]
    assert [row["fields"]["value"] for row in found] == [4000]
    assert [source["independent"] for source in found[0]["sources"]].count(True) >= 1
    assert {source["publisher"] for source in found[0]["sources"]} == {"江城日报", "湖滨晚报"}
    assert Api().get(f"/statements/{found[0]['id']}").json() == found[0]


def test_a_rejected_fact_is_for_those_who_rejected_it(people: World) -> None:
    read(page(people.east))
    event = proposal("event")
    reject(actor=people.secretariat, proposal=event)
    fact = event.facts.get()
    for name, user in [*people.people.items(), ("visitor", None)]:
        expected = 200 if name in {"secretariat", "admin"} else 404
        api = Api(user)
        assert api.get(f"/facts/{fact.pk}").status_code == expected, name
        ids = {row["id"] for row in api.get("/facts", {"type": "event"}).json()["items"]}
        assert (str(fact.pk) in ids) is (expected == 200), name


def test_the_rule_says_the_same_for_one_and_for_many(people: World) -> None:
    read(page(people.east))
    read(page(people.west, publisher="湖滨晚报"))
    reject(actor=people.secretariat, proposal=Proposal.objects.get(kind="event", community=people.east))
    reject(actor=people.secretariat_west, proposal=Proposal.objects.get(kind="membership", community=people.west))
    for actor in [ANONYMOUS, *(standing(user) for user in people.people.values())]:
        rows = list(all_facts(standing(people.admin)))
        seen = set(all_facts(actor).values_list("pk", flat=True))
        assert seen == {row.pk for row in rows if view_fact.allows(actor, row)}


def test_lists_cost_the_same_for_one_and_for_thirty(people: World) -> None:
    organisation(people.east, "江城科学院")
    made = 0

    def add(number: int) -> None:
        nonlocal made
        for _one in range(number):
            made += 1
            article = page(people.east, f"江城科学院有{made}位科研人员。" * 4, title=f"第{made}号通报")
            fact = {**FACTS[3][1], "value": made, "as_of": str(1900 + made), "modifier": None}
            read(article, (("indicator", fact, f"有{made}位科研人员"),))
            accept(actor=people.secretariat, proposal=Proposal.objects.get(kind="indicator", values__value=made))

    assert_same_queries(lambda: (Api().get("/facts", {"limit": 50}), Api().get("/statements", {"limit": 50})), add)
    assert statements(ANONYMOUS).count() == 30
