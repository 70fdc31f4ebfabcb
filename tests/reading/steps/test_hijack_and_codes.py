"""Codes tell whose page it is; a foreign name in that place is undone and never hidden."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duijie.core.errors import InvalidInput
from duijie.reading import read_bytes
from duijie.reading.codes import VARIABLE, Identifier, find_identifiers, load, registry
from tests.reading.prose import ACADEMY, ARTICLES, FOOTER


def test_codes_are_found_in_both_scripts_and_any_spacing() -> None:
    assert find_identifiers("京ICP備05002857號-1 京公網安備 110402500047號 網站標識碼：bm48000002") == [
        Identifier("icp", "京ICP备05002857号-1"),
        Identifier("police", "京公网安备110402500047号"),
        Identifier("site", "bm48000002"),
    ]
    assert find_identifiers("粤ICP备 12345678 号 粤icp备12345678号-2") == [Identifier("icp", "粤ICP备12345678号-2")]
    assert find_identifiers("电话 01012345678，项目编号 bm12") == []


def test_a_code_outweighs_a_shared_record() -> None:
    owner = registry().owner(find_identifiers("京ICP备05002857号 网站标识码bm48000017"))
    assert owner is not None
    assert owner.name == "中国科学院"
    assert registry().owner(find_identifiers("沪ICP备99999999号")) is None


def test_an_institution_on_its_own_page_is_not_hijacked() -> None:
    for holder in ("中国科学院", "中国科学院广州分院", "国家天文台", "条件保障与财务局"):
        (article,) = read_bytes(f"{ACADEMY}\n\n{FOOTER.replace('中国科学院', holder)}".encode())
        assert "hijacked-name" not in article.damage
        assert article.text == ACADEMY


def test_a_branch_publishes_in_its_own_name() -> None:
    (article,) = read_bytes(f"{ACADEMY}\n\n{FOOTER.replace('中国科学院', '中国科学院广州分院')}".encode())
    assert article.publisher == "中国科学院广州分院"


def test_an_article_about_gambling_is_not_hijacked() -> None:
    body = "近日，警方捣毁一个网络赌博平台。赌博网站租用境外服务器，诱骗多人参与赌博。"
    text = f"警方查处跨境网络赌博案件\n\n{body}\n\n{FOOTER}"
    (article,) = read_bytes(text.encode())
    assert "hijacked-name" not in article.damage
    assert "赌博" in article.text


def test_an_unknown_publisher_is_flagged_and_left_alone() -> None:
    text = ACADEMY.replace("中国科学院", "澳门赌场") + "\n\n© 2020 澳门赌场 版权所有 沪ICP备99999999号"
    (article,) = read_bytes(text.encode())
    assert "hijacked-name" in article.damage
    assert "澳门赌场" in article.text
    assert article.publisher is None
    assert "澳门赌场" in article.warnings[0]


def test_an_operator_adds_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "codes.json"
    entry = {"name": "江城市科学技术协会", "names": ["江城科协"], "icp": ["鄂ICP备12345678号"]}
    file.write_text(json.dumps({"organisations": [entry]}), "utf-8")
    monkeypatch.setenv(VARIABLE, str(file))
    (article,) = read_bytes(f"{ARTICLES[0]}\n\n© 2022 版权所有 鄂ICP备12345678号-3".encode())
    assert article.publisher == "江城市科学技术协会"


@pytest.mark.parametrize(
    "content", ["{", '{"organisations": [{"icp": []}]}', '{"organisations": [{"name": "甲", "icp": "x"}]}']
)
def test_a_wrong_registry_is_refused_by_name(content: str, tmp_path: Path) -> None:
    file = tmp_path / "codes.json"
    file.write_text(content, "utf-8")
    with pytest.raises(InvalidInput, match=r"codes\.json"):
        load(file)
