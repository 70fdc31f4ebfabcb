"""Lists and items as visitors, owners and the secretariat see them."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import Literal, overload

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duijie.core import audit
from duijie.library.models import Item, Problem, Requirement, Talent, Work
from duijie.library.services import attach, search_text, update_item
from tests.factories.world import World, make
from tests.helpers import assert_same_queries

pytestmark = pytest.mark.django_db


@overload
def published(world: World, kind: Literal["problem"], **values: object) -> Problem: ...
@overload
def published(world: World, kind: Literal["talent"], **values: object) -> Talent: ...
@overload
def published(world: World, kind: str, **values: object) -> Item: ...
def published(world: World, kind: str, **values: object) -> Item:
    item = make(world, kind, state="published", **values)
    item.search_text = search_text(item)
    item.save()
    return item


def body(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.mark.parametrize("kind", ["problem", "project", "talent"])
def test_a_list_shows_what_is_published_and_open_to_the_reader(client: Client, world: World, kind: str) -> None:
    published(world, kind, title="公开的")
    published(world, kind, title="内部的", visibility="community")
    make(world, kind, title="草稿")
    shown = body(client, f"/{kind}s/")
    assert "公开的" in shown
    assert "内部的" not in shown
    client.force_login(world.member_east)
    shown = body(client, f"/{kind}s/")
    assert "内部的" in shown
    assert "草稿" not in shown


def test_a_list_is_searched_narrowed_and_sorted(client: Client, world: World) -> None:
    published(world, "project", title="螯合树脂除镍", trl=8, fields=["2.7"], places=["330600"])
    published(world, "project", title="电渗析除镍", trl=4, fields=["2.4"])
    published(world, "project", title="番茄补光", summary="补光灯", trl=8, fields=["4.1"])
    assert "番茄补光" not in body(client, "/projects/?q=除镍")
    shown = body(client, "/projects/?q=除镍&trl=8")
    assert "螯合树脂除镍" in shown
    assert "电渗析除镍" not in shown
    assert "螯合树脂除镍" in body(client, "/projects/?places=330000")  # a province holds its cities
    assert "螯合树脂除镍" in body(client, "/projects/?fields=2")  # a major field holds its fields
    assert "没有找到" in body(client, "/projects/?q=火星移民")
    body(client, "/projects/?trl=99&fields=x&places=y&stage=z&sort=w&page=elephant")


@pytest.mark.parametrize(
    "address",
    [
        "/problems/?problem_kind=challenge",
        "/talents/?availability=open",
        "/projects/?trl=8",
        "/projects/?stage=pilot",
        "/projects/?cooperation=licence",
        "/problems/?fields=2.7",
        "/talents/?places=330000",
    ],
)
def test_whatever_narrows_a_list_can_be_cleared(client: Client, world: World, address: str) -> None:
    assert "全部清除" in body(client, address)
    assert "全部清除" not in body(client, address.partition("?")[0])


def test_a_list_narrowed_by_htmx_sends_the_results_alone(client: Client, world: World) -> None:
    published(world, "project", title="螯合树脂")
    response = client.get("/projects/", headers={"HX-Request": "true", "HX-Target": "results"})
    shown = response.content.decode()
    assert "螯合树脂" in shown
    assert "<html" not in shown


def test_a_long_list_is_cut_into_pages_that_keep_the_search(client: Client, world: World) -> None:
    for number in range(23):
        published(world, "project", title=f"除镍 {number}")
    shown = body(client, "/projects/?q=除镍")
    assert len(re.findall(r'class="entry"', shown)) == 20
    assert "page=2" in shown
    second = body(client, "/projects/?q=除镍&page=2")
    assert len(re.findall(r'class="entry"', second)) == 3
    assert len(re.findall(r'class="entry"', body(client, "/projects/?page=999"))) == 3


def test_markup_in_a_title_is_shown_as_text(client: Client, world: World) -> None:
    item = published(world, "problem", title="<script>alert(1)</script>", statement="<img src=x onerror=alert(2)>")
    for address in ("/", "/problems/", item.get_absolute_url()):
        shown = body(client, address)
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_a_problem_shows_its_requirements_and_a_way_to_matches(client: Client, world: World) -> None:
    item = published(world, "problem", budget_min=150000, budget_max=400000, deadline="2027-06-05")
    Requirement.objects.create(problem=item, text="镍低于 0.1 mg/L", comparator="<", value=0.1, unit="mg/L")
    Requirement.objects.create(problem=item, text="不产生污泥", must=False, ordinal=1)
    shown = body(client, item.get_absolute_url())
    assert "&lt; 0.1 mg/L" in shown
    assert "最好有" in shown
    assert "15\xa0万元 – 40\xa0万元" in shown
    assert f'action="/problems/{item.pk}/match/"' in shown


def test_of_a_confidential_problem_an_outsider_reads_the_title_only(client: Client, world: World) -> None:
    item = published(
        world, "problem", title="某镀种", statement="秘密配方", confidentiality="title-only", budget_max=7e5
    )
    for address in ("/problems/", item.get_absolute_url(), "/problems/download/"):
        response = client.get(address)
        shown = b"".join(response) if response.streaming else response.content
        assert "某镀种".encode() in shown
        assert "秘密配方".encode() not in shown
        assert b"700000" not in shown
        assert "70\xa0万元".encode() not in shown
    client.force_login(world.broker)
    assert "秘密配方" in body(client, item.get_absolute_url())


def test_a_project_shows_how_ready_it_is_and_a_talent_the_works(client: Client, world: World) -> None:
    project = published(world, "project", trl=6, cooperation=["licence"])
    shown = body(client, project.get_absolute_url())
    assert shown.count('class="done"') == 6
    assert "技术许可" in shown
    talent = published(world, "talent", title="沈漪岚", name_en="Shen Yilan", languages=["zh", "en"])
    for number in range(12):
        Work.objects.create(talent=talent, title=f"论文 {number:02}", ordinal=number)
    shown = body(client, talent.get_absolute_url())
    assert "论文 09" in shown
    assert "论文 10" not in shown
    assert "论文 10" in body(client, f"{talent.get_absolute_url()}?page=2")
    assert "Shen Yilan" in client.get(talent.get_absolute_url(), headers={"accept-language": "en"}).content.decode()


def test_what_is_not_open_is_not_found(client: Client, world: World) -> None:
    item = make(world, "project", title="草稿")
    assert client.get(item.get_absolute_url()).status_code == 404
    assert client.get("/projects/0190a5b0-0000-7000-8000-000000000000/").status_code == 404
    assert client.get(f"/talents/{item.pk}/").status_code == 404


def test_a_list_is_downloaded_as_a_spreadsheet_can_read_it(client: Client, world: World) -> None:
    published(world, "project", title="=cmd|' /C calc'!A0", trl=7, fields=["2.7"], keywords=["镍", "树脂"])
    published(world, "project", title="别的", summary="别的")
    response = client.get("/projects/download/?trl=7")
    assert "attachment" in response["Content-Disposition"]
    text = b"".join(response).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert row["title"].startswith("'=")  # no formula
    assert (row["trl"], row["keywords"]) == ("7", "镍; 树脂")
    assert row["url"].startswith("http://testserver/projects/")


@pytest.mark.parametrize("kind", ["problem", "project", "talent"])
def test_a_list_costs_the_same_for_one_item_and_for_thirty(client: Client, world: World, kind: str) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            published(world, kind, fields=["2.7"], places=["330600"])

    assert_same_queries(lambda: body(client, f"/{kind}s/?fields=2.7"), add)


def test_the_history_is_for_those_who_may_change_the_item(client: Client, world: World) -> None:
    item = make(world, "project")
    client.force_login(world.owner)
    client.post(f"/projects/{item.pk}/act/", {"action": "submit"})
    shown = body(client, f"/projects/{item.pk}/history/")
    assert "提交审核" in shown
    assert "owner" in shown
    client.force_login(world.teammate)
    assert client.get(f"/projects/{item.pk}/history/").status_code == 403


def test_the_history_tells_names_and_not_codes(client: Client, world: World) -> None:
    item = make(world, "problem", organisation=None)
    client.force_login(world.owner)
    changes = {"fields": ["2.7"], "visibility": "private", "organisation": world.firm, "budget_max": Decimal("3000000")}
    update_item(actor=world.owner, item=item, values=changes, expected_version=item.version)
    attach(actor=world.owner, item=item, upload=SimpleUploadedFile("配方.txt", "水".encode()))
    audit.record(actor=None, action="import", target=item)
    shown = body(client, f"/problems/{item.pk}/history/")
    for word in ("环境工程", "仅本机构和秘书处", "东湖电镀有限公司", "3000000", "配方.txt", "文件", "导入"):
        assert word in shown, word
    for code in ("sha256", ">private<", ">2.7<", str(world.firm.pk), ">import<", ">file<"):
        assert code not in shown, code
