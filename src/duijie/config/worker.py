"""The worker process: ``python -m duijie.config.worker``."""

from __future__ import annotations

import os


def main() -> None:
    """Work off background jobs until a signal: those being done are finished or taken up again later."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    import django

    django.setup()
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
