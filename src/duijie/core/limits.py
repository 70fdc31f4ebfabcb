"""How often somebody may ask: a fixed window of a minute, counted in the cache of the process.

Each worker process counts for itself: a count that they share would cost every request a write.
Failed sign-ins are counted for all of them (core.counters).
"""

from __future__ import annotations

import hashlib
import time

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from duijie.core.rest import TooManyRequests

WINDOW = 60
"""Seconds."""


def address_of(request: HttpRequest) -> str:
    """The caller's address: the last but as many of X-Forwarded-For as there are trusted proxies.

    Without trusted proxies the header is anybody's claim and is not looked at.
    """
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    proxies: int = settings.TRUSTED_PROXIES
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def count(who: str, most: int) -> None:
    """Count one request of ``who`` in the running minute; 0 sets no limit.

    Raises:
        TooManyRequests: there were ``most`` already.
    """
    if not most:
        return
    now = int(time.time())
    window = now // WINDOW
    cache = caches["process"]
    key = f"rate:{window}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        used = cache.incr(key)
    except ValueError:  # dropped between the two calls by a cache that is full
        return
    if used > most:
        wait = (window + 1) * WINDOW - now
        raise TooManyRequests(
            _("At most %(most)s requests a minute are answered; go on in %(wait)s seconds.")
            % {"most": most, "wait": wait},
            retry_after=wait,
            limit=most,
        )
