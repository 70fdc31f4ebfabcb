"""The five real pages come out readable, and what a careful reader found in them is found."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from duijie.reading import Article, ReadFailure, compare, read_path
from duijie.reading.steps.script import simplified

pytestmark = pytest.mark.eval


@pytest.fixture(scope="module")
def read(shared: Path) -> dict[str, list[Article]]:
    found: dict[str, list[Article]] = {}
    for result in read_path(shared / "pages"):
        assert not isinstance(result, ReadFailure)
        found.setdefault(Path(result.path).name, []).append(result)
    return found


def folded(text: str | None) -> str | None:
    return None if text is None else re.sub(r"[\W_]", "", simplified(text))


def test_every_page_is_readable(read: dict[str, list[Article]]) -> None:
    assert len(read) == 5
    for articles in read.values():
        for article in articles:
            assert not re.search(r"[\u4e00-\u9fff]\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+\)", article.text)
            assert "ICP" not in article.text and "版权所有" not in article.simplified
            assert "赌场" not in article.simplified
            assert not re.search(r"语音播报|责任编辑|字体|分享到", article.simplified)


def test_every_original_can_be_restored(read: dict[str, list[Article]]) -> None:
    for articles in read.values():
        original = Path(articles[0].path).read_bytes().decode("utf-8")
        assert "".join(article.restored() for article in articles) == original
        for article in articles:
            segments = compare(article)
            assert "".join(s.original for s in segments) == article.original
            assert "".join(s.repaired for s in segments) == article.text


def test_what_a_careful_reader_found_about_the_documents_is_found(read: dict[str, list[Article]], shared: Path) -> None:
    facts = [json.loads(line) for line in (shared / "eval/facts/facts.jsonl").read_text("utf-8").splitlines()]
    documents = [fact for fact in facts if fact["type"] == "document"]
    assert documents
    for fact in documents:
        article = read[fact["doc"]][fact.get("article", 1) - 1]
        assert folded(article.title) == folded(fact["title"])
        assert (article.date, article.language_variant) == (fact["date"], fact["language_variant"])
        assert folded(article.publisher) == folded(fact["publisher"])
        assert set(article.damage) == set(fact["damage"])
        assert set(fact["site_codes"]) <= {identifier.value for identifier in article.identifiers}


def test_quotes_of_the_facts_lie_in_the_originals(read: dict[str, list[Article]], shared: Path) -> None:
    facts = [json.loads(line) for line in (shared / "eval/facts/facts.jsonl").read_text("utf-8").splitlines()]
    for fact in facts:
        assert any(fact["quote"] in article.original for article in read[fact["doc"]])


def test_the_main_text_is_at_least_as_good_as_the_extractor_alone(shared: Path) -> None:
    from duijie.bench.pages import run_pages

    alone, ours = run_pages(shared / "eval" / "pages")
    assert ours.f1 >= alone.f1 - 0.002
