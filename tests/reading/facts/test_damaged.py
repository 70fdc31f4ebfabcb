"""Facts of damaged pages: values as the undamaged text would read, quotes as the page shows them."""

from __future__ import annotations

from duijie.reading import read_bytes
from duijie.reading.articles import Article
from duijie.reading.facts import Fact, read_facts

GLOSSED = (
    "9月1日,江城科學(xué)院黨組書記陳若水會見了湖泊聯(lián)盟秘書長李望,介紹了江城科學(xué)院的發(fā)展"
    "(zhǎn)情況,參(cān)加會見的還有研究所的同事。"
)
EDITED = (
    "湖泊生态学会举行学术年会\n\n来源:湖泊生态学会 时间:2022-10-01\n\n"
    "9月30日,湖泊生态学会在江城举行2022年学术年会。学会理事长陈若水致辞,来自全国的三百名代表参加了会议。\n\n"
    "会议讨论了湖泊保护的前景,并向青年学者颁发了优秀论文证书,与会者还参观了湖泊博物馆。\n\n责任编辑:李望\n"
)


def only(data: str) -> Article:
    (article,) = read_bytes(data.encode())
    return article


def roles(article: Article) -> list[Fact]:
    return [f for f in read_facts(article) if f.type == "role"]


def test_a_glossed_page_is_read_in_simplified_and_quoted_with_its_glosses() -> None:
    article = only(GLOSSED)
    found = {(f.fields["person"], f.fields["role"], f.fields["organisation"]): f for f in roles(article)}
    fact = found["陈若水", "党组书记", "江城科学院"]
    assert fact.quote == "江城科學院黨組書記陳若水"
    start, end = fact.in_original(article)
    assert article.original[start:end] == "江城科學(xué)院黨組書記陳若水"


def test_the_editor_is_found_in_the_line_that_repair_took_out() -> None:
    article = only(EDITED)
    assert "责任编辑" not in article.text
    editor = next(f for f in roles(article) if f.fields["role"] == "责任编辑")
    assert editor.fields["person"] == "李望"
    start, end = editor.in_original(article)
    assert article.original[start:end] == editor.quote == "责任编辑:李望"


def test_the_same_statement_twice_is_one_fact() -> None:
    text = "江城大学校长陈若水致辞。\n\n江城大学校长陈若水说,江城大学要办好年会。江城大学校长陈若水还会见了来宾。"
    assert [f.fields["person"] for f in roles(only(text))] == ["陈若水"]


def test_nothing_is_found_in_nothing() -> None:
    assert [f for f in read_facts(only("湖水很清,天气很好,大家都很高兴。")) if f.type != "document"] == []
