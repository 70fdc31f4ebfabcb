"""Who sees what, and that no value can talk its way past that."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.core.errors import InvalidInput
from duijie.core.text import terms
from duijie.matching.places import place_ancestors
from duijie.matching.store import PassageStore
from duijie.matching.store.where import admits, condition, quoted
from duijie.matching.types import Audience, Facets, Filter, Passage

SEEN_BY = {
    "open": Facets(visibility="public"),
    "club": Facets(visibility="community", communities=("c1", "c2"), readers=("alice",)),
    "own": Facets(visibility="private", communities=("c1",), readers=("alice", "bob")),
    "nobody": Facets(visibility="private"),
    "unheard": Facets(visibility="some new word", communities=("c1",)),
}


def passage(document: str) -> Passage:
    return Passage(f"{document}#0", document, "project", "", 0, "", "shared words", ((0, 12),))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> PassageStore:
    store = PassageStore.create(tmp_path_factory.mktemp("store") / "index", {"v": 2})
    store.put_words([(passage(name), facets) for name, facets in SEEN_BY.items()])
    store.put_vectors("v", [f"{name}#0" for name in SEEN_BY], [[1, n] for n in range(len(SEEN_BY))])
    return store


def seen(store: PassageStore, audience: Audience, **more: object) -> set[str]:
    where = Filter(audience=audience, **more)  # type: ignore[arg-type]
    by_words = {hit.document for hit in store.lexical(terms("shared"), where=where, k=50)}
    by_meaning = {hit.document for hit in store.nearest("v", [1, 0], where=where, k=50)}
    shown = {row.passage.document for row in store.rows([f"{n}#0" for n in SEEN_BY], where=where).values()}
    assert by_words == by_meaning == shown
    return by_words


@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize(
    ("audience", "documents"),
    [
        (Audience(), {"open"}),
        (Audience(communities=("c2", "c9")), {"open", "club"}),
        (Audience(communities=("c9",)), {"open"}),
        (Audience(user="bob"), {"open", "own"}),
        (Audience(user="alice"), {"open", "own", "club"}),
        (Audience(user="alice", communities=("c1",)), {"open", "own", "club"}),
        (Audience(user="c1"), {"open"}),
        (Audience(user="*"), {"open"}),
        (Audience(communities=("alice",)), {"open"}),
        (Audience(everything=True), set(SEEN_BY)),
    ],
)
def test_each_sees_what_is_theirs(store: PassageStore, folded: bool, audience: Audience, documents: set[str]) -> None:
    if folded:
        store.optimize(force=True)
    assert seen(store, audience) == documents


def test_the_audience_is_applied_before_the_best_are_taken(tmp_path: Path) -> None:
    store = PassageStore.create(tmp_path / "index", {"v": 2})
    secret = [(passage(f"secret{n}"), Facets(visibility="private")) for n in range(40)]
    store.put_words(
        [*secret, (Passage("mine#0", "mine", "project", "", 0, "", "shared and more besides", ()), Facets())]
    )
    store.put_vectors("v", [p.id for p, _ in secret] + ["mine#0"], [[1.0, 0.0]] * 40 + [[0.0, 1.0]])
    for _ in range(2):
        assert [hit.passage for hit in store.lexical(terms("shared"), where=Filter(), k=1)] == ["mine#0"]
        assert [hit.passage for hit in store.nearest("v", [1, 0], where=Filter(), k=1)] == ["mine#0"]
        store.optimize(force=True)


@settings(max_examples=60, deadline=None)
@given(value=st.text(max_size=60), slot=st.sampled_from(["user", "community", "kind", "field", "place", "exclude"]))
def test_no_value_widens_what_a_visitor_sees(store: PassageStore, value: str, slot: str) -> None:
    assert_narrow(store, value, slot)


@pytest.mark.parametrize("slot", ["user", "community", "kind", "field", "place", "exclude"])
@pytest.mark.parametrize(
    "value",
    ["' OR '1'='1", "']) OR true --", "\\' OR 1=1 --", "x\\", "''", "*') OR (true", "u:alice", "a\x00b", "%", '"'],
)
def test_known_tricks_do_not_widen_it_either(store: PassageStore, value: str, slot: str) -> None:
    assert_narrow(store, value, slot)


def assert_narrow(store: PassageStore, value: str, slot: str) -> None:
    audience = Audience(user=value if slot == "user" else "", communities=(value,) if slot == "community" else ())
    more = {
        "kind": {"kinds": (value,)},
        "field": {"fields": (value,)},
        "place": {"places": (value,)},
        "exclude": {"exclude": (value,)},
    }.get(slot, {})
    try:
        found = seen(store, audience, **more)
    except InvalidInput:
        return
    known = {"alice": {"open", "own", "club"}, "bob": {"open", "own"}} if slot == "user" else {}
    known |= {c: {"open", "club"} for c in ("c1", "c2")} if slot == "community" else {}
    assert found <= known.get(value, {"open"})


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=50))
def test_a_quoted_value_has_no_single_quote_left_to_close_it(value: str) -> None:
    try:
        literal = quoted(value)
    except InvalidInput:
        return
    assert literal[0] == literal[-1] == "'"
    assert "'" not in literal[1:-1].replace("''", "")
    assert literal[1:-1].replace("''", "'") == value


def test_the_other_filters_narrow_together(tmp_path: Path) -> None:
    store = PassageStore.create(tmp_path / "index", {})
    rows = {
        "guangzhou": Facets(fields=("2.7", "1.4"), places=("440100",), cooperation=("licence",), trl=4),
        "guangdong": Facets(fields=("2.7",), places=("440000",), cooperation=("service",), trl=8),
        "beijing": Facets(fields=("1.4",), places=("110000",), cooperation=("licence", "service"), trl=6),
        "bavaria": Facets(fields=("1.4",), places=("DE-BY",)),
    }
    store.put_words([(passage(name), facets) for name, facets in rows.items()])

    def found(**more: object) -> set[str]:
        where = Filter(**more)  # type: ignore[arg-type]
        return {hit.document for hit in store.lexical(terms("shared"), where=where, k=9)}

    for _ in range(2):
        assert found() == set(rows)
        assert found(places=("44",)) == found(places=("440000",)) == {"guangzhou", "guangdong"}
        assert found(places=("440100",)) == found(places=("4401",)) == {"guangzhou"}
        assert found(places=("DE",)) == found(places=("DE-BY",)) == {"bavaria"}
        assert found(places=("CN", "DE")) == set(rows)
        assert found(places=("CN",)) == {"guangzhou", "guangdong", "beijing"}
        assert found(fields=("2.7",), cooperation=("licence",)) == {"guangzhou"}
        assert found(trl_min=5) == {"guangdong", "beijing"}
        assert found(trl_min=5, trl_max=7) == {"beijing"}
        assert found(exclude=("beijing", "bavaria")) == {"guangzhou", "guangdong"}
        assert found(kinds=("talent",)) == set()
        store.optimize(force=True)


def test_places_are_found_under_all_that_they_lie_in() -> None:
    assert {"CN", "44", "4401", "440106"} <= set(place_ancestors(["440106"]))
    assert place_ancestors(["CN-44"]) == place_ancestors(["440000"])
    assert set(place_ancestors(["us-ca"])) == {"US", "US-", "US-C", "US-CA"}
    assert place_ancestors([]) == place_ancestors([" "]) == []


def test_an_unfiltered_question_of_the_owner_has_no_condition() -> None:
    assert condition(Filter(audience=Audience(everything=True))) is None


_FIELDS = st.lists(st.sampled_from(["1", "1.4", "2.7"]), max_size=2).map(tuple)
_PLACES = st.lists(st.sampled_from(["44", "440000", "440100", "CN", "cn-44", "DE", "DE-BY"]), max_size=2).map(tuple)
_TRLS = st.none() | st.integers(1, 9)
_IDS = st.lists(st.sampled_from(["a", "b"]), max_size=2).map(tuple)
_AUDIENCES = st.builds(Audience, user=st.sampled_from(["", "a", "b"]), communities=_IDS, everything=st.booleans())
_FILTERS = st.builds(
    Filter,
    audience=_AUDIENCES,
    kinds=st.sampled_from([(), ("project",), ("talent", "problem")]),
    fields=_FIELDS,
    places=_PLACES,
    cooperation=st.sampled_from([(), ("licence",), ("licence", "service")]),
    trl_min=_TRLS,
    trl_max=_TRLS,
    exclude=st.sampled_from([(), ("d3", "d7")]),
)


def test_a_row_at_hand_is_judged_as_the_index_judges_it(tmp_path: Path) -> None:
    store = PassageStore.create(tmp_path / "index", {})
    rows = {
        f"d{n}": Facets(
            visibility=("public", "community", "private")[n % 3],
            communities=("a",) if n % 2 else (),
            readers=("b",) if n % 5 == 0 else (),
            fields=((), ("1.4",), ("2.7", "1"))[n % 3],
            places=((), ("440100",), ("440000",), ("DE-BY",))[n % 4],
            cooperation=((), ("licence",), ("service",))[(n // 2) % 3],
            trl=(None, 2, 5, 9)[(n // 3) % 4],
        )
        for n in range(36)
    }
    store.put_words([(passage(name), facets) for name, facets in rows.items()])

    @settings(max_examples=80, deadline=None)
    @given(_FILTERS)
    def judged_alike(where: Filter) -> None:
        by_index = {hit.document for hit in store.lexical(terms("shared"), where=where, k=99)}
        assert by_index == {name for name, facets in rows.items() if admits(where, name, "project", facets)}

    judged_alike()
