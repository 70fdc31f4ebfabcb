"""Django and its database for commands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from duijie.core.output import say


def setup_django() -> None:
    """Load the settings and the rooms; needs no database yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    import django

    django.setup()


@contextmanager
def database() -> Iterator[None]:
    """With a database: ``DATABASE_URL``'s, else the embedded one, started when it is not running."""
    from duijie.config.env import env

    settings = env()
    if settings.database_url:
        setup_django()
        yield
        return
    from duijie.config.postgres import EmbeddedPostgres

    with EmbeddedPostgres(settings.var_dir / "postgres", say=say).serving():
        setup_django()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
