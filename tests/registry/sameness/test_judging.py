"""Is it the same person? What speaks for it and against, without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.registry.sameness.commonness import BEARERS, Commonness, parts
from duijie.registry.sameness.grouping import group
from duijie.registry.sameness.judging import KINDS, At, Judge, Profile, same_name

COUNTS = Commonness.counted(
    ["王伟"] * 40 + ["李伟"] * 30 + ["张伟"] * 25 + ["王建国"] * 6 + ["李建国"] * 4 + ["王丽"] * 20 + ["李丽"] * 15
    + ["酆望舒", "沈漪岚", "顾望舒", "欧阳建国"]
)  # fmt: skip
JUDGE = Judge(COUNTS)
LABORATORY, SCHOOL, UNIVERSITY = "l", "s", "u"


def profile(id_: str = "1", name: str = "王伟", **values: object) -> Profile:
    return Profile(id_, (name,), **values)  # type: ignore[arg-type]


def at(*line: str, share: float = 0.002) -> tuple[At, ...]:
    return (At(line, share),)


def test_common_names_belong_to_more_people() -> None:
    assert COUNTS.researchers("王伟") > COUNTS.researchers("王建国") > COUNTS.researchers("酆望舒") >= 1
    assert COUNTS.researchers("王伟") >= BEARERS * 0.9
    assert COUNTS.bearers("王伟") > COUNTS.bearers("沈漪岚")


def test_names_are_cut_into_surname_and_given_name() -> None:
    assert [parts(key) for key in ("王伟", "王建国", "欧阳建国", "weizhang", "王")] == [
        ("王", "伟"), ("王", "建国"), ("欧阳", "建国"), None, None,
    ]  # fmt: skip


def test_a_common_name_alone_says_little_and_a_rare_one_more() -> None:
    common, rare = JUDGE(profile(), profile("2")), JUDGE(profile(name="沈漪岚"), profile("2", "沈漪岚"))
    assert common.probability < 0.2 < 0.5 < rare.probability
    assert rare.verdict == "doubt"


def test_other_names_are_other_people() -> None:
    assert JUDGE(profile(), profile("2", "王丽")).probability == 0


def test_a_name_in_latin_letters_may_be_any_that_sounds_so() -> None:
    assert same_name(profile(name="张伟"), profile(name="Wei Zhang")) == ("Wei Zhang", False)
    both = JUDGE(profile(name="沈漪岚"), profile("2", "沈漪岚"))
    assert JUDGE(profile(name="沈漪岚"), profile("2", "Shen Yilan")).probability < both.probability


def test_orcid_decides_against_all_else() -> None:
    one = profile(orcids=frozenset({"a"}), works=frozenset({"w"}), places=at(LABORATORY))
    other = profile("2", orcids=frozenset({"b"}), works=frozenset({"w"}), places=at(LABORATORY))
    assert JUDGE(one, other).verdict == "apart"
    assert JUDGE(profile(orcids=frozenset({"a"}), fields=frozenset({"1.1"})),
                 profile("2", orcids=frozenset({"a"}), fields=frozenset({"6.1"}))).verdict == "same"  # fmt: skip


def test_the_nearer_the_organisations_the_likelier_and_small_ones_tell_more() -> None:
    mine = profile(places=at(LABORATORY, SCHOOL, UNIVERSITY))
    same = JUDGE(mine, profile("2", places=at(LABORATORY, SCHOOL, UNIVERSITY))).probability
    whole = JUDGE(mine, profile("2", places=at(UNIVERSITY))).probability
    sibling = JUDGE(mine, profile("2", places=at("l2", SCHOOL, UNIVERSITY))).probability
    elsewhere = JUDGE(mine, profile("2", places=at("x"))).probability
    unknown = JUDGE(mine, profile("2")).probability
    assert same > whole > sibling > unknown > elsewhere
    large = profile("3", places=at(LABORATORY, SCHOOL, UNIVERSITY, share=0.2))
    assert JUDGE(mine, large).probability < same


def test_works_people_and_field_speak_in_words() -> None:
    one = profile(works=frozenset({"a", "b"}), mates=frozenset({"p"}), fields=frozenset({"2.7"}))
    found = JUDGE(one, replace(one, id="2"))
    assert found.verdict == "same"
    assert [reason.kind for reason in found.reasons] == ["name", "works", "mates", "field"]
    assert all(str(reason) for reason in found.reasons)


def test_what_somebody_kept_apart_stays_apart() -> None:
    one = profile(orcids=frozenset({"a"}))
    rows = [one, replace(one, id="2"), replace(one, id="3")]
    assert len(group(rows, JUDGE)) == 1
    groups = group(rows, JUDGE, apart=frozenset({frozenset({"1", "2"})}))
    assert all(not {"1", "2"} <= {row.id for row in members} for members in groups)


# -- with anything ------------------------------------------------------------------------------------

_keys = st.frozensets(st.sampled_from("abc"), max_size=2)
_profiles = st.builds(
    Profile,
    st.uuids().map(str),
    st.sampled_from([("王伟",), ("沈漪岚",), ("王建国",), ("Wang Wei",), ("王伟", "Wei Wang")]),
    orcids=st.frozensets(st.sampled_from("xy"), max_size=1),
    places=st.lists(
        st.builds(At, st.sampled_from([("l", "s", "u"), ("s", "u"), ("u",), ("v",)]), st.floats(0.0001, 1)), max_size=2
    ).map(tuple),
    works=_keys,
    mates=_keys,
    fields=st.frozensets(st.sampled_from(["1.1", "1.2", "2.7"]), max_size=2),
    account=st.sampled_from(["", "m", "n"]),
)


@settings(deadline=None)
@given(_profiles, _profiles)
def test_it_is_the_same_both_ways_round(one: Profile, other: Profile) -> None:
    assert JUDGE(one, other).probability == pytest.approx(JUDGE(other, one).probability)
    assert 0 <= JUDGE(one, other).probability <= 1


@settings(deadline=None)
@given(_profiles, _profiles)
def test_each_kind_of_evidence_can_be_left_out(one: Profile, other: Profile) -> None:
    for kind in KINDS:
        without = Judge(COUNTS, frozenset(KINDS) - {kind})(one, other)
        assert kind not in {reason.kind for reason in without.reasons}


@settings(deadline=None)
@given(_profiles, _profiles)
def test_an_orcid_in_common_never_makes_it_less_likely(one: Profile, other: Profile) -> None:
    shared = frozenset({"z"})
    assert JUDGE(replace(one, orcids=shared), replace(other, orcids=shared)).probability >= (
        JUDGE(replace(one, orcids=frozenset()), replace(other, orcids=frozenset())).probability
    )


@settings(deadline=None)
@given(st.lists(_profiles, max_size=6, unique_by=lambda one: one.id))
def test_groups_hold_everybody_once_and_never_two_orcids(rows: list[Profile]) -> None:
    groups = group(rows, JUDGE)
    assert sorted(one.id for members in groups for one in members) == sorted(one.id for one in rows)
    for members in groups:
        if len(members) == 2 and all(one.orcids for one in members):
            assert members[0].orcids == members[1].orcids
