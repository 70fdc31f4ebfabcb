"""What a need and a text in the other language both name, and what that counts."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.matching.ranking.names import Named
from duijie.matching.types import Passage
from duijie.matching.understanding.concepts import concepts, kinds


@pytest.mark.parametrize(
    ("need", "text"),
    [
        ("Find internal shorts in pouch cells", "软包电芯内短路的超声筛查"),
        ("internal short in a pouch cell", "軟包電芯內短路的超聲篩查"),
        ("nickel removal from wastewater", "除镍废水"),
        ("黄瓜霜霉病", "Downy mildew of cucumbers under glass"),
        ("電池的熱失控", "Thermal runaway in Batteries"),
    ],
)
def test_all_that_is_asked_may_be_named_in_the_other_language_and_script(need: str, text: str) -> None:
    assert Named(need).share(text, chinese=text[0] > "\u4000") == pytest.approx(1)


def test_the_object_counts_more_than_what_qualifies_it() -> None:
    named = Named("Remove nickel from wastewater")
    assert 0 < named.share("废水除油", chinese=True) < named.share("除镍", chinese=True) < 1


def test_a_word_that_only_begins_alike_names_nothing() -> None:
    assert Named("汽车").share("a card on the carpet", chinese=False) == 0
    assert Named("汽车").share("cars", chinese=False) == 1


def test_what_the_glossary_does_not_know_is_asked_for_all_the_same() -> None:
    assert Named("nickel in zorblaxite").share("镍", chinese=True) < 1
    assert Named("zorblaxite").share("镍", chinese=True) == 0
    assert Named("效果好").share("The effect is good", chinese=False) == 0


def test_only_passages_that_name_something_are_told() -> None:
    def passage(name: str, text: str) -> Passage:
        return Passage(name, name, "project", "", 0, "标题", text, ((0, len(text)),))

    shares = Named("nickel").shares([(passage("a", "除镍"), True), (passage("b", "除铜"), True)])
    assert shares == {"a": 1.0}


def test_each_name_of_the_glossary_stands_for_one_thing() -> None:
    lines = files("duijie.matching").joinpath("data/concepts.txt").read_text(encoding="utf-8").splitlines()
    kept = [line.lstrip("~%") for line in lines if line.strip() and line[0] not in "#>"]
    assert all(line.count("=") == 1 and all(part.strip() for part in line.split("=")) for line in kept)
    chinese = [word for line in kept for word in line.split("=")[0].split()]
    english = [word.strip() for line in kept for word in line.split("=")[1].split(",")]
    assert len(chinese) == len(set(chinese))
    assert len(english) == len(set(english))


def test_what_is_a_kind_of_what_is_told_by_names_of_the_glossary() -> None:
    lines = files("duijie.matching").joinpath("data/concepts.txt").read_text(encoding="utf-8").splitlines()
    told = [line.removeprefix(">").partition(":") for line in lines if line.startswith(">")]
    assert told
    for wide, _, narrow in told:
        (over,) = concepts(wide.strip())
        under = [concepts(word) for word in narrow.split()]
        assert all(len(one) == 1 and one <= kinds(over) for one in under)
        assert over not in frozenset().union(*under)


_MIXED = st.text(st.sampled_from("除镍鎳废水nickel wastewaterCars ()*+?[İ，。1%"), max_size=40)


@given(_MIXED, _MIXED, st.booleans())
def test_a_share_is_a_share_whatever_is_asked(need: str, text: str, chinese: bool) -> None:
    assert 0 <= Named(need).share(text, chinese=chinese) <= 1 + 1e-9
