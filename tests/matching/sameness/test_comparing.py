"""Do two items say the same, without a database."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.matching.sameness.comparing import Said, alike, compare, prints
from tests.matching.sameness.texts import IN_TRADITIONAL, OTHER, TEXT


def said(key: str = "project:1", title: str = "树脂除镍", text: str = TEXT, *holders: str) -> Said:
    return Said(key, title, text, frozenset(holders))


def test_a_copy_in_the_other_script_says_the_same() -> None:
    found = alike(said(), said("project:2", "樹脂除鎳設備", IN_TRADITIONAL))
    assert found is not None
    assert (found.why, found.score > 0.7) == ("text", True)


def test_a_copy_with_a_sentence_more_does_and_another_text_does_not() -> None:
    assert alike(said(), said("project:2", "除镍", TEXT + "欢迎来电。"))
    assert alike(said(), said("project:2", "补光灯", OTHER)) is None


def test_the_same_title_counts_only_of_one_holder() -> None:
    assert alike(said(text="甲", title="低温脱氮工艺"), said("project:2", "低温脱氮工艺", "乙")) is None
    found = alike(said("project:1", "低温脱氮工艺", "甲", "o:1"), said("project:2", "低溫脫氮工藝", "乙", "o:1"))
    assert found is not None
    assert found.why == "title"
    assert alike(said("project:1", "工艺", "甲", "o:1"), said("project:2", "工艺", "乙", "o:1")) is None


def test_a_problem_and_a_project_never_say_the_same() -> None:
    assert alike(said("problem:1"), said("project:1")) is None


def test_experts_of_one_name_are_the_same_only_as_one_person_or_at_one_organisation() -> None:
    one, other = said("talent:1", "沈漪岚", "除镍。", "o:1"), said("talent:2", "沈漪嵐", "脱氮。", "o:1")
    assert alike(one, other)
    assert alike(one, said("talent:2", "沈漪岚", "除镍。", "o:2")) is None


_said = st.builds(
    Said,
    st.integers(1, 5).map(lambda number: f"project:{number}"),
    st.sampled_from(["树脂除镍设备", "樹脂除鎳設備", "补光灯", ""]),
    st.sampled_from([TEXT, IN_TRADITIONAL, OTHER, "短。", ""]),
    st.frozensets(st.sampled_from(["o:1", "u:1"])),
)


@settings(deadline=None)
@given(_said, _said)
def test_it_is_the_same_both_ways_round_and_never_of_one_item_alone(one: Said, other: Said) -> None:
    left, right = prints([one, other])
    assert compare(left, right) == compare(right, left)
    if one.key == other.key:
        assert compare(left, right) is None
    found = compare(left, right)
    assert found is None or 0.7 <= found.score <= 1


@settings(deadline=None)
@given(st.lists(_said, max_size=4))
def test_a_batch_is_compared_by_what_each_is_alone(items: list[Said]) -> None:
    assert prints(items) == [prints([item])[0] for item in items]
