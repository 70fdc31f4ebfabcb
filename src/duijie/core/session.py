"""Django and its database for commands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from duijie.core.errors import Unavailable
from duijie.core.output import say


def setup_django() -> None:
    """Load the settings and the rooms; needs no database yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    import django

    django.setup()


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
        yield
        return
    from duijie.config.postgres import EmbeddedPostgres

    with EmbeddedPostgres(settings.var_dir / "postgres", say=say).serving():
        setup_django()
        try:
            _reach(tables)
            yield
        finally:
            from django.db import connections

            connections.close_all()


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
