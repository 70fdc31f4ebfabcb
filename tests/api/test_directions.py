"""A program asks from the other side: which problems does this answer, and who could cooperate?"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from duijie.registry.models import Organisation, Person
from tests.api.conftest import STATEMENT, SUMMARY, Api, World

pytestmark = pytest.mark.django_db


def titles(api: Api, path: str) -> list[str]:
    response = api.get(path)
    assert response.status_code == 200, response.content
    return [answer["problem"]["title"] for answer in response.json()["answers"]]


@pytest.fixture
def lab(world: World) -> Organisation:
    return Organisation.objects.create(name="Leaching Lab", community=world.other)


def test_a_project_and_a_talent_get_the_problems_with_the_sentences_of_both_sides(
    world: World, by_words: Callable[[], None]
) -> None:
    world.item("problem", lines={"requirements": [{"text": "recover the zinc of furnace dust"}]})
    items = {kind: world.item(kind) for kind in ("project", "talent")}
    by_words()
    for kind, item in items.items():
        found = Api().get(f"/{kind}s/{item.pk}/problems").json()
        assert (found["total"], found["waiting"], [one["id"] for one in found["items"]]) == (1, False, [str(item.pk)])
        [answer] = found["answers"]
        assert answer["problem"]["complete"] and answer["item"]["id"] == str(item.pk)
        assert len(answer["said"]) == len(answer["requirements"]) == len(answer["evidence"]) == 1
        assert answer["said"][0] in ("", STATEMENT)
        assert all(one["sentence"] in SUMMARY for one in answer["evidence"])
        assert 0 < answer["score"] < 1


def test_each_is_offered_only_what_is_open_to_them(world: World, by_words: Callable[[], None]) -> None:
    project = world.item("project")
    world.item(title="Public")
    world.item(title="Inside", visibility="community")
    world.item(title="Private", visibility="private")
    world.item(title="Closed", state="closed")
    by_words()
    path = f"/projects/{project.pk}/problems"
    for name, seen in (
        ("owner", {"Public", "Inside", "Private"}),
        ("teammate", {"Public", "Inside", "Private"}),
        ("member", {"Public", "Inside"}),
        ("outsider", {"Public"}),
        (None, {"Public"}),
    ):
        assert set(titles(Api(getattr(world, name) if name else None), path)) == seen, name


def test_a_title_only_problem_gives_nothing_else_away(world: World, by_words: Callable[[], None]) -> None:
    project = world.item("project", organisation=None)
    world.secret(title="Zinc from furnace dust")
    by_words()
    response = Api().get(f"/projects/{project.pk}/problems")
    [answer] = response.json()["answers"]
    assert (answer["problem"]["complete"], answer["requirements"], answer["problem"]["organisation"]) == (
        False,
        [],
        None,
    )
    for hidden in (STATEMENT, "secret-alloy", "Lu Metal Works"):
        assert hidden not in response.content.decode()


def test_what_is_not_open_is_not_found(world: World, by_words: Callable[[], None]) -> None:
    private = world.item("project", visibility="private")
    for path in (
        f"/projects/{private.pk}/problems",
        f"/projects/{uuid4()}/problems",
        f"/people/{uuid4()}/problems",
        f"/organisations/{uuid4()}/partners",
    ):
        assert Api().get(path).status_code == 404, path
    assert Api(world.owner).get(f"/projects/{private.pk}/problems").status_code == 200


def test_a_person_and_oneself(world: World, by_words: Callable[[], None]) -> None:
    world.item(title="Wanted", owner=world.teammate)
    person = Person.objects.create(name="Wang Ming", community=world.branch, user=world.owner)
    world.item("talent", title="Wang Ming", person=person)
    by_words()
    assert titles(Api(), f"/people/{person.pk}/problems") == ["Wanted"]
    assert titles(Api(world.owner), "/me/problems") == ["Wanted"]
    assert Api(world.outsider).get("/me/problems").json()["items"] == []
    assert Api().get("/me/problems").status_code == 401


def test_partners_come_with_the_pair_that_carries_them(
    world: World, lab: Organisation, by_words: Callable[[], None]
) -> None:
    world.item("problem")
    world.item("problem", title="Hidden house", confidentiality="title-only", statement=STATEMENT)
    project = world.item("project", organisation=None)
    type(project)._default_manager.filter(pk=project.pk).update(organisation=lab)
    by_words()
    found = Api().get(f"/organisations/{lab.pk}/partners").json()
    [partner] = found["partners"]
    assert partner["organisation"]["name"] == "Lu Metal Works"
    assert [tie["asks"] for tie in partner["ties"]] == [False]
    assert [tie["answer"]["problem"]["title"] for tie in partner["ties"]] == ["Zinc from furnace dust"]
    back = Api().get(f"/organisations/{world.works.pk}/partners").json()
    assert [one["organisation"]["name"] for one in back["partners"]] == ["Leaching Lab"]
    assert [tie["asks"] for tie in back["partners"][0]["ties"]] == [True]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "offset=-1", "page=2", "limit=x"])
def test_a_window_that_does_not_fit_is_refused(world: World, by_words: Callable[[], None], query: str) -> None:
    project = world.item("project")
    assert Api().get(f"/projects/{project.pk}/problems?{query}").status_code == 422
