"""Two officers and the clock open what was sealed; nobody else does, whatever they hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import reduce
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.docking.challenges import sealing
from duijie.docking.challenges.sealing import COST, CannotOpen, Cost

CHEAP = Cost(passes=1, lanes=1, memory=8)
BOX = b"challenge 1, solver 2"


@given(st.binary(max_size=2000), st.sampled_from([2, 3]), st.data())
@settings(max_examples=40, deadline=None)
def test_any_two_officers_and_the_clock_open_it(text: bytes, officers: int, data: st.DataObject) -> None:
    public, private = sealing.pair()
    sealed = sealing.seal(text, public=public, context=BOX)
    parts = sealing.split(private, range(officers))
    one, other = data.draw(st.permutations(range(officers)))[:2]
    joined = sealing.join(parts.clock, parts.parts[one, other], parts.parts[other, one])
    assert sealing.unseal(sealed, private=joined, context=BOX) == text


def _sums(held: list[bytes]) -> Iterator[bytes]:
    """Whatever can be put together from these parts."""
    for number in range(len(held) + 1):
        for chosen in combinations(held, number):
            yield reduce(lambda one, other: bytes(a ^ b for a, b in zip(one, other, strict=True)), chosen, bytes(32))


@pytest.mark.parametrize("with_clock", [True, False])
def test_one_officer_with_the_clock_and_all_officers_without_it_have_nothing(with_clock: bool) -> None:
    public, private = sealing.pair()
    sealed = sealing.seal(b"our price", public=public, context=BOX)
    officers = (1, 2, 3)
    parts = sealing.split(private, officers)
    coalitions = [[one] for one in officers] if with_clock else [list(officers)]
    for coalition in coalitions:
        held = [part for (holder, _peer), part in parts.parts.items() if holder in coalition]
        for tried in _sums([*held, *([parts.clock] if with_clock else [])]):
            assert tried != private
            with pytest.raises(CannotOpen):
                sealing.unseal(sealed, private=tried, context=BOX)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
@settings(max_examples=40, deadline=None)
def test_a_changed_byte_is_noticed(place: int, change: int) -> None:
    public, private = sealing.pair()
    sealed = bytearray(sealing.seal(b"our price", public=public, context=BOX))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(CannotOpen):
        sealing.unseal(bytes(sealed), private=private, context=BOX)


def test_what_one_sealed_cannot_be_handed_in_for_another() -> None:
    public, private = sealing.pair()
    sealed = sealing.seal(b"our price", public=public, context=BOX)
    with pytest.raises(CannotOpen):
        sealing.unseal(sealed, private=private, context=b"challenge 1, solver 3")


def test_the_same_proposal_is_never_sealed_to_the_same_bytes() -> None:
    public, _private = sealing.pair()
    assert sealing.seal(b"x", public=public, context=BOX) != sealing.seal(b"x", public=public, context=BOX)


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=30, deadline=None)
def test_only_the_passphrase_unlocks_an_officers_key(right: str, wrong: str) -> None:
    locked = sealing.lock(right, context=BOX, cost=CHEAP)
    assert sealing.public_of(sealing.unlock(locked, right, context=BOX)) == locked.public
    if unicodedata.normalize("NFKC", right) != unicodedata.normalize("NFKC", wrong):
        with pytest.raises(CannotOpen):
            sealing.unlock(locked, wrong, context=BOX)
    with pytest.raises(CannotOpen):
        sealing.unlock(locked, right, context=b"another challenge")


def test_a_passphrase_is_the_same_from_every_keyboard() -> None:
    locked = sealing.lock("café Ｗｉｄｅ lamp", context=BOX, cost=CHEAP)
    sealing.unlock(locked, "cafe\u0301 Wide lamp", context=BOX)


def test_a_forged_cost_does_not_exhaust_the_machine() -> None:
    locked = sealing.lock("correct horse", context=BOX, cost=CHEAP)
    forged = sealing.Locked(locked.public, b"\xff" * 12 + locked.private[12:])
    with pytest.raises(CannotOpen):
        sealing.unlock(forged, "correct horse", context=BOX)


def test_a_passphrase_costs_what_the_standard_asks_for() -> None:
    assert Cost(passes=3, lanes=4, memory=64 * 1024) == COST  # RFC 9106, section 4, second choice


def test_the_clocks_part_needs_the_installations_secret() -> None:
    kept = sealing.keep_back(b"p" * 32, secret="key of this site", context=BOX)
    assert sealing.give(kept, secret="key of this site", context=BOX) == b"p" * 32
    with pytest.raises(CannotOpen):
        sealing.give(kept, secret="key of another", context=BOX)
    with pytest.raises(CannotOpen):
        sealing.give(kept[:5], secret="key of this site", context=BOX)


def test_a_key_is_not_split_to_one() -> None:
    for holders in ([], [1], [1, 1]):
        with pytest.raises(ValueError, match="two officers"):
            sealing.split(bytes(32), holders)
