"""The document itself: whose, of when, in which script, how it was damaged, and what shows it."""

from __future__ import annotations

from duijie.reading import read_bytes
from duijie.reading.facts import Fact, read_facts

FOOTER = "© 1996 - 中国科学院 版权所有 京ICP备05002857号-1 京公网安备110402500047号 网站标识码bm48000002\n"
BODY = "会议在江城召开,来自各地的代表就湖泊保护交流了经验,并讨论了下一步的工作安排。与会代表参观了监测站。\n"


def document(text: str) -> tuple[Fact, str]:
    """The one document fact of a page, and the words of the original behind its quote."""
    (article,) = read_bytes(text.encode())
    (fact,) = (f for f in read_facts(article) if f.type == "document")
    start, end = fact.in_original(article)
    return fact, article.original[start:end]


def test_the_title_shows_the_document_where_it_stands_in_the_text() -> None:
    fact, shown = document(f"湖泊保护会议召开\n\n2021-05-03\n\n{BODY}\n{FOOTER}")
    assert (fact.fields["title"], fact.fields["date"]) == ("湖泊保护会议召开", "2021-05-03")
    assert fact.quote == shown == "湖泊保护会议召开"


def test_a_page_without_a_title_is_shown_by_the_footer_that_tells_whose_it_is() -> None:
    fact, shown = document(f"{BODY}{BODY}\n{FOOTER}{FOOTER}")
    assert fact.fields["title"] is None
    assert fact.fields["publisher"] == "中国科学院"
    assert fact.fields["site_codes"] == ["京ICP备05002857号-1", "bm48000002"]
    assert "京ICP备05002857号-1" in fact.quote
    assert fact.quote == shown


def test_script_and_damage_are_those_of_the_page() -> None:
    fact, _ = document("參加聯(lián)盟的單位在江城召開會議,討論湖泊保護與水質監測的工作安排,各地代表交流了經驗。")
    assert fact.fields["language_variant"] == "zh-Hant"
    assert fact.fields["damage"] == ["pinyin-gloss", "traditional-converted"]
    assert fact.fields["article"] == 1
