"""A program keeps its items in the libraries: who may read and change what."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duijie.core.models import AuditEntry
from duijie.library.models import Problem, Project, Talent
from tests.api.conftest import STATEMENT, Api, World

pytestmark = pytest.mark.django_db

EVERYBODY = ("owner", "teammate", "manager", "member", "secretariat", "foreign", "outsider", None)


def _as(world: World, name: str | None) -> Api:
    return Api(getattr(world, name) if name else None)


def _titles(response: Any) -> set[str]:
    assert response.status_code == 200, response.content
    return {item["title"] for item in response.json()["items"]}


# Reading


@pytest.mark.parametrize(
    ("state", "visibility", "readers"),
    [
        ("published", "public", EVERYBODY),
        ("closed", "public", EVERYBODY),
        ("published", "community", ("owner", "teammate", "manager", "member", "secretariat")),
        ("published", "private", ("owner", "teammate", "manager", "secretariat")),
        ("submitted", "public", ("owner", "teammate", "manager", "secretariat")),
        ("draft", "public", ("owner", "teammate", "manager")),
    ],
)
def test_an_item_is_read_by_those_it_is_open_to_and_unknown_to_others(
    world: World, state: str, visibility: str, readers: tuple[str | None, ...]
) -> None:
    item = world.item("project", state=state, visibility=visibility)
    for name in EVERYBODY:
        response = _as(world, name).get(f"/projects/{item.pk}")
        assert response.status_code == (200 if name in readers else 404), name
        listed = _titles(_as(world, name).get("/projects"))
        found = _titles(_as(world, name).get("/projects", {"q": "zinc"}))
        counted = _as(world, name).get("/projects/facets").json()
        if state == "published" and name in readers:
            assert listed == found == {item.title}
            assert counted["facets"]["fields"] == [{"value": "2.5", "count": 1}]
        else:
            assert listed == found == set()
            assert counted["total"] == 0
            assert counted["facets"]["fields"] == []


def test_of_a_title_only_problem_outsiders_see_title_field_and_place(world: World) -> None:
    problem = world.secret(
        industry="smelting", budget_max=9, lines={"requirements": [{"text": "zinc recovery at least 95 %"}]}
    )
    for name in (None, "outsider", "foreign", "member"):
        for seen in (
            _as(world, name).get(f"/problems/{problem.pk}").json(),
            _as(world, name).get("/problems").json()["items"][0],
        ):
            assert (seen["title"], seen["fields"], seen["places"]) == (problem.title, ["2.5"], ["430100"])
            assert seen["complete"] is False
            assert seen["organisation"] is None
            text = str(seen)
            for hidden in (STATEMENT, "smelting", "secret-alloy", "95 %", "Lu Metal Works", str(world.owner.pk)):
                assert hidden not in text
    for name in ("owner", "teammate", "manager", "secretariat"):
        seen = _as(world, name).get(f"/problems/{problem.pk}").json()
        assert seen["statement"] == STATEMENT
        assert [row["text"] for row in seen["requirements"]] == ["zinc recovery at least 95 %"]


def test_a_list_is_narrowed_by_words_fields_places_and_levels(world: World) -> None:
    world.item("project", title="Zinc", trl=4, cooperation=["licence"])
    world.item("project", title="Copper", trl=8, fields=["1.4"], places=["430200"])
    reader = Api()
    assert _titles(reader.get("/projects", {"q": "copper"})) == {"Copper"}
    assert _titles(reader.get("/projects", {"field": "2"})) == {"Zinc"}
    assert _titles(reader.get("/projects", {"place": "430000"})) == {"Zinc", "Copper"}
    assert _titles(reader.get("/projects", {"trl": [4, 8]})) == {"Zinc", "Copper"}
    assert _titles(reader.get("/projects", {"trl": 8, "cooperation": "licence"})) == set()


def test_pages_follow_each_other_without_gap_or_double(world: World) -> None:
    for number in range(7):
        world.item("project", title=f"Project {number}")
    address, seen = "/projects?limit=3", []
    reader = Api()
    while address:
        page = reader.get(address).json()
        assert page["total"] == 7
        seen += [item["title"] for item in page["items"]]
        address = (page["next"] or "").partition("/api/v1")[2]
    assert sorted(seen) == [f"Project {number}" for number in range(7)]
    assert seen[0] == "Project 6"
    assert reader.get("/projects?limit=3&offset=3").json()["previous"].endswith("limit=3&offset=0")


def test_a_page_costs_the_same_queries_for_1_and_30_items(world: World) -> None:
    reader = Api(world.teammate)
    for kind in ("problem", "project", "talent"):

        def cost(kind: str = kind) -> int:
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(f"/{kind}s?limit=100").status_code == 200
            return len(queries)

        world.item(kind)
        reader.get(f"/{kind}s")
        one = cost()
        for _ in range(29):
            world.item(kind)
        assert cost() == one


def test_mine_and_what_waits_for_me(world: World) -> None:
    world.item("project", title="A draft", state="draft")
    world.item("project", title="Handed in", state="submitted")
    assert _titles(Api(world.owner).get("/projects?view=mine")) == {"A draft", "Handed in"}
    assert _titles(Api(world.manager).get("/projects?view=mine")) == {"A draft", "Handed in"}
    assert _titles(Api(world.secretariat).get("/projects?view=moderation")) == {"Handed in"}
    for name in ("foreign", "outsider", None):
        assert _titles(_as(world, name).get("/projects?view=mine")) == set()
        assert _titles(_as(world, name).get("/projects?view=moderation")) == set()


def test_the_site_of_a_branch_lists_what_is_its_own(world: World) -> None:
    world.item("project", title="In the branch")
    world.item("project", title="Elsewhere", community=world.root, organisation=None)
    assert _titles(Api().get("/projects")) == {"In the branch", "Elsewhere"}
    page = Api(prefix="/c/branch").get("/projects").json()
    assert [item["title"] for item in page["items"]] == ["In the branch"]
    assert "/c/branch/" in page["items"][0]["url"]


# Writing


NEW: dict[str, dict[str, Any]] = {
    "problem": {
        "title": "<b>Zinc</b> & more",
        "statement": STATEMENT,
        "budget_min": "10.50",
        "deadline": "2027-01-31",
        "requirements": [{"text": "below 300 yuan a tonne", "comparator": "<", "value": 300, "unit": "CNY/t"}],
    },
    "project": {"title": "Leaching", "summary": "It leaches.", "trl": 6, "stage": "pilot", "cooperation": ["licence"]},
    "talent": {
        "title": "王明",
        "name_en": "Wang Ming",
        "expertise": "湿法冶金",
        "works": [{"title": "Leaching of dust", "year": 2021}],
    },
}


@pytest.mark.parametrize("kind", sorted(NEW))
def test_a_new_item_comes_back_as_it_was_sent(world: World, kind: str) -> None:
    owner = Api(world.owner)
    made = owner.post(f"/{kind}s", {**NEW[kind], "organisation": str(world.works.pk), "community": "branch"})
    assert made.status_code == 201, made.content
    body = made.json()
    assert made["Location"].endswith(f"/api/v1/{kind}s/{body['id']}")
    assert body["state"] == "draft"
    assert body["may_edit"] is True
    assert "submit" in body["actions"]
    read = owner.get(f"/{kind}s/{body['id']}").json()
    for name, value in NEW[kind].items():
        if name in ("requirements", "works"):
            assert read[name][0].items() >= value[0].items()
        else:
            assert read[name] == value
    assert AuditEntry.objects.filter(action="create", target_id=body["id"], actor=world.owner).exists()


def test_html_in_a_title_stays_data(world: World) -> None:
    item = world.item("project", title="<script>alert(1)</script>")
    response = Api().get(f"/projects/{item.pk}")
    assert response["Content-Type"].startswith("application/json")
    assert response.json()["title"] == "<script>alert(1)</script>"


@pytest.mark.parametrize("kind", sorted(NEW))
def test_only_owner_manager_and_secretariat_change_an_item(world: World, kind: str) -> None:
    item = world.item(kind)
    version = item.version
    for name in ("teammate", "member", "foreign", "outsider"):
        refused = _as(world, name).patch(f"/{kind}s/{item.pk}", {"title": "Mine now", "version": version})
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed"), name
    refused = Api().patch(f"/{kind}s/{item.pk}", {"title": "Mine now", "version": version})
    assert (refused.status_code, refused.json()["code"]) == (401, "sign-in-needed")
    item.refresh_from_db()
    assert (item.title, item.version) == ("Zinc from furnace dust", version)
    for name in ("owner", "manager", "secretariat"):
        done = _as(world, name).patch(f"/{kind}s/{item.pk}", {"title": f"By {name}", "version": version})
        assert done.status_code == 200, done.content
        version = done.json()["version"]
        assert done.json()["title"] == f"By {name}"


def test_a_private_item_is_not_there_for_those_who_may_not_see_it(world: World) -> None:
    item = world.item("problem", visibility="private")
    for name in ("member", "foreign", "outsider"):
        stranger = _as(world, name)
        assert stranger.patch(f"/problems/{item.pk}", {"title": "x", "version": 1}).status_code == 404
        assert stranger.post(f"/problems/{item.pk}/actions", {"action": "close"}).status_code == 404


def test_a_stale_edit_shows_both_sides_and_overwrites_nothing(world: World) -> None:
    item = world.item("problem")
    owner, manager = Api(world.owner), Api(world.manager)
    etag = owner.get(f"/problems/{item.pk}")["ETag"]
    theirs = manager.patch(f"/problems/{item.pk}", {"title": "Theirs"}, If_Match=etag)
    assert theirs.status_code == 200
    late = owner.patch(f"/problems/{item.pk}", {"title": "Mine"}, If_Match=etag)
    assert (late.status_code, late.json()["code"]) == (412, "stale-edit")
    assert late.json()["changes"] == {"title": {"theirs": "Theirs", "yours": "Mine"}}
    again = owner.patch(f"/problems/{item.pk}", {"title": "Mine", "version": item.version})
    assert again.status_code == 409
    merged = owner.patch(f"/problems/{item.pk}", {"title": "Mine", "version": late.json()["version"]})
    assert (merged.status_code, merged.json()["title"]) == (200, "Mine")


def test_a_change_without_its_version_is_asked_for_it(world: World) -> None:
    item = world.item("problem")
    refused = Api(world.owner).patch(f"/problems/{item.pk}", {"title": "x"})
    assert (refused.status_code, refused.json()["code"]) == (428, "version-needed")
    odd = Api(world.owner).patch(f"/problems/{item.pk}", {"title": "x"}, If_Match="yesterday")
    assert (odd.status_code, odd.json()["code"]) == (400, "malformed")


def test_a_change_leaves_what_it_does_not_name(world: World) -> None:
    item = world.item("problem", industry="smelting", lines={"requirements": [{"text": "keeps"}]})
    owner = Api(world.owner)
    changed = owner.patch(f"/problems/{item.pk}", {"bounty": 5, "version": item.version}).json()
    assert (changed["industry"], changed["bounty"], changed["requirements"][0]["text"]) == ("smelting", "5.00", "keeps")
    cleared = owner.patch(
        f"/problems/{item.pk}", {"bounty": None, "requirements": [], "version": changed["version"]}
    ).json()
    assert (cleared["bounty"], cleared["requirements"]) == (None, [])


def test_the_life_cycle_is_taken_by_those_whose_step_it_is(world: World) -> None:
    item = world.item("project", state="draft")
    steps = f"/projects/{item.pk}/actions"
    assert Api(world.teammate).post(steps, {"action": "submit"}).status_code == 403
    assert Api().post(steps, {"action": "submit"}).status_code == 401
    submitted = Api(world.owner).post(steps, {"action": "submit"})
    assert (submitted.status_code, submitted.json()["state"]) == (200, "submitted")
    assert Api(world.owner).post(steps, {"action": "publish"}).status_code == 403
    assert Api(world.foreign).post(steps, {"action": "publish"}).status_code == 404
    needs_reason = Api(world.secretariat).post(steps, {"action": "return"})
    assert (needs_reason.status_code, needs_reason.json()["code"]) == (422, "invalid-input")
    published = Api(world.secretariat).post(steps, {"action": "publish"})
    assert published.json()["state"] == "published"
    assert published.json()["published_at"]
    twice = Api(world.secretariat).post(steps, {"action": "publish"})
    assert (twice.status_code, twice.json()["code"]) == (409, "conflict")


def test_nobody_speaks_for_an_organisation_they_do_not_belong_to(world: World) -> None:
    refused = Api(world.outsider).post("/projects", {**NEW["project"], "organisation": str(world.works.pk)})
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"title": "x"}, "#/statement"),
        ({"title": "", "statement": "y"}, "#/title"),
        ({"title": "x" * 201, "statement": "y"}, "#/title"),
        ({"title": "x", "statement": "y", "colour": "red"}, "#/colour"),
        ({"title": "x", "statement": "y", "fields": ["9.9"]}, "#/fields"),
        ({"title": "x", "statement": "y", "places": ["nowhere"]}, "#/places"),
        ({"title": "x", "statement": "y", "language": "fr"}, "#/language"),
        ({"title": "x", "statement": "y", "deadline": 1}, "#/deadline"),
        ({"title": "x", "statement": "y", "requirements": [{"text": "a"}, {"text": 5}]}, "#/requirements/1/text"),
        ({"title": "x", "statement": "y", "community": "atlantis"}, "#/community"),
        ({"title": "x", "statement": "y", "organisation": "0198c0de-0000-7000-8000-000000000000"}, "#/organisation"),
        ({"title": "\u0000", "statement": "y"}, "#/title"),
    ],
)
def test_what_does_not_fit_is_pointed_at_and_nothing_is_kept(world: World, body: Any, pointer: str) -> None:
    refused = Api(world.owner).post("/problems", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-input")
    assert pointer in [error["pointer"] for error in refused.json()["errors"]]
    assert not Problem.objects.exists()


def test_a_bad_line_among_good_ones_keeps_nothing(world: World) -> None:
    works = [{"title": "Good"}, {"title": "\u200b"}]
    refused = Api(world.owner).post("/talents", {"title": "王明", "expertise": "冶金", "works": works})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/works/1/title"
    assert not Talent.objects.exists()


def test_a_slip_in_a_filter_is_told_not_passed_over(world: World) -> None:
    refused = Api().get("/projects", {"tlr": 4})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-input")
    assert refused.json()["errors"][0]["parameter"] == "tlr"
    assert "trl" in refused.json()["detail"]


@pytest.mark.parametrize("view", ["mine", "moderation"])
def test_nobody_has_nothing_to_count(world: World, view: str) -> None:
    world.item("project", state="submitted")
    answer = Api().get("/projects/facets", {"view": view}).json()
    assert answer["total"] == 0
    assert not any(answer["facets"].values())
    assert Api(world.outsider).get("/projects/facets", {"view": view}).json()["total"] == 0


@pytest.mark.parametrize("kind", sorted(NEW))
def test_who_returns_an_item_is_shown_it_once_more(world: World, kind: str) -> None:
    item = world.item(kind, state="submitted")
    moderator = Api(world.secretariat)
    returned = moderator.post(f"/{kind}s/{item.pk}/actions", {"action": "return", "reason": "Name the place."})
    assert (returned.status_code, returned.json()["state"], returned.json()["complete"]) == (200, "draft", True)
    assert moderator.get(f"/{kind}s/{item.pk}").status_code == 404


def test_who_gives_an_item_out_of_hand_is_shown_it_once_more(world: World) -> None:
    item = world.item("talent", state="draft")
    given = Api(world.manager).patch(f"/talents/{item.pk}", {"organisation": None, "version": item.version})
    assert (given.status_code, given.json()["organisation"]) == (200, None)
    assert Api(world.manager).get(f"/talents/{item.pk}").status_code == 404
