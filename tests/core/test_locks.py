"""Only one process at a time, and a key is free again afterwards."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from duijie.core.locks import alone, one_after_the_other

KEY = 2**127 + 7


def _free_elsewhere(key: int) -> bool:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(%s)", [key])
            return bool(cursor.fetchone()[0])
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_key_that_one_holds_is_refused_to_another_at_once_and_free_afterwards() -> None:
    with pytest.raises(ValueError, match="broke"), alone(KEY) as held:
        assert held
        assert not _free_elsewhere(7)
        assert _free_elsewhere(8)
        raise ValueError("broke")
    assert _free_elsewhere(7)


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_is_told_and_does_not_let_go_for_the_first() -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(7)")
    with alone(KEY) as held:
        assert not held
    assert not _free_elsewhere(7)
    other.close()


@pytest.mark.django_db(transaction=True)
def test_a_queue_lasts_as_long_as_the_transaction() -> None:
    with transaction.atomic():
        one_after_the_other(9)
        assert not _free_elsewhere(9)
    assert _free_elsewhere(9)
