"""Facts are read in the background: nothing is locked meanwhile, nothing is lost, nothing is read twice."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, connections

from duijie.core import outbox
from duijie.core.errors import Unavailable
from duijie.reading.articles import Article as Read
from duijie.reading.facts import together
from duijie.reading.facts.types import Fact as Found
from duijie.reading.models import Article, Fact, FactReading, Proposal
from duijie.reading.services import ask_to_read, take_back_reading
from duijie.reading.services.draining import drain_facts
from duijie.reading.services.keeping import save_articles
from duijie.reading.topics import FACTS
from tests.factories.world import World
from tests.reading.review_world import BODY, found, page, read

pytestmark = pytest.mark.usefixtures("pages_apart")


def answer(monkeypatch: pytest.MonkeyPatch, reader: Any) -> None:
    monkeypatch.setattr(together, "read_together", reader)


def by_hand(article: Read, *, public: bool) -> Sequence[Found]:
    return found(Article.objects.get(page__sha256=article.sha256, number=article.number))


@pytest.fixture
def committed(transactional_db: None) -> World:
    from tests.factories.world import world as build
    from tests.layers import built

    made = built(build)
    assert isinstance(made, World)
    return made


def test_no_transaction_is_open_while_a_slow_reader_reads(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    article = page(committed.east)
    begun, go_on = threading.Event(), threading.Event()
    seen: list[bool] = []

    def slow(one: Read, *, public: bool) -> Sequence[Found]:
        seen.append(connection.in_atomic_block)
        begun.set()
        assert go_on.wait(60)
        return by_hand(one, public=public)

    def work() -> None:
        try:
            drain_facts()
        finally:
            connections.close_all()

    answer(monkeypatch, slow)
    worker = threading.Thread(target=work)
    worker.start()
    assert begun.wait(60)
    # Meanwhile the article can be changed and others are read; this one is not read a second time.
    assert drain_facts() == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and state = 'idle in transaction' and pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] == 0
    go_on.set()
    worker.join(60)
    assert seen == [False]
    assert article.facts.count() == 6
    assert outbox.waiting(FACTS) == 0


def test_what_was_read_of_a_text_that_changed_meanwhile_is_not_kept(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = page(committed.east)

    def overtaken(one: Read, *, public: bool) -> Sequence[Found]:
        facts = by_hand(one, public=public)
        Article.objects.filter(pk=article.pk).update(version=article.version + 1)
        outbox.put(FACTS, [str(article.pk)])
        return facts

    answer(monkeypatch, overtaken)
    assert drain_facts() == 1
    assert not Fact.objects.exists()
    answer(monkeypatch, by_hand)
    assert drain_facts() == 1
    assert article.facts.count() == 6


@pytest.mark.django_db
def test_a_reader_that_fails_holds_nobody_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = page(world.east)
    second = page(world.east, publisher="湖滨晚报")

    def broken(one: Read, *, public: bool) -> Sequence[Found]:
        if one.sha256 == first.page.sha256:
            raise RuntimeError("no memory")
        return by_hand(one, public=public)

    answer(monkeypatch, broken)
    assert [drain_facts(), drain_facts(), drain_facts()] == [1, 1, 0]
    assert not first.facts.exists() and second.facts.count() == 6


@pytest.mark.django_db
def test_a_dead_model_leaves_the_facts_of_the_rules(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    text = "7月3日，湖泊生态学会理事长陈若水会见了来访的客人，双方就湖泊保护交换了意见。" + "大家谈了很久。" * 8
    article = page(world.east, text, address="https://lake.example.org/a")

    class Dead:
        def __init__(self, settings: object) -> None: ...
        def __enter__(self) -> Dead:
            return self

        def __exit__(self, *_: object) -> None: ...
        def read(self, one: Read) -> Any:
            raise Unavailable("The model does not answer.")

    monkeypatch.setattr(together, "settings_of", lambda given: object())
    monkeypatch.setattr(together, "ModelReader", Dead)
    assert drain_facts() == 1
    assert article.facts.filter(type="role", fields__person="陈若水").exists()
    assert "did not read" in caplog.text


@pytest.mark.django_db
def test_several_entries_of_one_article_are_one_reading(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    article = page(world.east)
    outbox.put(FACTS, [str(article.pk)] * 3)
    answer(monkeypatch, by_hand)
    assert drain_facts() == 4
    assert drain_facts() == 0
    assert article.facts.count() == 6


@pytest.mark.django_db
def test_asking_again_reads_what_was_taken_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    article = page(world.east)
    answer(monkeypatch, by_hand)
    drain_facts()
    take_back_reading(actor=world.secretariat, page=article.page)
    assert read(article).skipped
    ask_to_read(actor=world.secretariat, article=article)
    assert drain_facts() == 1
    assert article.facts.count() == 6 and Proposal.objects.exists()
    assert FactReading.objects.get().taken_back_at is None


@pytest.mark.django_db
def test_a_traditional_article_is_read_again_as_it_was_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from duijie.reading import read_bytes

    text = "資訊學會召開會議\n\n" + "我們透過網際網路和滑鼠處理軟體與硬體的資訊，數位光碟機與印表機都在計程車上。" * 4
    (one,) = read_bytes(text.encode(), "tw.txt")
    assert one.region == "tw"
    article = save_articles(articles=[one], community=world.east).articles[0]
    seen: list[Read] = []

    def noting(read_: Read, *, public: bool) -> Sequence[Found]:
        seen.append(read_)
        return ()

    answer(monkeypatch, noting)
    drain_facts()
    assert seen[0].region == "tw"
    assert seen[0].simplified == one.simplified != article.text
    assert BODY  # the other pages of this file are of the Mainland
