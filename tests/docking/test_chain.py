"""The log of a deal: whatever is done to it afterwards is found, at the place where it was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from duijie.docking.chain import START, Break, Entry, Sealed, digest, sign, signed, verify

_WORDS = st.text(max_size=20)
_VALUES = st.dictionaries(_WORDS, st.one_of(st.none(), st.booleans(), st.integers(), _WORDS), max_size=3)


@st.composite
def chains(draw: Any) -> list[Sealed]:
    found: list[Sealed] = []
    previous = START
    for place in range(1, draw(st.integers(1, 8)) + 1):
        entry = Entry(
            place,
            datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=place),
            draw(_WORDS),
            draw(_WORDS),
            draw(_WORDS),
            draw(_WORDS),
            draw(_VALUES),
            draw(_VALUES),
            draw(_WORDS),
        )
        found.append(Sealed(entry, previous, digest("deal", entry, previous)))
        previous = found[-1].digest
    return found


@given(chains())
def test_a_log_that_nobody_touched_holds(rows: list[Sealed]) -> None:
    assert verify("deal", rows) is None
    assert verify("deal", rows, head=(len(rows), rows[-1].digest)) is None


@given(chains(), st.data())
def test_a_changed_entry_is_found_where_it_is(rows: list[Sealed], data: Any) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    changed = replace(rows[at], entry=replace(rows[at].entry, note=rows[at].entry.note + "x"))
    assert verify("deal", [*rows[:at], changed, *rows[at + 1 :]]) == Break(at + 1, "content")


@given(chains(), st.data())
def test_a_changed_entry_that_was_sealed_anew_breaks_the_next_link(rows: list[Sealed], data: Any) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    entry = replace(rows[at].entry, action=rows[at].entry.action + "x")
    forged = Sealed(entry, rows[at].previous, digest("deal", entry, rows[at].previous))
    broken = verify("deal", [*rows[:at], forged, *rows[at + 1 :]], head=(len(rows), rows[-1].digest))
    assert broken == (Break(at + 2, "link") if at + 1 < len(rows) else Break(at + 1, "content"))


@given(chains(), st.data())
def test_a_removed_entry_is_found(rows: list[Sealed], data: Any) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    broken = verify("deal", rows[:at] + rows[at + 1 :], head=(len(rows), rows[-1].digest))
    assert broken == (Break(at + 1, "gap") if at + 1 < len(rows) else Break(len(rows), "end"))


@given(chains())
def test_a_chain_of_another_deal_does_not_pass_for_this_one(rows: list[Sealed]) -> None:
    assert verify("other", rows) == Break(1, "content")


@given(st.dictionaries(st.uuids().map(str), st.tuples(st.integers(1, 9), st.just("d" * 64)), min_size=1, max_size=4))
def test_a_checkpoint_is_known_by_its_key(heads: dict[str, tuple[int, str]]) -> None:
    signature = sign("key", heads)
    assert signed("key", heads, signature)
    assert not signed("another key", heads, signature)
    first = next(iter(heads))
    assert not signed("key", {**heads, first: (heads[first][0] + 1, heads[first][1])}, signature)
