"""A need for unlike things: who does one of them exactly is known for it, and nobody for what is merely near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from duijie.core.errors import Unavailable
from duijie.matching.ranking.engine import Engine, put_vectors, put_words
from duijie.matching.services.parts import NEAR, part_by_part
from duijie.matching.store import PassageStore
from duijie.matching.types import Audience, Document, Filter, Match, Query, Requirement
from tests.matching.ranking.test_engine import Bag, Broken

ALL = Filter(audience=Audience(everything=True))
NEED = Query(
    "石窟要保护：壁画墙里的盐要安全取出来，开放时洞里的湿度要稳，檐下木梁的白蚁要找出来，游客不受影响。",
    (Requirement("取出壁画墙里的盐"), Requirement("听出木梁的白蚁在哪里活动")),
)
DOCUMENTS = (
    Document("p:salt", "project", "壁画脱盐敷贴", "敷贴取出壁画墙里的盐。石窟壁画的颜色不变。"),
    Document("p:ants", "project", "木梁白蚁监听", "贴在木梁上的传感器听出白蚁在哪里活动。每月更换电池。"),
    Document("p:cheese", "project", "Cheese", "Cheese ripens in caves. Milk is heated first."),
)


@pytest.fixture
def store(tmp_path: Path) -> PassageStore:
    made = PassageStore.create(tmp_path / "index", {"e5": 64, "use": 64})
    put_vectors(made, [Bag("e5"), Bag("use")], put_words(made, DOCUMENTS))
    return made


def verdicts(matches: Sequence[Match]) -> dict[str, list[str]]:
    return {match.document: [one.verdict for one in match.evidence] for match in matches}


def test_who_answers_one_part_exactly_covers_it_though_the_need_asks_for_more(store: PassageStore) -> None:
    engine = Engine(store, [Bag("e5"), Bag("use")])
    whole = engine.match(NEED, where=ALL).matches
    assert verdicts(whole)["p:salt"][0] == "partly"
    apart = part_by_part(engine, NEED, whole, where=ALL)
    assert verdicts(apart)["p:salt"] == ["covered", "not shown"]
    [proof] = [match.evidence[0] for match in apart if match.document == "p:salt"]
    assert (proof.requirement, proof.sentence) == (0, "敷贴取出壁画墙里的盐。")
    assert [match.document for match in apart] == [match.document for match in whole]
    others = [match for match in whole if match.document != "p:salt"]
    assert [match for match in apart if match.document != "p:salt"] == others


def test_what_is_far_from_the_need_covers_no_part_of_it(store: PassageStore) -> None:
    """A short requirement is near to some sentence of anything."""
    engine = Engine(store, [Bag("e5"), Bag("use")])
    whole = [replace(match, score=NEAR - 0.01) for match in engine.match(NEED, where=ALL).matches]
    assert part_by_part(engine, NEED, whole, where=ALL) == tuple(whole)


def test_when_a_space_fails_meanwhile_what_was_found_stays(store: PassageStore) -> None:
    whole = Engine(store, [Bag("e5"), Bag("use")]).match(NEED, where=ALL).matches
    failing = Engine(store, [Bag("e5"), Broken("use", Unavailable("It is down."))])
    assert part_by_part(failing, NEED, whole, where=ALL) == whole
