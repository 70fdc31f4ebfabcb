"""The web application, for :mod:`duijie.config.web` or any WSGI server."""

from __future__ import annotations

import logging
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
application = get_wsgi_application()
# Django imports the views with the first request: code that cannot be imported is to fail now,
# while a restart can still leave the old generation serving.
addresses = get_resolver().url_patterns


_NEEDS = ("低成本去除废水中的砷，每吨不超过 5 元", "Remove arsenic from waste water below 5 yuan a tonne.")
"""One in each language, since a space is loaded only for those that it reads."""


def warm_up() -> None:
    """Load the models and open the index before a visitor asks; takes some seconds."""
    from django.db import connection

    from duijie.core.errors import DuijieError
    from duijie.matching.services.finding import find_matches
    from duijie.registry.standing import ANONYMOUS

    try:
        for need in _NEEDS:
            find_matches(actor=ANONYMOUS, text=need, limit=3)
    except DuijieError as error:
        logging.getLogger(__name__).warning("Matching is not ready: %s", error)
    finally:
        connection.close()
