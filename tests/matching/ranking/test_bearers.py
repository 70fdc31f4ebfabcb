"""A number belongs to the thing it stands at: the rate of ammonia says nothing of lithium."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.matching.ranking.bearers import bearer, of_another
from duijie.matching.ranking.members import of_another_member
from duijie.matching.ranking.numbers import stated
from duijie.matching.types import Requirement
from duijie.matching.understanding import rates
from duijie.matching.understanding.demands import demanded
from duijie.matching.understanding.quantities import find

AMMONIA = "废水零外排，焙烧尾气氨回收率99%"


@pytest.mark.parametrize(
    ("asked", "told", "another"),
    [
        ("锂回收率不低于90%", AMMONIA, True),
        ("印染废水回用率不低于60%", AMMONIA, True),
        ("reuse at least 60 % of dyeing wastewater", AMMONIA, True),
        ("锂回收率不低于90%", "锂直收率96.2%", False),
        ("镍去除率95%以上", "电镀废水COD去除率98%", True),
        ("lithium recovery above 90 %", "96 % of the lithium is recovered", False),
        ("lithium recovery above 90 %", "ammonia recovery reaches 99 %", True),
        ("回收锂，收率90%以上", "96% of the lithium is recovered", False),
        ("回收锂，收率90%以上", "95%的氨被回收", True),
        ("鋰回收率不低於90%", "氨回收率99%", True),
        ("tell stroke from mimics, sensitivity above 90 %", "sensitivity for large-vessel occlusion was 87 %", False),
        ("二氧化硫误差10%以内", "在18%二氧化碳烟气中考察骨料的影响", True),
        # What is asked may be named by the medium, by another name, by a kind, or not at all.
        ("COD去除率90%以上", "对印染废水的去除率达95%", False),
        ("废水回用率60%以上", "膜产水回用率75%", False),
        ("总氮去除率80%以上", "TN去除率达85%", False),
        ("裂纹检出率95%以上", "缺陷识别率98%", False),
        ("收率90%以上", "氨回收率99%", False),
    ],
)
def test_a_number_is_of_what_it_stands_at(asked: str, told: str, another: bool) -> None:
    assert of_another(asked, told, find(told)[0]) is another


def test_several_numbers_each_have_their_own_thing() -> None:
    told = "Ammonia recovery of 99 % and 96 % of the lithium"
    assert [of_another("lithium recovery above 90 %", told, quantity) for quantity in find(told)] == [True, False]


def test_the_number_of_another_thing_is_not_stated() -> None:
    requirement = Requirement("锂回收率不低于90%", quantity=demanded("锂回收率不低于90%"))
    assert stated(requirement, AMMONIA) is None
    answered = stated(requirement, f"{AMMONIA}，锂直收率96.2%")
    assert answered is not None and answered.note == ("satisfied", "≥ 90 %", "96.2 %")


@given(st.text(alphabet="氨锂水的率回收达到，。：99%5 abof.", max_size=60))
def test_what_stands_at_a_number_stands_in_the_text(text: str) -> None:
    for quantity in find(text):
        assert bearer(text, quantity) in " ".join(text.split()) or bearer(text, quantity) in text
        of_another("锂回收率90%以上", text, quantity)


@pytest.mark.parametrize(
    ("asked", "told", "another"),
    [
        ("锂回收率不低于90%", "碳酸锂纯度99.6%", True),
        ("检出率95%以上", "漏检率低于3%", True),
        ("误报率低于1%", "误差±0.6%", True),
        ("误报率低于1%", "误判率0.7%", False),
        ("锂回收率不低于90%", "锂的浸出率97%", False),
        ("reuse at least 60 % of the water", "the unit removes 98.5 % of the colour", True),
        ("reuse at least 60 % of the water", "废水回用率71%", False),
        # A bare rate is of what the clause before it is about.
        ("锂回收率不低于90%", "氨气用酸洗回收，回收率99%", True),
        ("氨回收率不低于90%", "氨气用酸洗回收，回收率99%", False),
        ("锂回收率不低于90%", "经树脂吸附，回收率99%", False),
    ],
)
def test_a_number_is_of_its_measure(asked: str, told: str, another: bool) -> None:
    assert of_another(asked, told, find(told)[0]) is another


def test_numbers_of_one_course_or_list_are_of_one_thing() -> None:
    for told in ("COD去除率由初期的68%缓降至63%", "氨、氮氧化物去除率分别为95%和98%"):
        assert {bearer(told, quantity) for quantity in find(told)} == {bearer(told, find(told)[0])}
        assert all(of_another("锂去除率60%以上", told, quantity) for quantity in find(told))


def test_the_same_measure_by_another_name_ties_a_number() -> None:
    requirement = Requirement("误报率低于1%", quantity=demanded("误报率低于1%"))
    answered = stated(requirement, "金属异物检出率为99.2%，误判率0.7%")
    assert answered is not None and answered.tied and answered.satisfied and answered.quantity.value == 0.7


@pytest.mark.parametrize(
    ("asked", "told", "meant"),
    [
        ("PE识别准确率96%以上", "黑色ABS、PS、PP和PE，识别准确率分别为97%、96%、95%和94%。", ["94%"]),
        ("ABS识别准确率96%以上", "黑色ABS、PS、PP和PE，識別準確率分別為97%、96%、95%和94%。", ["97%"]),
        ("镍回收率95%以上", "锂、镍和钴的回收率分别达到90%、98%和97%", ["98%"]),
        ("识别准确率95%以上", "ABS、PS准确率分别为97%、96%", ["97%", "96%"]),
        ("氟低于0.02%、氯不高于0.2%", "在最佳条件下，氟、氯的含量分别在0.015%和0.04%", ["0.015%", "0.04%"]),
        ("氯低于0.1%", "在最佳条件下，氟、氯的含量分别在0.015%和0.04%", ["0.04%"]),
        ("PE识别准确率96%以上", "PE识别准确率97%，PS识别准确率96%", ["97%", "96%"]),
    ],
)
def test_a_list_told_one_by_one_gives_each_member_its_own(asked: str, told: str, meant: list[str]) -> None:
    found = [told[q.start : q.end] for q in find(told) if not of_another_member(asked, told, q)]
    assert found == meant


@pytest.mark.parametrize(
    ("told", "asked", "unlike"),
    [
        ("铸件气孔率", "漏检率低于0.5%", True),
        ("总符合率", "特异性不低于95%", False),
        ("嫩芽识别率", "识别率90%以上", False),
        ("光电转换效率", "转化率20%以上", False),
        ("输出功率", "利用率20%以上", False),
        ("28天强度达到基准的", "water absorption below 4 %", False),
    ],
)
def test_rates_by_words_of_their_own_are_told_apart(told: str, asked: str, unlike: bool) -> None:
    assert rates.unlike(told, asked) is unlike


def test_what_may_be_of_something_else_speaks_against_nothing() -> None:
    asked = "recycled aggregate with water absorption below 4 %"
    requirement = Requirement(asked, quantity=demanded(asked))
    assert stated(requirement, "28天强度达到基准的97%") is None


def test_a_measure_alone_does_not_tie_the_number_of_a_thing() -> None:
    requirement = Requirement("锂回收率不低于90%", quantity=demanded("锂回收率不低于90%"))
    assert stated(requirement, "回用比例70%以内，色差小于0.8") is None
    satisfied = stated(requirement, "回用比例95%")
    assert satisfied is None or not satisfied.tied
