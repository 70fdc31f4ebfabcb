"""Django and its database for commands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from duijie.core.errors import Unavailable
from duijie.core.output import say

_LACKING = ("42P01", "42703")  # PostgreSQL: undefined table, undefined column


def setup_django() -> None:
    """Load the settings and the rooms; needs no database yet.

    Whatever the rooms say is said in English from here on, as the commands themselves do: ``DUIJIE_LANGUAGE``
    is for pages. Mails and notices are in their reader's language.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    import django

    django.setup()
    from django.utils.translation import activate

    activate("en")


@contextmanager
def database(*, tables: bool = True) -> Iterator[None]:
    """With a database: ``DATABASE_URL``'s, else the embedded one, started when it is not running.

    Args:
        tables: make the tables in a database that has none yet.

    Raises:
        Unavailable: the database cannot be reached or started.
    """
    from duijie.config.env import env

    settings = env()
    if settings.database_url:
        setup_django()
        _reach(tables)
        with of_this_version():
            yield
        return
    from duijie.config.postgres import EmbeddedPostgres

    with EmbeddedPostgres(settings.var_dir / "postgres", say=say).serving():
        setup_django()
        try:
            _reach(tables)
            with of_this_version():
                yield
        finally:
            from django.db import connections

            connections.close_all()


@contextmanager
def of_this_version() -> Iterator[None]:
    """Say what to do about a database that lacks tables or columns which this version reads.

    Raises:
        Unavailable: it was made by an older version and not brought up to date.
    """
    from django.db import ProgrammingError

    try:
        yield
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") not in _LACKING:
            raise
        raise Unavailable(
            "The database was made by another version: bring it up to date with `duijie manage migrate`, "
            "or start the site once with `duijie up`."
        ) from error


def _reach(tables: bool) -> None:
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise Unavailable(f"The database cannot be reached ({reason}); check DATABASE_URL and the server.") from error
    if tables and "core_user" not in connection.introspection.table_names():
        say("Making the tables (once)")
        call_command("migrate", verbosity=0, interactive=False)
