"""What ties two parties, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.matching.conflicts.detecting import Detector, years_before
from duijie.matching.conflicts.types import (
    Authored,
    Behind,
    Bond,
    Conflict,
    Deal,
    Declared,
    Node,
    Party,
    Source,
    Ties,
)

pytestmark = pytest.mark.usefixtures("english")

TODAY = date(2026, 6, 30)
UNIVERSITY, SCHOOL, LABORATORY, ELSEWHERE = (UUID(int=number) for number in range(100, 104))
TREE = {
    UNIVERSITY: Node("湖滨大学"),
    SCHOOL: Node("环境学院", UNIVERSITY),
    LABORATORY: Node("水处理实验室", SCHOOL),
    ELSEWHERE: Node("东湖电镀"),
}


@pytest.fixture(scope="module")
def english() -> Iterator[None]:
    """Sentences as written, not in the site's default language."""
    with override("en"):
        yield


def person(number: int, **values: object) -> Party:
    return Party(f"person:{UUID(int=number)}", f"P{number}", (Behind(UUID(int=number)),), **values)  # type: ignore[arg-type]


def at(number: int, organisation: UUID, **values: object) -> dict[UUID, tuple[Bond, ...]]:
    return {UUID(int=number): (Bond(UUID(int=number), organisation, **values),)}  # type: ignore[arg-type]


def ask(ties: Ties, one: Party | None = None, other: Party | None = None, **values: object) -> tuple[Conflict, ...]:
    return Detector(ties, TODAY, **values).between(one or person(1), other or person(2))  # type: ignore[arg-type]


def told(conflicts: tuple[Conflict, ...]) -> list[tuple[str, str]]:
    return [(one.kind, one.strength) for one in conflicts]


def test_two_at_one_organisation_block_each_other() -> None:
    [found] = ask(Ties(at(1, SCHOOL) | at(2, SCHOOL), organisations=TREE))
    assert (found.kind, found.strength, found.path) == ("same organisation", "blocking", ("环境学院",))
    assert str(found.reason) == "P1 and P2 both belong to 环境学院."


@pytest.mark.parametrize(("one", "other"), [(LABORATORY, UNIVERSITY), (UNIVERSITY, LABORATORY)])
def test_an_organisation_and_a_part_of_it_are_one_with_the_path_between(one: UUID, other: UUID) -> None:
    [found] = ask(Ties(at(1, one) | at(2, other), organisations=TREE))
    assert found.strength == "blocking"
    assert set(found.path) == {"水处理实验室", "环境学院", "湖滨大学"}
    assert found.path[0] == TREE[one].name


def test_two_parts_of_one_whole_disclose_it() -> None:
    tree = TREE | {UUID(int=105): Node("化工学院", UNIVERSITY)}
    [found] = ask(Ties(at(1, SCHOOL) | at(2, UUID(int=105)), organisations=tree))
    assert (found.strength, found.path) == ("disclose", ("环境学院", "湖滨大学", "化工学院"))


def test_who_left_counts_for_some_years() -> None:
    left = at(1, SCHOOL, until=date(2024, 3, 31), over=True) | at(2, SCHOOL)
    [found] = ask(Ties(left, organisations=TREE))
    assert (found.strength, found.until) == ("disclose", date(2024, 3, 31))
    assert ask(Ties(left, organisations=TREE), years=2) == ()


def test_a_loop_of_organisations_ends() -> None:
    tree = {SCHOOL: Node("甲", LABORATORY), LABORATORY: Node("乙", SCHOOL)}
    assert told(ask(Ties(at(1, SCHOOL) | at(2, LABORATORY), organisations=tree))) == [("same organisation", "blocking")]


def test_what_was_only_read_counts_less_and_says_how_sure_it_is() -> None:
    for confidence, strength in ((0.95, "disclose"), (0.4, "note")):
        source = Source("read", confidence, "环境学院教授P1", "/articles/1/")
        [found] = ask(Ties(at(1, SCHOOL, source=source) | at(2, SCHOOL), organisations=TREE))
        assert (found.strength, found.source) == (strength, source)


def test_works_in_common_block_while_they_are_new() -> None:
    def talents(year: int | None) -> Ties:
        row = {UUID(int=n): (Authored(UUID(int=n), "title:x", "低温脱氮", year),) for n in (11, 12)}
        return Ties(works=row)

    one, other = person(1, talents=(Behind(UUID(int=11)),)), person(2, talents=(Behind(UUID(int=12)),))
    assert told(ask(talents(2025), one, other)) == [("shared work", "blocking")]
    assert told(ask(talents(None), one, other)) == [("shared work", "disclose")]
    assert ask(talents(2020), one, other) == ()


def test_a_declared_relation_shows_its_details_only_to_who_holds_the_key() -> None:
    row = Declared(
        UUID(int=1), UUID(int=2), "family", "family", date(2020, 1, 1), None, "siblings", frozenset({"relation:1"})
    )
    [all_of_it] = ask(Ties(declared=(row,)))
    assert (all_of_it.strength, all_of_it.since) == ("blocking", date(2020, 1, 1))
    assert "siblings" in str(all_of_it.reason)
    [masked] = ask(Ties(declared=(row,)), granted=frozenset())
    assert (str(masked.reason), masked.strength, masked.since, masked.subject) == (
        "A declared relation.", "disclose", None, "",
    )  # fmt: skip


def test_nobody_is_in_conflict_with_themselves_but_with_their_other_entry() -> None:
    assert ask(Ties(), person(1), person(1)) == ()
    entry = Party("talent:x", "P1", (Behind(UUID(int=1)),))
    assert told(ask(Ties(), person(1), entry)) == [("same person", "blocking")]


def test_leap_days() -> None:
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)


# -- with anything ------------------------------------------------------------------------------------

_ids = st.integers(1, 4).map(lambda n: UUID(int=n))
_places = st.sampled_from([UNIVERSITY, SCHOOL, LABORATORY, ELSEWHERE])
_days = st.none() | st.dates(date(2015, 1, 1), date(2027, 1, 1))
_needs = st.sampled_from([frozenset[str](), frozenset({"a"}), frozenset({"b"})])
_bonds = st.builds(
    Bond, _ids, _places, until=_days, over=st.booleans(), needs=_needs,
    source=st.sampled_from([Source(), Source("read", 0.9), Source("read", 0.3)]),
)  # fmt: skip
_ties = st.builds(
    lambda bonds, declared, deals: Ties(
        bonds={who: tuple(bond for bond in bonds if bond.who == who) for who in {bond.who for bond in bonds}},
        declared=tuple(declared), deals=tuple(deals), organisations=TREE,
    ),
    st.lists(_bonds, max_size=8),
    st.lists(
        st.builds(Declared, _ids, _ids | _places, st.sampled_from(["family", "other"]), st.just("x"), until=_days,
                  details=_needs, needs=st.just(frozenset[str]())),
        max_size=4,
    ),
    st.lists(st.builds(Deal, _ids, _ids | _places, st.just("deal"), _days, needs=_needs), max_size=4),
)  # fmt: skip


@settings(deadline=None)
@given(_ties)
def test_it_is_the_same_both_ways_round(ties: Ties) -> None:
    assert sorted(told(ask(ties, person(1), person(2)))) == sorted(told(ask(ties, person(2), person(1))))


@settings(deadline=None)
@given(_ties)
def test_more_years_never_tell_of_fewer_kinds(ties: Ties) -> None:
    few = {one.kind for one in ask(ties, years=1)}
    assert few <= {one.kind for one in ask(ties, years=8)}


@settings(deadline=None)
@given(_ties)
def test_what_a_reader_may_not_know_leaves_no_trace(ties: Ties) -> None:
    """Without the keys, the answer is that of a world in which the rows do not exist."""
    bare = Ties(
        bonds={who: tuple(bond for bond in rows if not bond.needs) for who, rows in ties.bonds.items()},
        declared=ties.declared,
        deals=tuple(deal for deal in ties.deals if not deal.needs),
        organisations=TREE,
    )
    granted = frozenset[str]()
    assert told(ask(ties, granted=granted)) == told(ask(bare, granted=granted))
    for found in ask(ties, granted=granted):
        if found.kind == "declared" and found.source.basis == "hidden":
            assert str(found.reason) == "A declared relation."
