"""What is published is found; what is taken back is gone; nobody finds what they may not see."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import connection

from duijie.core import outbox
from duijie.core.errors import InvalidInput, TooLarge, Unavailable
from duijie.core.models import User
from duijie.library.models import Item, Problem
from duijie.library.services import act, update_item
from duijie.matching import runtime
from duijie.matching.indexing import feeding
from duijie.matching.indexing.rebuilding import rebuild
from duijie.matching.indexing.topics import ITEMS, VECTORS
from duijie.matching.models import Embedding, IndexVersion
from duijie.matching.queries.index import index_status
from duijie.matching.services.finding import find_matches, requirements_of
from duijie.matching.tasks import renew
from duijie.matching.types import Filter
from duijie.registry.standing import ANONYMOUS, standing
from tests.factories.world import World, make

pytestmark = pytest.mark.django_db

NICKEL = "我们电镀车间的废水里镍超标，想把镍降到 0.1 mg/L 以下"


def feed() -> None:
    """Do what the worker does."""
    while feeding.drain_words():
        pass
    while feeding.drain_vectors():
        pass


def published(world: World, kind: str = "project", **values: object) -> Item:
    item = make(world, kind, state="published", **values)
    outbox.put(ITEMS, [item.key])
    return item


def found(text: str, user: User | None = None, **where: object) -> list[Item]:
    actor = standing(user) if user else ANONYMOUS
    return [offer.item for offer in find_matches(actor=actor, text=text, where=Filter(**where)).offers]  # type: ignore[arg-type]


def test_a_published_item_is_found_by_words_before_it_is_embedded(world: World, index: Path) -> None:
    item = published(world)
    feeding.drain_words()
    assert not Embedding.objects.exists()
    assert found("螯合树脂除镍") == [item]
    assert index_status().waiting_vectors == 1


def test_embedded_it_is_found_by_meaning_in_the_other_language(world: World, index: Path) -> None:
    item = published(world)
    published(world, title="番茄育苗补光", summary="按光合状态自动调节补光灯亮度，苗期增产。")
    feed()
    assert found("remove nickel from plating wastewater")[0] == item
    assert index_status().done


def test_what_is_taken_down_is_gone_and_what_comes_back_is_there(world: World, index: Path) -> None:
    item = published(world)
    feed()
    act(actor=world.secretariat, item=item, action="take-down", reason="错误")
    feed()
    assert found(NICKEL) == []
    act(actor=world.owner, item=item, action="submit")
    act(actor=world.secretariat, item=item, action="publish")
    feed()
    assert found(NICKEL) == [item]


def test_a_change_reaches_the_index_and_the_old_words_are_gone(world: World, index: Path) -> None:
    item = published(world)
    feed()
    values = {"title": "番茄补光", "summary": "按光合状态自动调节补光灯亮度。"}
    update_item(actor=world.owner, item=item, values=values, expected_version=item.version)
    feeding.drain_words()
    assert found("番茄补光灯亮度") == [item]
    assert runtime.serving_store().lexical(["镍"], where=Filter(), k=5) == []


def test_between_the_truth_and_the_index_the_truth_decides(world: World, index: Path) -> None:
    item = published(world)
    feed()
    type(item)._default_manager.update(state="draft")  # the index has not heard of it yet
    assert found(NICKEL) == []


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [
        ("public", {"anonymous", "outsider", "member_west", "member_east", "owner", "teammate", "secretariat"}),
        ("community", {"member_east", "owner", "teammate", "secretariat"}),
        ("private", {"owner", "teammate", "secretariat"}),
    ],
)
def test_nobody_is_offered_what_they_may_not_see(world: World, index: Path, visibility: str, seen_by: set[str]) -> None:
    item = published(world, visibility=visibility)
    feed()
    finders = {
        name
        for name in ("anonymous", "outsider", "member_west", "member_east", "owner", "teammate", "secretariat")
        if item in found(NICKEL, world.people.get(name))
    }
    assert finders == seen_by


def test_a_hidden_item_does_not_take_the_place_of_a_visible_one(world: World, index: Path) -> None:
    for number in range(30):
        published(world, title=f"镀镍废水除镍 {number}", visibility="private")
    item = published(world, title="含镍废水", summary="沉淀法处理，出水镍 0.5 mg/L。")
    feed()
    assert found(NICKEL) == [item]


def test_a_title_only_problem_is_found_by_its_title_alone(world: World, index: Path) -> None:
    published(world, "problem", title="电镀废水", confidentiality="title-only")
    feed()
    store = runtime.serving_store()
    assert store.lexical(["电镀"], where=Filter(), k=5)
    assert not store.lexical(["镍"], where=Filter(), k=5)
    assert all("镍" not in row.passage.text for row in store.rows(store.passages_of([_key(Problem)])).values())


def _key(model: type[Item]) -> str:
    return model._default_manager.get().key


def test_an_embedder_that_is_down_leaves_words_working_and_the_work_waiting(
    world: World, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = published(world)
    feeding.drain_words()
    (first, *_rest) = runtime.embedders()

    def down(*_: object) -> None:
        raise Unavailable("The endpoint does not answer.")

    with monkeypatch.context() as patch:
        patch.setattr(type(first), "embed", down)
        patch.setattr(type(first), "encode_queries", down)
        assert feeding.drain_vectors() == 0
        assert outbox.waiting(VECTORS) == 1
        answer = find_matches(actor=ANONYMOUS, text=NICKEL)
        assert [offer.item for offer in answer.offers] == [item]
        assert any("does not answer" in str(one) for one in answer.degraded)
    feed()
    assert index_status().done


def test_a_worker_killed_before_its_commit_loses_and_doubles_nothing(
    world: World, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = published(world)
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "done", lambda _entries: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            feeding.drain_words()
    assert outbox.waiting(ITEMS) == 1
    feed()
    assert found(NICKEL) == [item]
    assert runtime.serving_store().counts()["words"] == 1


def test_a_rebuild_computes_nothing_twice_and_gives_the_same_answers(
    world: World, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = published(world)
    feed()
    before = IndexVersion.objects.get(state="serving").name
    for embedder in runtime.embedders():
        monkeypatch.setattr(type(embedder), "embed", lambda *_: pytest.fail("embedded again"))
    assert rebuild() != before
    assert found("remove nickel from plating wastewater") == [item]
    assert index_status().done


def test_what_changes_during_a_rebuild_is_in_the_new_version(world: World, index: Path) -> None:
    first = published(world)
    feed()
    added: list[Item] = []

    def meanwhile(_done: int, _all: int) -> None:
        if not added:
            act(actor=world.owner, item=first, action="withdraw")
            added.append(published(world, title="新除镍工艺", summary="新工艺，镍 0.02 mg/L。"))
            feed()
            assert found(NICKEL) == added, "the old version goes on serving and being fed"

    rebuild(meanwhile)
    feed()
    assert found(NICKEL) == added


def test_a_rebuild_that_breaks_off_leaves_the_old_version_serving(world: World, index: Path) -> None:
    item = published(world)
    feed()
    before = IndexVersion.objects.get(state="serving").name

    def broken(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(broken)
    assert IndexVersion.objects.get(state="serving").name == before
    assert found(NICKEL) == [item]
    rebuild()
    assert found(NICKEL) == [item]
    assert not IndexVersion.objects.filter(state="building").exists()
    assert len([path for path in index.iterdir() if path.is_dir()]) <= 2


def test_an_index_of_an_older_layout_is_built_anew_when_a_worker_starts(
    world: World, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = published(world)
    feed()
    before = IndexVersion.objects.get(state="serving").name
    renew()
    assert IndexVersion.objects.get(state="serving").name == before, "nothing is done when nothing is wrong"
    shutil.rmtree(index / before / "words.lance" / "_versions")
    runtime.close()
    with pytest.raises(Unavailable):
        found(NICKEL)
    monkeypatch.setattr("duijie.matching.tasks.wake_vectors", lambda: None)
    renew()
    assert found(NICKEL) == [item]


def test_a_problem_is_matched_by_the_requirements_it_keeps(world: World, index: Path) -> None:
    problem = make(world, "problem", state="published")
    assert isinstance(problem, Problem)
    problem.requirements.create(text="出水镍低于 0.1 mg/L", comparator="<", value=0.1, unit="mg/L")
    item = published(world)
    feed()
    answer = find_matches(actor=ANONYMOUS, text=problem.statement, requirements=requirements_of(problem))
    evidence = answer.offers[0].match.evidence[0]
    assert answer.offers[0].item == item
    assert evidence.verdict == "covered"
    assert evidence.sentence == "螯合树脂深度除镍，出水 0.05 mg/L。"
    assert evidence.note is not None
    assert evidence.note[0] == "satisfied"


@pytest.mark.parametrize("need", ["", "镍", "？！。", "x" * 20_001, "😀"])
def test_a_need_that_says_nothing_or_too_much_gets_a_sentence(world: World, index: Path, need: str) -> None:
    with pytest.raises((InvalidInput, TooLarge)) as refused:
        find_matches(actor=ANONYMOUS, text=need)
    assert str(refused.value).endswith((".", "。"))


def test_an_empty_library_answers_with_nothing(world: World, index: Path) -> None:
    assert find_matches(actor=ANONYMOUS, text=NICKEL).offers == ()


def test_matching_costs_the_same_number_of_queries_whatever_it_finds(world: World, index: Path) -> None:
    from django.test.utils import CaptureQueriesContext

    published(world)
    feed()
    with CaptureQueriesContext(connection) as one:
        assert len(found(NICKEL)) == 1
    for number in range(19):
        published(world, title=f"除镍 {number}")
    feed()
    with CaptureQueriesContext(connection) as many:
        assert len(found(NICKEL)) == 20
    assert len(many) == len(one)


def test_the_status_says_which_space_the_index_lacks(
    world: World, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first, *_rest) = runtime.embedders()
    monkeypatch.setattr(runtime, "embedders", lambda: (first,))
    assert index_status().lacking == ()
    monkeypatch.undo()
    assert index_status().lacking == tuple(embedder.name for embedder in runtime.embedders()[1:])
