"""What was packed comes back; its length tells little; other bytes are told from it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.docking.challenges.package import BLOCK, Enclosed, Package, Unreadable, pack, unpack

_FILES = st.lists(st.builds(Enclosed, st.text(max_size=30), st.just("text/plain"), st.binary(max_size=500)), max_size=4)


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=200), max_size=5), _FILES)
@settings(max_examples=60, deadline=None)
def test_a_package_comes_back_as_it_was(values: dict[str, str], files: list[Enclosed]) -> None:
    data = pack(Package(values, files))
    assert len(data) % BLOCK == 0
    found = unpack(data)
    assert dict(found.values) == values and list(found.files) == files


def test_short_and_longer_texts_are_equally_long() -> None:
    assert len(pack(Package({"approach": "a"}))) == len(pack(Package({"approach": "长" * 9000})))


@given(st.binary(max_size=300))
@settings(max_examples=80, deadline=None)
def test_other_bytes_are_no_package(data: bytes) -> None:
    with pytest.raises(Unreadable):
        unpack(data)


def test_a_package_that_was_cut_is_unreadable() -> None:
    data = pack(Package({}, [Enclosed("a.txt", "text/plain", b"x" * BLOCK)]))
    with pytest.raises(Unreadable):
        unpack(data[:BLOCK])
