"""``duijie match-replay``: two rankers on what a community's visitors chose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duijie.core import outbox
from duijie.core.errors import InvalidInput, NotFound
from duijie.library.models import Item
from duijie.matching.commands import use as command_use
from duijie.matching.indexing import feeding
from duijie.matching.indexing.topics import ITEMS
from duijie.matching.services import use
from duijie.matching.services.replaying import community_named, replay
from duijie.registry.models import Community
from duijie.registry.standing import ANONYMOUS
from tests.factories.world import World, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(world: World, index: Path) -> list[Item]:
    """Twelve problems of the east whose visitors overlook what fits in the second place, half the time."""
    off, fits = (
        make(world, "project", state="published", title=title, summary=summary)
        for title, summary in (
            ("番茄补光", "番茄育苗补光灯。"),
            ("螯合树脂除镍", "螯合树脂深度除镍，出水镍 0.05 mg/L。"),
        )
    )
    outbox.put(ITEMS, [off.key, fits.key])
    while feeding.drain_words():
        pass
    for number in range(12):
        problem = make(world, "problem", state="published", statement=f"{number} 号电镀车间废水镍超标，要求除镍。")
        look(world.east, use.asked_of(problem=problem.pk), [off, fits], opened=number % 2)
    return [off, fits]


def look(community: Community, asked: str, items: list[Item], opened: int) -> None:
    placed = [use.Placed("project", item.pk, rank, 0.5) for rank, item in enumerate(items, 1)]
    answer = use.record_shown(actor=ANONYMOUS, community=community, asked=asked, visitor="v", placed=placed)
    use.record_opened(actor=ANONYMOUS, asked=asked, answer=answer, item_kind="project", item_id=items[opened].pk)


def test_what_was_opened_in_the_second_place_speaks_for_the_ranker_that_has_it_first(
    seen: list[Item], world: World
) -> None:
    found = replay(community=world.east, first="logged", second="shipped", days=30)
    told = found.comparison
    assert (told.needs, told.impressions, told.openings, found.left_out) == (12, 12, 12, 0)
    assert told.difference.value > 0
    assert told.naive.value == pytest.approx(0)  # opened as often here as there: counting sees nothing
    assert found.looks.source == "assumed"


def test_nothing_of_another_community_is_replayed(seen: list[Item], world: World) -> None:
    look(world.west, use.asked_of(key="west"), seen, opened=0)
    assert replay(community=world.east, first="logged", second="logged", days=30).comparison.impressions == 12
    assert replay(community=world.west, first="logged", second="logged", days=30).comparison.impressions == 1
    with pytest.raises(InvalidInput, match="root"):
        replay(community=world.root, first="logged", second="logged", days=30)


def test_needs_whose_words_are_not_kept_are_left_out(seen: list[Item], world: World) -> None:
    look(world.east, use.asked_of(key="tried"), seen, opened=0)
    found = replay(community=world.east, first="logged", second="shipped", days=30)
    assert (found.comparison.needs, found.left_out) == (12, 1)


def test_weights_of_ones_own_are_compared(seen: list[Item], world: World, tmp_path: Path) -> None:
    backwards = tmp_path / "weights.json"
    backwards.write_text(json.dumps({"zh": {"words": -1.0}}), encoding="utf-8")
    found = replay(community=world.east, first="shipped", second=str(backwards), days=30)
    assert found.comparison.difference.value < 0
    for text in ("{", '{"zh": 3}', '{"fr": {"words": 1}}', '{"zh": {"words": "x"}}'):
        backwards.write_text(text, encoding="utf-8")
        with pytest.raises(InvalidInput, match="is no ranker"):
            replay(community=world.east, first="shipped", second=str(backwards), days=30)
    with pytest.raises(InvalidInput, match="is no ranker"):
        replay(community=world.east, first="no such", second="shipped", days=30)


def test_what_was_accepted_may_count_instead(seen: list[Item], world: World) -> None:
    with pytest.raises(InvalidInput, match="nothing was chosen"):
        replay(community=world.east, first="logged", second="logged", days=30, accepted=True)
    asked = use.asked_of(key="tried")
    look(world.east, asked, seen, opened=0)
    use.record_invited(actor=ANONYMOUS, community=world.east, asked=asked, item=seen[1])
    found = replay(community=world.east, first="logged", second="logged", days=30, accepted=True)
    assert found.comparison.openings == 1


def test_the_command_says_which_is_better(seen: list[Item], capsys: pytest.CaptureFixture[str]) -> None:
    values = {"community": "east", "first": "logged", "second": "shipped", "days": 30, "accepted": False}
    command_use.run(as_json=False, **values)  # type: ignore[arg-type]
    told = capsys.readouterr().out
    assert "12 pages of 12 needs" in told
    assert "assumed" in told
    command_use.run(as_json=True, **values)  # type: ignore[arg-type]
    assert json.loads(capsys.readouterr().out)["comparison"]["needs"] == 12
    with pytest.raises(NotFound, match="nowhere"):
        community_named("nowhere")
