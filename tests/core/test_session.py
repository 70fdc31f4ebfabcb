"""Commands on a database that this version did not make."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from duijie.core.errors import Unavailable
from duijie.core.session import of_this_version

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asked", ["select 1 from a_table_of_tomorrow", "select tomorrow from core_user"])
def test_a_database_of_an_older_version_is_said_in_a_sentence(asked: str) -> None:
    with (
        pytest.raises(Unavailable, match="duijie manage migrate"),
        of_this_version(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(asked)


def test_what_else_is_wrong_with_a_question_is_not_blamed_on_the_version() -> None:
    with (
        pytest.raises(ProgrammingError),
        of_this_version(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("selekt 1")
