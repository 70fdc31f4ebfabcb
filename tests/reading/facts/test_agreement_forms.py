"""Ways in which news tell of signing, each with the parties: passages of the test's own."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.facts import agreements
from duijie.reading.facts.frame import Frame


def read(text: str) -> list[tuple[str | None, list[str]]]:
    facts = [f for a in read_bytes(text.encode()) for f in agreements.find(Frame.of(a))]
    return [(f.fields["title"], f.fields["parties"]) for f in facts]


@pytest.mark.parametrize(
    ("text", "title", "parties"),
    [
        ("签约仪式上,陈若水与李望分别代表白云市人民政府与青松控股签署了战略合作协议。", "战略合作协议",
         ["白云市人民政府", "青松控股"]),
        ("江城大学在白云市签约。陈若水代表学校分别与北湖大学、南湖大学校长签署合作备忘录。", "合作备忘录",
         ["江城大学", "北湖大学"]),
        ("此项工作是贯彻落实中科院和福建省签订新一轮科技合作协议的重要内容。", "新一轮科技合作协议",
         ["中科院", "福建省"]),
        ("北湖大学与江城大学续签新一期战略合作协议。", "战略合作协议", ["北湖大学", "江城大学"]),
        ("國立北湖大學與國家中山科學研究院12日簽署合作備忘錄。北大與中科院簽署合作備忘錄,深化合作。", "合作备忘录",
         ["国立北湖大学", "国家中山科学研究院"]),
        ("Keller and Mark Virtanen, head of the Finnish Lake Institute, sign a cooperation agreement. The delegation "
         "was led by Anna Keller, president of the Lakeside Academy.", "cooperation agreement",
         ["Lakeside Academy", "Finnish Lake Institute"]),
        ("At a meeting with Mark Virtanen, head of the Finnish Lake Institute, Anna Keller, president of the Lakeside "
         "Academy, spoke of the work done since they signed an agreement on clean water in 2012.",
         "agreement on clean water", ["Finnish Lake Institute", "Lakeside Academy"]),
    ],
)  # fmt: skip
def test_who_signed_what(text: str, title: str, parties: list[str]) -> None:
    assert read(text)[0] == (title, parties)


@pytest.mark.parametrize(
    "text",
    [
        # Who arranged a signing is no party, and what others are to do is not signed.
        "由青松控股与江城分院联合承办的中国科学院系统与江城区域科技合作签约仪式在江城举行。",
        "根据双方签署的合作协议的要求,江城大学将建设实验室。",
        "要推动江城大学与北湖大学签署合作协议的重要工作。",
    ],
)
def test_hosts_and_hopes_are_no_agreement(text: str) -> None:
    assert read(text) == []


def test_with_each_of_a_row_where_the_text_says_so() -> None:
    text = "江城大学在白云市签约。陈若水代表学校分别与北湖大学、南湖大学校长签署合作备忘录。"
    assert [parties for _, parties in read(text)] == [["江城大学", "北湖大学"], ["江城大学", "南湖大学"]]
