"""A program reads who there is, and the secretariat's program changes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duijie.registry.models import Organisation, Person, Post
from duijie.registry.services import Name, create_organisation, create_person, merge_organisations
from tests.api.conftest import Api, World

pytestmark = pytest.mark.django_db
UNIVERSITY: dict[str, Any] = {
    "name": "中南大学",
    "kind": "university",
    "place": "430100",
    "names": [{"text": "Central South University", "language": "en", "kind": "main"}, {"text": "CSU", "kind": "short"}],
    "identifiers": [{"scheme": "ror", "value": "https://ror.org/00f1zfq44"}],
    "website": "https://csu.example.org",
    "community": "branch",
}


def _names(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["name"] for row in response.json()["items"]]


def test_the_secretariat_makes_an_organisation_that_everybody_finds(world: World) -> None:
    made = Api(world.secretariat).post("/organisations", UNIVERSITY)
    assert made.status_code == 201, made.content
    assert made.json()["similar"] == []
    reader = Api()
    for words in ("中南大學", "central south", "CSU", "00f1zfq44"):
        assert _names(reader.get("/organisations", {"q": words})) == ["中南大学"], words
    assert _names(reader.get("/organisations", {"place": "430000", "kind": "university"})) == ["中南大学"]
    read = reader.get(f"/organisations/{made.json()['id']}").json()
    assert read["identifiers"] == [{"scheme": "ror", "value": "00f1zfq44"}]
    assert {"text": "Central South University", "language": "en", "kind": "main"} in read["names"]


def test_a_likely_double_is_pointed_out(world: World) -> None:
    first = Api(world.secretariat).post("/organisations", UNIVERSITY).json()
    again = Api(world.secretariat).post("/organisations", {"name": "中南大學", "community": "branch"})
    assert [one["id"] for one in again.json()["similar"]] == [first["id"]]


def test_one_identifier_belongs_to_one(world: World) -> None:
    Api(world.secretariat).post("/organisations", UNIVERSITY)
    refused = Api(world.secretariat).post("/organisations", {**UNIVERSITY, "name": "Another"})
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert not Organisation.objects.filter(name="Another").exists()


@pytest.mark.parametrize("path", ["/organisations", "/people"])
def test_others_make_and_change_nothing(world: World, path: str) -> None:
    person = create_person(actor=None, community=world.branch, name="王明")
    record = {"/organisations": world.works, "/people": person}[path]
    for name in ("owner", "teammate", "member", "foreign", "outsider"):
        somebody = Api(getattr(world, name))
        assert somebody.post(path, {"name": "New", "community": "branch"}).status_code == 403, name
        assert somebody.patch(f"{path}/{record.pk}", {"name": "New", "version": 1}).status_code == 403, name
    assert Api().post(path, {"name": "New", "community": "branch"}).status_code == 401
    assert Api().patch(f"{path}/{record.pk}", {"name": "New", "version": 1}).status_code == 401
    assert Organisation.objects.count() == Person.objects.count() == 1
    done = Api(world.secretariat).patch(f"{path}/{record.pk}", {"name": "New", "version": 1})
    assert (done.status_code, done.json()["name"], done.json()["version"]) == (200, "New", 2)


def test_the_admin_of_an_organisation_changes_its_own_but_not_its_identifiers(world: World) -> None:
    manager = Api(world.manager)
    done = manager.patch(f"/organisations/{world.works.pk}", {"website": "https://lu.example.org", "version": 1})
    assert (done.status_code, done.json()["website"]) == (200, "https://lu.example.org")
    refused = manager.patch(f"/organisations/{world.works.pk}", {"identifiers": [], "version": 2})
    assert refused.status_code == 403
    elsewhere = create_organisation(actor=None, community=world.branch, name="Elsewhere")
    assert manager.patch(f"/organisations/{elsewhere.pk}", {"name": "x", "version": 1}).status_code == 403


def test_a_stale_change_of_an_organisation_shows_both_sides(world: World) -> None:
    first, second = Api(world.secretariat), Api(world.manager)
    etag = first.get(f"/organisations/{world.works.pk}")["ETag"]
    assert second.patch(f"/organisations/{world.works.pk}", {"name": "Theirs"}, If_Match=etag).status_code == 200
    late = first.patch(f"/organisations/{world.works.pk}", {"name": "Ours"}, If_Match=etag)
    assert (late.status_code, late.json()["code"]) == (412, "stale-edit")
    assert late.json()["changes"]["name"] == {"theirs": "Theirs", "yours": "Ours"}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"website": "javascript:alert(1)"}, "#/website"),
        ({"place": "nowhere"}, "#/place"),
        ({"kind": "castle"}, "#/kind"),
        ({"parent": "0198c0de-0000-7000-8000-000000000000"}, "#/parent"),
        ({"identifiers": [{"scheme": "ror", "value": "no"}]}, None),
        ({"names": [{"text": ""}]}, "#/names/0/text"),
        ({"sample": True}, "#/sample"),
    ],
)
def test_what_does_not_fit_is_pointed_at(world: World, change: dict[str, Any], pointer: str | None) -> None:
    refused = Api(world.secretariat).post("/organisations", {"name": "New", "community": "branch", **change})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-input"), refused.content
    if pointer:
        assert pointer in [error["pointer"] for error in refused.json()["errors"]]
    assert Organisation.objects.count() == 1


def test_the_id_of_a_merged_record_stays_good(world: World) -> None:
    old = create_organisation(actor=None, community=world.branch, name="Lu Metals")
    merge_organisations(actor=None, keep=world.works, drop=old)
    assert Api().get(f"/organisations/{old.pk}").json()["id"] == str(world.works.pk)
    assert _names(Api().get("/organisations")) == [world.works.name]


def test_posts_are_added_ended_and_listed(world: World) -> None:
    person = create_person(actor=None, community=world.branch, name="王明")
    post = {"person": str(person.pk), "organisation": str(world.works.pk), "title": "总工程师", "start": "2020-01-01"}
    for name in ("owner", "foreign", "outsider"):
        assert Api(getattr(world, name)).post("/posts", post).status_code == 403
    assert Api().post("/posts", post).status_code == 401
    assert not Post.objects.exists()
    made = Api(world.manager).post("/posts", post)
    assert made.status_code == 201, made.content
    path = f"/posts/{made.json()['id']}"
    assert Api(world.foreign).patch(path, {"end": "2024-01-01"}).status_code == 403
    assert Api(world.manager).patch(path, {"end": "2019-01-01"}).status_code == 422
    assert Api(world.secretariat).patch(path, {"end": "2024-01-01"}).json()["end"] == "2024-01-01"
    for query in ({"person": person.pk}, {"organisation": world.works.pk}, {}):
        rows = Api().get("/posts", query).json()["items"]
        assert [(row["person_name"], row["title"], row["end"]) for row in rows] == [("王明", "总工程师", "2024-01-01")]
    assert _names(Api().get("/people", {"organisation": world.works.pk})) == ["王明"]


def test_fields_places_and_communities(world: World) -> None:
    reader = Api()
    materials = reader.get("/fields", {"q": "Materials engineering"}).json()["items"]
    assert [row["code"] for row in materials] == ["2.5"]
    assert reader.get("/places", {"parent": "430000", "q": "长沙"}).json()["items"][0]["code"] == "430100"
    rows = reader.get("/communities").json()["items"]
    assert {(row["slug"], row["parent"]) for row in rows} == {("hub", None), ("branch", "hub"), ("other", "hub")}
    branch = reader.get("/communities/branch").json()
    assert branch["url"].endswith("/c/branch/")
    assert Api(prefix="/c/other").get("/communities/branch").json()["url"] == branch["url"]


def test_a_page_costs_the_same_queries_for_1_and_30_records(world: World) -> None:
    def more(number: int) -> None:
        names = [Name(f"Name {number}", "en")]
        organisation = create_organisation(
            actor=None,
            community=world.branch,
            name=f"厂{number}",
            names=names,
            identifiers=[("icp", f"湘ICP备{number:08}号")],
        )
        person = create_person(actor=None, community=world.branch, name=f"人{number}", names=names)
        Post.objects.create(person=person, organisation=organisation, title="x")

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Api().get(path, {"limit": 100}).status_code == 200
        return len(queries)

    paths = ("/organisations", "/people", "/posts")
    more(1)
    few = [cost(path) for path in paths]
    for number in range(2, 31):
        more(number)
    assert [cost(path) for path in paths] == few
