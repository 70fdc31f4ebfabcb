"""What is read from passages of many kinds: all of it, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duijie.reading import read_bytes
from duijie.reading.articles import Article
from duijie.reading.facts import Fact, agreements, events, memberships, roles
from duijie.reading.facts.event_mention import similarity
from duijie.reading.facts.reader import read_facts
from tests.reading.facts.passages import PASSAGES, Passage

EXTRACTORS = (roles.find, events.find, agreements.find, memberships.find)


def article_of(passage: Passage) -> Article:
    (article,) = read_bytes(passage.text.encode())
    return replace(article, date=passage.published or article.date)


def read(passage: Passage, type_: str) -> list[Fact]:
    return [fact for fact in read_facts(article_of(passage), EXTRACTORS) if fact.type == type_]


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda p: p.name)
def test_who_holds_which_post(passage: Passage) -> None:
    found = [tuple(f.fields[name] for name in ("person", "role", "organisation")) for f in read(passage, "role")]
    assert sorted(f[:2] for f in found) == sorted(r[:2] for r in passage.roles)
    for role in passage.roles:
        if role[2] and not role[2].startswith("?"):
            assert role in found


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda p: p.name)
def test_what_took_place(passage: Passage) -> None:
    found = read(passage, "event")
    assert len(found) == len(passage.events)
    for name, date in passage.events:
        best = max(found, key=lambda f: similarity(f.fields["name"], name))
        assert similarity(best.fields["name"], name) >= 0.6
        assert best.fields["date"] == date


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda p: p.name)
def test_what_was_agreed(passage: Passage) -> None:
    found = read(passage, "agreement")
    said = [(f.fields["title"], tuple(f.fields["parties"])) for f in found]
    assert said == [(title, parties) for title, parties, _ in passage.agreements]
    for fact, (_, _, signatories) in zip(found, passage.agreements, strict=True):
        assert not signatories or tuple(fact.fields["signatories"]) == signatories


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda p: p.name)
def test_who_belongs_to_what(passage: Passage) -> None:
    found = {(f.fields["organisation"], f.fields["member_of"]) for f in read(passage, "membership")}
    assert found == set(passage.memberships)


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda p: p.name)
def test_every_fact_has_its_quote(passage: Passage) -> None:
    article = article_of(passage)
    for fact in read_facts(article):
        if fact.original:
            start, end = fact.original
            assert article.original[start:end] == fact.quote and fact.start == fact.end
        else:
            assert article.text[fact.start : fact.end] == fact.quote
        assert 0.5 <= fact.confidence <= 1
