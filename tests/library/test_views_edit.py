"""Making and changing items by form: nothing typed is ever lost."""

from __future__ import annotations

import pytest
from django.forms.models import model_to_dict
from django.test import Client
from lxml import html

from duijie.core.models import AuditEntry
from duijie.library.models import Problem, Project, Requirement, Talent, Work
from tests.factories.world import World, make

pytestmark = pytest.mark.django_db

PROBLEM = {
    "title": "电镀废水除镍",
    "statement": "废水里镍超标，要降到 0.1 mg/L 以下。",
    "problem_kind": "need",
    "currency": "CNY",
    "visibility": "public",
    "confidentiality": "open",
    "fields_": ["2.7"],
    "places": ["330600"],
    "keywords": "镍，电镀; 废水",
    "requirements-TOTAL_FORMS": "3",
    "requirements-INITIAL_FORMS": "0",
    "requirements-0-text": "镍低于 0.1 mg/L",
    "requirements-0-must": "1",
    "requirements-0-comparator": "<",
    "requirements-0-value": "0.1",
    "requirements-0-unit": "mg/L",
    "requirements-1-text": "不产生污泥",
    "requirements-1-must": "0",
    "requirements-2-text": "",
}


def test_a_problem_is_made_with_its_requirements_as_a_draft(client: Client, world: World) -> None:
    client.force_login(world.member_east)
    response = client.post("/c/east/problems/new/", PROBLEM)
    problem = Problem.objects.get()
    assert response["Location"] == f"/c/east/problems/{problem.pk}/"
    assert (problem.state, problem.owner, problem.community) == ("draft", world.member_east, world.east)
    assert (problem.fields, problem.places, problem.keywords) == (["2.7"], ["330600"], ["镍", "电镀", "废水"])
    assert list(problem.requirements.values_list("text", "must", "comparator", "value", "unit")) == [
        ("镍低于 0.1 mg/L", True, "<", 0.1, "mg/L"),
        ("不产生污泥", False, "", None, ""),
    ]


def test_saving_may_submit_at_once(client: Client, world: World) -> None:
    client.force_login(world.member_east)
    client.post("/problems/new/", PROBLEM | {"then": "submit"})
    assert Problem.objects.get().state == "submitted"


def test_more_lines_can_be_had_without_javascript_and_without_losing_any(client: Client, world: World) -> None:
    client.force_login(world.member_east)
    response = client.post("/problems/new/", PROBLEM | {"more": "1", "title": ""})
    shown = response.content.decode()
    assert response.status_code == 200
    assert 'name="requirements-5-text"' in shown
    assert 'value="不产生污泥"' in shown
    assert not Problem.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "这个字段是必填项"),
        ({"title": "长" * 201}, "200"),
        ({"budget_min": "9", "budget_max": "3"}, "预算上限低于下限"),
        ({"deadline": "2027-13-45"}, "日期"),
        ({"fields_": ["99.9"]}, "99.9"),
        ({"requirements-0-value": "many"}, "请用数字填写"),
        ({"keywords": "词" * 61}, "60"),
    ],
)
def test_a_form_that_fails_says_why_and_keeps_everything(
    client: Client, world: World, change: dict[str, object], said: str
) -> None:
    client.force_login(world.member_east)
    response = client.post("/problems/new/", PROBLEM | change)
    shown = response.content.decode()
    assert response.status_code == 422
    assert said in shown
    assert "要降到 0.1 mg/L 以下" in shown
    assert 'value="不产生污泥"' in shown
    assert '<option value="330600" selected>' in shown
    assert not Problem.objects.exists()


def test_nobody_speaks_for_an_organisation_they_do_not_belong_to(client: Client, world: World) -> None:
    client.force_login(world.member_west)
    response = client.post("/problems/new/", PROBLEM | {"organisation": str(world.firm.pk)})
    assert response.status_code == 422
    assert not Problem.objects.exists()


def as_shown(client: Client, address: str) -> dict[str, list[str]]:
    """What the item's form would send when nothing in it is touched."""
    page = html.fromstring(client.get(address).content.decode())
    [form] = [form for form in page.forms if form.get("class") == "form"]
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    return sent


@pytest.mark.parametrize("kind", ["problem", "project", "talent"])
def test_saving_a_form_as_it_is_changes_nothing(client: Client, world: World, kind: str) -> None:
    """Above all nothing that an import or the API may set and the form does not usually offer."""
    own: dict[str, dict[str, object]] = {
        "problem": {"currency": "SEK", "budget_min": "300000.50", "budget_max": 700000, "deadline": "2031-02-03"},
        "project": {"trl": 8, "stage": "pilot", "year": 2024, "ip": "专利", "team": "六人"},
        "talent": {
            "languages": ["zh", "yue", "no", "en"],
            "name_en": "Shen",
            "post": "教授",
            "availability": "limited",
        },
    }
    item = make(
        world, kind, cooperation=["service", "licence"], fields=["2.7", "1.4", "2.4"], places=["DE", "330600"],
        keywords=["镍", "电镀"], visibility="community", external_id="a-1", **own[kind],
    )  # fmt: skip
    if isinstance(item, Problem):
        Requirement.objects.create(problem=item, text="高度 3 到 5 m", comparator="=", value=3, upper=5, unit="m")
    if isinstance(item, Talent):
        Work.objects.bulk_create(
            Work(talent=item, title=f"论文 {number}", external_id=f"w-{number}", year=2020, ordinal=number)
            for number in range(130)  # more than a person would type
        )

    def lines() -> list[tuple[object, ...]]:
        name = {"problem": "requirements", "talent": "works"}.get(kind)
        rows = getattr(item, name).all() if name else []
        return [tuple(v for k, v in model_to_dict(row).items() if k != "id") for row in rows]

    item.refresh_from_db()
    before, rows = model_to_dict(item), lines()
    client.force_login(world.owner)
    address = f"{item.get_absolute_url()}edit/"
    response = client.post(address, as_shown(client, address))
    assert response.status_code == 302, response.content.decode()
    item.refresh_from_db()
    assert model_to_dict(item) == before
    assert lines() == rows
    entry = AuditEntry.objects.filter(action="update").get()
    assert (entry.before, entry.after) == ({}, {})


def test_a_project_and_a_talent_are_made(client: Client, world: World) -> None:
    client.force_login(world.owner)
    client.post(
        "/projects/new/",
        {"title": "树脂", "summary": "除镍到 0.05 mg/L", "trl": "8", "cooperation": ["licence"], "visibility": "public"}
        | {"organisation": str(world.firm.pk)},
    )
    project = Project.objects.get()
    assert (project.trl, project.cooperation, project.organisation) == (8, ["licence"], world.firm)
    client.post(
        "/talents/new/",
        {"title": "沈漪岚", "expertise": "除镍", "availability": "open", "visibility": "public"}
        | {"works-TOTAL_FORMS": "1", "works-INITIAL_FORMS": "0", "works-0-title": "论文", "works-0-year": "2024"},
    )
    assert list(Talent.objects.get().works.values_list("title", "kind", "year")) == [("论文", "paper", 2024)]


def test_the_edit_form_shows_what_is_kept_and_saves_what_is_changed(client: Client, world: World) -> None:
    item = make(world, "problem", title="旧标题", budget_min=150000)
    Requirement.objects.create(problem=item, text="旧要求", value=50, unit="dB", comparator="<")
    client.force_login(world.owner)
    shown = client.get(f"/problems/{item.pk}/edit/").content.decode()
    for kept in ('value="旧标题"', 'value="150000"', 'value="旧要求"', 'value="50"', 'name="version" value="1"'):
        assert kept in shown, kept
    data = PROBLEM | {"version": "1", "requirements-0-DELETE": "on"}
    assert client.post(f"/problems/{item.pk}/edit/", data).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.version) == ("电镀废水除镍", 2)
    assert list(item.requirements.values_list("text", flat=True)) == ["不产生污泥"]


def test_a_stale_edit_is_shown_both_versions_and_overwrites_nothing_until_saved_again(
    client: Client, world: World
) -> None:
    item = make(world, "problem", title="原标题")
    address = f"/problems/{item.pk}/edit/"
    client.force_login(world.organisation_admin)
    client.post(address, PROBLEM | {"version": "1", "title": "对方的标题"})
    client.force_login(world.owner)
    response = client.post(address, PROBLEM | {"version": "1", "title": "我的标题"})
    shown = response.content.decode()
    assert response.status_code == 409
    assert "对方的标题" in shown
    assert 'value="我的标题"' in shown
    assert 'name="version" value="2"' in shown
    item.refresh_from_db()
    assert item.title == "对方的标题"
    assert client.post(address, PROBLEM | {"version": "2", "title": "我的标题"}).status_code == 302
    item.refresh_from_db()
    assert item.title == "我的标题"


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("organisation_admin", 200), ("teammate", 403), ("secretariat_west", 404), ("outsider", 404)],
)
def test_who_may_open_the_form_of_a_draft(client: Client, world: World, who: str, status: int) -> None:
    item = make(world, "project")
    client.force_login(getattr(world, who))
    assert client.get(f"/projects/{item.pk}/edit/").status_code == status


def test_a_visitor_is_asked_to_sign_in_first(client: Client, world: World) -> None:
    response = client.get("/problems/new/")
    assert response["Location"] == "/accounts/login/?next=/problems/new/"
