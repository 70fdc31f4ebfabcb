"""What is exported comes back as it was, whatever people typed."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from duijie.library.exchange import COLUMNS, FORMATS, cells, run_export, run_import
from duijie.library.models import ITEM_MODELS
from duijie.registry.models import Organisation
from duijie.registry.standing import Standing
from tests.factories.world import World

OPERATOR = Standing(site_admin=True)
NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("=+-@'\"\t\n,;；:：|§_x000D_[]{}<>&中文繁體é😀\ufffe\uffff\u200b\u3000")),
        st.characters(codec="utf-8"),
    ),
    min_size=1,
    max_size=40,
)


@given(NASTY)
@example("'=1+1")
@example("=HYPERLINK(1)")
@example("§more:1")
@example("''@x")
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    guarded = cells.guard(text)
    assert guarded[:1] not in tuple("=+-@\t\r")
    assert cells.unguard(guarded) == text


@given(st.lists(NASTY.map(str.strip).filter(bool), max_size=5))
def test_a_list_in_one_cell_comes_back(values: list[str]) -> None:
    assert cells.split(cells.join(values)) == values


def _rows(kind: str, texts: list[str]) -> dict[str, Any]:
    a, b, c = texts
    every = {"external_id": "r1", "keywords": [b[:60], c[:60], "普通"], "fields": ["2.7", "2.10"], "places": ["330600"]}
    rows: dict[str, dict[str, Any]] = {
        "problem": {
            **every, "title": f"题{a}", "statement": f"文{b}\n第二行{c}", "kind": "challenge", "industry": c[:120],
            "requirements": [{"text": f"一{a}", "value": 0.1, "upper": 7, "unit": "mg/L", "comparator": "<="},
                             {"text": f"二{b}", "must": False}],
            "budget_min": "1200000.5", "budget_max": 3000000, "deadline": "2027-06-30", "state": "closed",
            "cooperation": ["service", "licence"], "language": "zh-Hant", "visibility": "private",
        },
        "project": {**every, "title": f"题{a}", "summary": f"文{b}", "ip": c, "team": a, "trl": 3, "stage": "pilot",
                    "year": 2024, "sample": True},
        "talent": {**every, "name": f"名{a}", "name_en": b, "expertise": f"文{c}", "languages": ["zh", "en"], "post": c,
                   "works": [{"title": f"作{a}", "abstract": b, "year": 2020, "kind": "patent", "venue": c},
                             {"title": f"作{b}", "external_id": a}]},
        "organisation": {"external_id": "r1", "name": f"司{a}", "names": {"en": f"Ltd {b}"}, "description": c,
                         "aliases": [f"别{c}", f"short: 短{a}", f"short: {b}"], "kind": "company", "place": "CN",
                         "identifiers": {"icp": ["京ICP备12345678号", "京ICP备12345678号-2"]}},
    }  # fmt: skip
    return rows[kind]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(COLUMNS))
@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(texts=st.lists(NASTY, min_size=3, max_size=3))
@example(texts=["=cmd|' /C calc'!A0", 'quote " and, comma; 分号；\r\nnew line', "emoji 😀 and \u0000 NUL"])
@example(texts=["_x000D_", "short: alias: main:", "[{]}"])
@example(texts=["<b>bold</b>", "x" * 200, "'=1"])
def test_every_kind_and_format_comes_back_unchanged(world: World, kind: str, texts: list[str]) -> None:
    model = Organisation if kind == "organisation" else ITEM_MODELS[kind]
    model._default_manager.filter(external_id="r1").delete()
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "in.jsonl"
        texts = [text[:150] for text in texts]
        first.write_text(json.dumps(_rows(kind, texts)), encoding="utf-8")
        report = run_import(path=first, kind=kind, community=world.east)
        assert (report.errors, report.created) == ([], 1)
        for format in FORMATS:
            path = Path(folder) / f"out.{format}"
            count = run_export(kind=kind, path=path, actor=OPERATOR, everything=True)
            back = run_import(path=path, kind=kind, community=world.root)
            assert (back.errors, back.created, back.updated, back.unchanged) == ([], 0, 0, count), format


@pytest.mark.django_db
@pytest.mark.parametrize("format", FORMATS)
def test_a_library_moves_to_another_installation_and_says_the_same_there(
    world: World, tmp_path: Path, format: str
) -> None:
    work = {"title": "长篇", "abstract": "很长的摘要。" * 1500}
    row = {"external_id": "t1", "name": "沈望舒", "expertise": "水" * 20_000, "works": [work] * 60}
    (tmp_path / "in.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert run_import(path=tmp_path / "in.jsonl", kind="talent", community=world.east).created == 1
    run_export(kind="talent", path=tmp_path / f"a.{format}", actor=OPERATOR, everything=True)
    ITEM_MODELS["talent"]._default_manager.all().delete()
    assert run_import(path=tmp_path / f"a.{format}", kind="talent", community=world.root).created == 1
    run_export(kind="talent", path=tmp_path / "b.jsonl", actor=OPERATOR, everything=True)
    back = json.loads((tmp_path / "b.jsonl").read_text())
    assert back["expertise"] == row["expertise"] and back["community"] == "east"
    assert [made["abstract"] for made in back["works"]] == [work["abstract"]] * 60


@pytest.mark.django_db
def test_items_without_an_external_id_go_by_their_own(world: World, tmp_path: Path) -> None:
    from tests.factories.world import make

    item = make(world, "project", state="published")
    run_export(kind="project", path=tmp_path / "a.csv", actor=OPERATOR)
    assert run_import(path=tmp_path / "a.csv", kind="project", community=world.root).unchanged == 1
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").replace("镀镍", "除镍")
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert run_import(path=tmp_path / "a.csv", kind="project", community=world.root).updated == 1
    item.refresh_from_db()
    assert (item.title, item.external_id) == ("除镍", "")
