"""The small parts of the index: what vectors lose on disk, which words a long need keeps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from duijie.core.errors import InvalidInput
from duijie.matching.store.codec import checked, pack, unpack
from duijie.matching.store.pruning import prune


@given(
    arrays.arrays(
        np.float32,
        st.tuples(st.integers(1, 6), st.integers(1, 20)),
        elements=st.floats(-1, 1, width=32, allow_subnormal=False),
    )
)
def test_packed_sentences_come_back_within_half_a_step(rows: np.ndarray) -> None:
    back = unpack(pack(rows), rows.shape[1])
    assert back.shape == rows.shape and back.dtype == np.float32
    step = np.abs(rows).max(axis=1, keepdims=True) / 127
    assert (np.abs(back - rows) <= step * 0.51 + 1e-7).all()


def test_cosines_of_packed_sentences_hardly_change() -> None:
    rows = checked("v", np.random.default_rng(1).standard_normal((400, 384)), dimensions=384)
    assert len(pack(rows)) == 400 * (384 + 4)
    assert np.abs(unpack(pack(rows), 384) @ rows[:50].T - rows @ rows[:50].T).max() < 0.003


def test_a_damaged_block_is_not_read_as_vectors() -> None:
    with pytest.raises(InvalidInput):
        unpack(b"x" * 11, 8)


def test_a_short_need_keeps_every_word() -> None:
    assert prune(["b", "a", "b"], {"a": 0.9, "b": 0.5}, kept=2) == ["b", "a", "b"]


def test_a_long_need_loses_its_commonest_words_and_none_that_may_be_rare() -> None:
    shares = {f"common{n}": 0.9 for n in range(50)} | {"telling": 0.001, "said often": 0.3}
    need = [*shares, "never counted", "said often", "said often"]
    kept = prune(need, shares, kept=5)
    assert {"telling", "never counted", "said often"} <= set(kept)
    assert kept.count("said often") == 3
    assert len(set(kept)) == 6
    assert kept == [term for term in need if term in kept]


def test_nothing_is_dropped_before_anything_was_counted() -> None:
    need = [f"w{n}" for n in range(500)]
    assert prune(need, {}) == need
