"""Copies of one text are one story; different texts are not."""

from __future__ import annotations

import numpy as np
import pytest

from duijie.bench.stories import run_stories
from duijie.reading.judging.nearness import bands, likeness, pieces, signatures, stories
from duijie.reading.judging.sourcing import believed, independent, source_of
from duijie.reading.known.queries import story_of
from duijie.reading.models import Story
from duijie.reading.services import place_in_story
from duijie.registry.standing import ANONYMOUS
from tests.factories.world import World
from tests.reading.prose import ARTICLES
from tests.reading.review_world import BODY, page


def test_a_text_in_traditional_characters_is_the_same() -> None:
    assert set(pieces("科学技术协会" * 3 + ARTICLES[0])) == set(pieces("科學技術協會" * 3 + ARTICLES[0]))


def test_a_reprint_is_near_and_another_text_is_not() -> None:
    reprint = "本报讯 " + ARTICLES[0][20:] + "（记者 王明）"
    print_ = signatures([pieces(text) for text in (ARTICLES[0], reprint, ARTICLES[1])])
    assert likeness(print_[0], print_[1]) > 0.8 > 0.2 > likeness(print_[0], print_[2])
    assert stories(print_) == [[0, 1]]
    assert set(bands(print_)[0]) & set(bands(print_)[1])


def test_short_texts_are_alike_by_chance_and_left_alone() -> None:
    assert pieces("请点击查看") == []
    assert len(signatures([])) == 0 and stories(np.empty((0, 128), dtype=np.uint32)) == []


def test_nearly_all_copies_are_found_and_nothing_else() -> None:
    result = run_stories(1500, seed=7)
    assert result.pair_precision == 1.0
    assert result.pair_recall > 0.97


@pytest.mark.django_db
@pytest.mark.usefixtures("pages_apart")
def test_articles_find_their_story_in_any_order(world: World) -> None:
    other = page(world.east, ARTICLES[2].split("\n", 1)[1], title="别的", publisher="科学周刊")
    late = page(world.east, "本报讯。" + BODY + "欢迎订阅。", publisher="湖滨晚报")
    first = page(world.east)
    for article in (other, late, first):
        place_in_story(article)
    story = Story.objects.get()
    assert set(story.members.values_list("article", flat=True)) == {late.pk, first.pk}
    late.refresh_from_db()
    canonical, told = story_of(ANONYMOUS, late)
    assert told == [first] and canonical in (first, None)
    assert place_in_story(late) == story and Story.objects.count() == 1
    # A text that became another one leaves its story, and one article alone is none.
    late.text = ARTICLES[3]
    late.save()
    assert place_in_story(late) is None
    assert not Story.objects.exists()


def test_a_story_or_a_publisher_shared_is_one_voice() -> None:
    assert independent([("a", "1"), ("b", "1"), ("c", "2"), ("a", "3"), ("d", "3")]) == [0, 0, 1, 0, 0]
    assert independent([]) == []


def test_only_known_and_unspoilt_sources_are_believed() -> None:
    own = source_of(address="", hijacked=False, organisation="7", publisher="江城日报", page="x")
    trusted = frozenset({"organisation:7", "host:news.example.org"})
    said = {"website": "https://www.daily.example.org/", "address": "", "trusted": trusted}
    assert believed(own, hijacked=False, publisher="7", **said)  # type: ignore[arg-type]
    assert not believed(own, hijacked=True, publisher="7", **said)  # type: ignore[arg-type]
    unknown = source_of(address="", hijacked=False, organisation="", publisher="江城日报", page="x")
    assert not believed(unknown, hijacked=False, publisher=None, **said)  # type: ignore[arg-type]
    for address, expected in (
        ("https://daily.example.org/a", True),
        ("https://m.daily.example.org/a", True),
        ("https://daily.example.org.evil.test/a", False),
        ("https://mirror.test/a", False),
        ("https://news.example.org/a", True),
    ):
        source = source_of(address=address, hijacked=False, organisation="7", publisher="江城日报", page="x")
        told = believed(source, hijacked=False, publisher="7", **{**said, "address": address})  # type: ignore[arg-type]
        assert told is expected, address


def test_a_hijacked_page_never_speaks_for_the_owner_of_its_codes() -> None:
    source = source_of(address="", hijacked=True, organisation="7", publisher="中国科学院", page="1a2b")
    assert source.key == "page:1a2b"
