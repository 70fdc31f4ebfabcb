"""The web application, for granian or any WSGI server."""

from __future__ import annotations

import logging
import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
application = get_wsgi_application()


def _warm_up() -> None:
    """Load the models and open the index before the first visitor asks."""
    from django.db import connection

    from duijie.core.errors import DuijieError
    from duijie.matching.services.finding import find_matches
    from duijie.registry.standing import ANONYMOUS

    try:
        find_matches(actor=ANONYMOUS, text="对接科技与经济 connect science and industry", limit=1)
    except DuijieError as error:
        logging.getLogger(__name__).warning("Matching is not ready: %s", error)
    finally:
        connection.close()


_soon = threading.Timer(0.5, _warm_up)  # not while the server is still starting
_soon.daemon = True
_soon.start()
