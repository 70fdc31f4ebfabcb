"""Encodings, scripts and letters: what is mended and what other peoples write."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.steps.mojibake import fix_line
from duijie.reading.steps.script import simplified

BODY = "省科协十日召开工作会议，总结全年工作，研究部署下一阶段任务。会议要求各单位认真落实，务求实效。"


def text_of(text: str) -> str:
    return "\n".join(a.text for a in read_bytes(text.encode()))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("utf-8", "latin-1"),
        ("utf-8", "mac_roman"),
        ("utf-8", "cp437"),
        ("gb18030", "latin-1"),
        ("gb18030", "cp949"),
    ],
)
def test_what_was_read_in_the_wrong_encoding_is_read_in_the_right_one(right: str, wrong: str) -> None:
    assert text_of(f"{BODY}\n{BODY}".encode(right).decode(wrong, "strict")) == f"{BODY}\n{BODY}"


def test_text_read_wrongly_twice_is_read_rightly() -> None:
    twice = BODY.encode().decode("latin-1").encode().decode("latin-1")
    assert text_of(twice) == BODY


def test_a_piece_of_a_line_is_mended_where_it_stands() -> None:
    assert text_of("The society doesnâ€™t charge, says JosÃ©; fees start at 5 â‚¬.") == (
        "The society doesn’t charge, says José; fees start at 5 €."
    )
    assert text_of(f"科协â€œ开放日â€\x9d：{BODY}") == f"科协“开放日”：{BODY}"


@pytest.mark.parametrize(
    "line",
    [
        "Характеристики бега можно увеличить за счёт кодов.",
        "ショートカットタブを開き、ショートカットの欄を選びます。",
        "한국과학기술원은 오늘 새로운 연구소를 열었다고 밝혔다.",
        "Übergrößen für Ärzte: À la carte, naïve façade, São Paulo.",
        "Η Ακαδημία Αθηνών ανακοίνωσε το πρόγραμμά της.",
        "囹圄囫囵、龃龉蹉跎、饕餮魑魅、觊觎睥睨，皆是难字。",
        "關關雎鳩，在河之洲。窈窕淑女，君子好逑。",
    ],
)
def test_other_alphabets_and_rare_characters_are_no_damage(line: str) -> None:
    assert fix_line(line) is None
    assert text_of(line) == line


def test_a_text_whose_characters_were_lost_says_so() -> None:
    (article,) = read_bytes(BODY.encode().decode("gb18030", "replace").encode())
    assert any("lost" in warning for warning in article.warnings)


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("軟體與網路的資訊", "tw", "软件与网络的信息"),
        ("建立指標體系的核心程序", "tw", "建立指标体系的核心程序"),
        ("人工智慧與智慧", "tw", "人工智能与智慧"),
        ("沿著河岸，他寫著論著", "tw", "沿着河岸，他写着论著"),
        ("衞星發射説明", "hk", "卫星发射说明"),
        ("優於單一方法", "cn", "优于单一方法"),
        ("特徵座標", "cn", "特征坐标"),
    ],
)
def test_each_regions_words_become_the_mainlands(text: str, region: str, expected: str) -> None:
    assert simplified(text, region) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "「老師，為什麼陰天也有電？」孩子指著電表問。志工說，把資料整理成報告就知道了。",
        "巴士站的電子紙毋須背光，亦不用掘路。部門指出，現時每年電費約一千二百元。",
    ],
)
def test_what_was_written_in_traditional_is_not_called_converted(text: str) -> None:
    (article,) = read_bytes(text.encode())
    assert (article.language_variant, article.damage) == ("zh-Hant", ())


def test_what_was_converted_says_so() -> None:
    (article,) = read_bytes("省科協黨組書記在會上強調，要落實“科創中國”試點任務，加強項目管理。".encode())
    assert article.damage == ("traditional-converted",)
