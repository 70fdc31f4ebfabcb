"""The worker process: ``python -m duijie.config.worker``."""

from __future__ import annotations

import os
import time

from duijie.config.steps import note

_AGAIN = 1.0  # seconds


def await_database() -> None:
    """Wait for the database: one that is away for a while (restarted, mending itself after a crash)
    is no reason to die, and with us ``duijie up``, again and again."""
    from django.db import OperationalError, connection

    told = False
    while True:
        try:
            connection.ensure_connection()
        except OperationalError:
            if not told:
                note("The worker waits for the database, which does not answer.")
            told = True
            time.sleep(_AGAIN)
        else:
            connection.close()
            return


def main() -> None:
    """Work off background jobs until a signal: those being done are finished or taken up again later."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    import django

    django.setup()
    await_database()
    from procrastinate.contrib.django import app

    from duijie.core.jobs import under_its_name
    from duijie.matching.tasks import wake_renewal

    wake_renewal()
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(
            name="duijie",
            concurrency=3,
            shutdown_graceful_timeout=2.0,
            fetch_job_polling_interval=1.0,
            worker_middleware=[under_its_name],
        )


if __name__ == "__main__":
    main()
