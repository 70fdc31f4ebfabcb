"""The secretariat brings its spreadsheets, and takes them away again."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from duijie.core.models import AuditEntry, OutboxEntry
from duijie.library.exchange import COLUMNS, FORMATS, Report, run_export, run_import, write_template
from duijie.library.models import Problem, Project, State, Talent
from duijie.registry.models import Community, Organisation
from duijie.registry.services import Name, create_organisation, merge_organisations
from duijie.registry.standing import ANONYMOUS, Standing, standing
from tests.factories.world import World, make

pytestmark = pytest.mark.django_db
OPERATOR = Standing(site_admin=True)
KINDS = tuple(COLUMNS)
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A file of rows, as ``write("a.csv", [row, …])`` or ``write("a.csv", "text")`` or bytes."""

    def made(name: str, rows: Any, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        if isinstance(rows, bytes):
            path.write_bytes(rows)
        elif isinstance(rows, str):
            path.write_bytes(rows.encode(encoding))
        elif name.endswith(".jsonl"):
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding=encoding)
        elif name.endswith(".csv"):
            with path.open("w", newline="", encoding=encoding) as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        else:
            book = openpyxl.Workbook()
            book.active.append(list(rows[0]))
            for row in rows:
                book.active.append(list(row.values()))
            book.save(path)
        return path

    return made


def load(path: Path, kind: str, community: Community, **options: Any) -> Report:
    return run_import(path=path, kind=kind, community=community, **options)


def counts(report: Report) -> tuple[int, int, int]:
    assert report.errors == []
    return report.created, report.updated, report.unchanged


PROJECT = {"external_id": "p1", "title": "深度除镍", "summary": "螯合树脂，出水 0.05 mg/L。", "trl": 7}


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.jsonl"])
def test_a_file_twice_changes_nothing_and_a_changed_row_only_itself(world: World, write: Write, name: str) -> None:
    rows = [PROJECT, {**PROJECT, "external_id": "p2", "title": "膜法回用", "trl": 5}]
    assert counts(load(write(name, rows), "project", world.east)) == (2, 0, 0)
    OutboxEntry.objects.all().delete()
    assert counts(load(write(name, rows), "project", world.east)) == (0, 0, 2)
    assert not OutboxEntry.objects.exists()
    rows[1]["trl"] = 6
    assert counts(load(write(name, rows), "project", world.east)) == (0, 1, 1)
    changed = Project.objects.get(external_id="p2")
    assert (changed.trl, changed.version) == (6, 2)
    assert [entry.key for entry in OutboxEntry.objects.filter(topic="item")] == [changed.key]
    assert set(AuditEntry.objects.filter(target_id=str(changed.pk)).values_list("action", flat=True)) == {
        "import", "import-update",
    }  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_headings_in_whatever_encoding_a_spreadsheet_saves(world: World, write: Write, encoding: str) -> None:
    text = (
        "编号,需求名称（必填）,需求描述,技术要求,预算上限,截止日期,所在地,领域,关键词,合作方式,类型\r\n"
        'A1,印染废水回用,"每天3200吨，COD 120。","回用率60%以上\n吨水低于5元","3,000,000",2027年6月30日,浙江；绍兴,'
        "环境工程; 水利工程,膜污染；色度,技术开发;技术转让,揭榜挂帅\r\n"
    )
    assert counts(load(write("a.csv", text, encoding), "problem", world.east)) == (1, 0, 0)
    problem = Problem.objects.get()
    assert (problem.title, problem.language, problem.problem_kind) == ("印染废水回用", "zh-Hans", "challenge")
    assert (problem.budget_max, problem.deadline) == (Decimal(3_000_000), date(2027, 6, 30))
    assert (problem.places, problem.fields) == (["330000", "330600"], ["2.7"])
    assert problem.keywords == ["膜污染", "色度", "水利工程"]
    assert problem.cooperation == ["development", "transfer"]
    assert [line.text for line in problem.requirements.all()] == ["回用率60%以上", "吨水低于5元"]
    assert (problem.state, problem.community) == (State.PUBLISHED, world.east)
    assert problem.published_at and "废水" in problem.search_text.split()


def test_requirements_and_works_come_whole(world: World, write: Write) -> None:
    clause = {"text": "COD 50 以下", "must": False, "comparator": "<=", "value": 50, "unit": "mg/L"}
    load(
        write("a.jsonl", [{"id": 1, "title": "废水", "text": "描述", "requirements": [clause]}]), "problem", world.east
    )
    [line] = Problem.objects.get(external_id="1").requirements.all()
    assert (line.must, line.comparator, line.value, line.unit) == (False, "<=", 50, "mg/L")
    work = {"title": "疏松纳滤", "year": 2023, "kind": "paper", "abstract": "纳滤膜用于分盐"}
    load(write("b.jsonl", [{"id": "t", "name": "沈望舒", "expertise": "水", "works": [work]}]), "talent", world.east)
    talent = Talent.objects.get()
    assert [(made.title, made.year) for made in talent.works.all()] == [("疏松纳滤", 2023)]
    assert "分盐" in talent.search_text  # found by what the works say
    load(write("b.jsonl", [{"id": "t", "name": "沈望舒", "expertise": "水", "works": []}]), "talent", world.east)
    assert not Talent.objects.get().works.exists()


def test_columns_that_the_file_lacks_stay_and_blank_ones_are_cleared(world: World, write: Write) -> None:
    load(write("a.jsonl", [{**PROJECT, "ip": "专利3项", "team": "7人"}]), "project", world.east)
    load(write("a.jsonl", [{**PROJECT, "trl": None, "team": ""}]), "project", world.east)
    project = Project.objects.get()
    assert (project.trl, project.ip, project.team) == (None, "专利3项", "")


def test_rows_without_an_id_are_known_by_what_they_say(world: World, write: Write) -> None:
    rows = [{"title": "甲", "summary": "一"}, {"title": "乙", "summary": "二"}]
    assert counts(load(write("a.csv", rows), "project", world.east)) == (2, 0, 0)
    assert counts(load(write("a.csv", rows), "project", world.east)) == (0, 0, 2)
    doubled = load(write("a.csv", [*rows, rows[0]]), "project", world.east)
    assert [error.line for error in doubled.errors] == [4]


def test_a_packed_file_and_the_progress_of_a_long_one(world: World, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for number in range(2500):
            file.write(json.dumps({**PROJECT, "external_id": str(number)}) + "\n")
    told: list[tuple[int, float]] = []
    report = load(path, "project", world.east, progress=lambda rows, share: told.append((rows, share)))
    assert counts(report) == (2500, 0, 0)
    assert [rows for rows, _share in told] == [1000, 2000, 2500]
    assert told[-1][1] == 1


def test_a_trial_run_writes_nothing(world: World, write: Write) -> None:
    report = load(write("a.jsonl", [PROJECT]), "project", world.east, dry_run=True)
    assert (report.ok, report.created, Project.objects.count()) == (True, 1, 0)
    assert report.as_dict()["written"] is False


# Who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "state"),
    [("owner", "draft"), ("broker", "draft"), ("secretariat", "published"), ("admin", "published")],
)
def test_the_secretariat_publishes_by_import_and_members_make_drafts(
    world: World, write: Write, who: str, state: str
) -> None:
    rows = [{**PROJECT, "state": "published"}]
    assert counts(load(write("a.jsonl", rows), "project", world.east, actor=world.people[who])) == (1, 0, 0)
    project = Project.objects.get()
    assert (project.state, project.owner) == (state, world.people[who])


@pytest.mark.parametrize("who", ["outsider", "secretariat_west"])
def test_who_does_not_belong_there_imports_nothing(world: World, write: Write, who: str) -> None:
    report = load(write("a.jsonl", [PROJECT]), "project", world.east, actor=world.people[who])
    assert [error.column for error in report.errors] == ["community"]
    assert not Project.objects.exists()


def test_nobody_changes_the_items_of_others_by_import(world: World, write: Write) -> None:
    make(world, "project", external_id="p1", owner=world.owner)
    report = load(write("a.jsonl", [PROJECT]), "project", world.east, actor=world.member_east)
    assert [(error.line, error.column) for error in report.errors] == [(1, "external_id")]
    stolen = load(write("a.jsonl", [{**PROJECT, "external_id": "p9", "organisation": world.firm.name}]),
                  "project", world.east, actor=world.member_east)  # fmt: skip
    assert [error.column for error in stolen.errors] == ["organisation"]
    assert Project.objects.get().title == "镀镍"


def test_an_organisation_is_found_by_any_name_even_after_a_merge(world: World, write: Write) -> None:
    keep = create_organisation(
        actor=None, community=world.east, name="浙江大学", names=[Name("Zhejiang University", "en", "main")]
    )
    drop = create_organisation(actor=None, community=world.east, name="浙大", external_id="zju")
    merge_organisations(actor=None, keep=keep, drop=drop)
    named = ["浙江大學", "zhejiang university", "zju", f"duijie:{drop.pk}"]
    rows = [{**PROJECT, "external_id": str(number), "organisation": name} for number, name in enumerate(named)]
    assert counts(load(write("a.csv", rows), "project", world.west)) == (4, 0, 0)
    assert set(Project.objects.values_list("organisation", flat=True)) == {keep.pk}


def test_organisations_come_with_names_identifiers_and_the_one_above(world: World, write: Write) -> None:
    rows: list[dict[str, Any]] = [
        {
            "external_id": "csu", "name": "中南大学", "names": {"en": "Central South University"},
            "aliases": ["CSU", "former: 中南工业大学"], "kind": "高校", "place": "长沙",
            "identifiers": {"ror": "https://ror.org/00f1zfq44"}, "website": "https://csu.example.org",
        },
        {"external_id": "xiangya", "name": "湘雅医院", "parent": "csu"},
    ]  # fmt: skip
    assert counts(load(write("a.jsonl", rows), "organisation", world.root)) == (2, 0, 0)
    assert counts(load(write("a.jsonl", rows), "organisation", world.root)) == (0, 0, 2)
    university = Organisation.objects.get(external_id="csu")
    assert (university.kind, university.place) == ("university", "430100")
    assert university.identifiers.get().value == "00f1zfq44"
    assert university.names.get(text="中南工业大学").kind == "former"
    assert Organisation.objects.get(external_id="xiangya").parent == university
    rows[0]["aliases"] = ["CSU"]
    assert counts(load(write("a.jsonl", rows), "organisation", world.root)) == (0, 1, 1)
    assert not university.names.filter(text="中南工业大学").exists()
    taken = load(write("a.jsonl", [{**rows[0], "external_id": "other"}]), "organisation", world.root)
    assert [error.column for error in taken.errors] == ["identifiers"]


# Out again -------------------------------------------------------------------------------------


def test_an_export_has_only_what_the_reader_may_see(world: World, tmp_path: Path) -> None:
    make(world, "problem", title="公开", state=State.PUBLISHED)
    make(world, "problem", title="只给标题", state=State.PUBLISHED, confidentiality="title-only", industry="电镀")
    make(world, "problem", title="内部", state=State.PUBLISHED, visibility="community")
    make(world, "problem", title="草稿")

    def seen(actor: Standing, **options: Any) -> dict[str, dict[str, Any]]:
        path = tmp_path / "out.jsonl"
        run_export(kind="problem", path=path, actor=actor, **options)
        return {row["title"]: row for row in map(json.loads, path.read_text().splitlines())}

    visitor = seen(ANONYMOUS, everything=True)
    assert set(visitor) == {"公开", "只给标题"}
    assert visitor["公开"]["statement"] and visitor["公开"]["organisation"] == world.firm.name
    hidden = visitor["只给标题"]
    assert {name for name, value in hidden.items() if value} == {
        "external_id", "title", "language", "confidentiality", "community", "visibility", "state",
    }  # fmt: skip
    assert set(seen(standing(world.member_east))) == {"公开", "只给标题", "内部"}
    assert seen(standing(world.teammate))["只给标题"]["industry"] == "电镀"
    assert set(seen(standing(world.owner), everything=True)) == {"公开", "只给标题", "内部", "草稿"}
    # A hidden row cannot wipe out the item when it comes back.
    report = load(tmp_path / "out.jsonl", "problem", world.east)
    assert report.ok
    run_export(kind="problem", path=tmp_path / "out.jsonl", actor=ANONYMOUS)
    refused = load(tmp_path / "out.jsonl", "problem", world.east)
    assert [error.column for error in refused.errors] == ["statement"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("format", FORMATS)
def test_a_template_explains_itself_and_can_be_imported(world: World, tmp_path: Path, kind: str, format: str) -> None:
    path = tmp_path / f"template.{format}"
    with path.open("wb") as file:
        write_template(kind, format, file)
    assert counts(load(path, kind, world.east)) == (1, 0, 0)
    if format == "xlsx":
        book = openpyxl.load_workbook(path)
        told = {row[0] for row in book["columns"].iter_rows(min_row=2, values_only=True)}
        assert told == {column.name for column in COLUMNS[kind]}


def test_a_template_is_a_download(client: Any, world: World) -> None:
    response = client.get("/exchange/problem.xlsx")
    assert response.status_code == 200
    assert openpyxl.load_workbook(io.BytesIO(response.content)).sheetnames == ["data", "columns"]
    assert client.get("/exchange/nothing.xlsx").status_code == 422


@pytest.mark.eval
def test_a_thousand_real_papers_come_in_as_they_are(world: World, shared: Path) -> None:
    report = load(shared / "eval/needs/corpus.jsonl", "project", world.root)
    assert counts(report)[0] == report.rows >= 1000
    assert Project.objects.filter(language="zh-Hans").count() > 0.99 * report.rows
    assert Project.objects.filter(keywords__contains=["水利工程"]).exists()
