"""How often somebody may ask: a fixed window of a minute, counted in the cache of the process.

Each worker process counts for itself: a count that they share would cost every request a write.
Failed sign-ins are counted for all of them (core.counters).
"""

from __future__ import annotations

import hashlib
import time
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from duijie.core.rest import TooManyRequests

WINDOW = 60
"""Seconds."""


def address_of(request: HttpRequest) -> str:
    """Whom a request is counted for: the caller's address, of IPv6 the network of 64 bits, which is
    what one subscriber has.

    Behind trusted proxies it is the last but as many of X-Forwarded-For. Without them the header
    is anybody's claim and is not looked at.
    """
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    proxies: int = settings.TRUSTED_PROXIES
    if proxies and len(forwarded) >= proxies:
        return _network(forwarded[-proxies])
    return _network(str(request.META.get("REMOTE_ADDR", "")))


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:  # a socket file, or what a proxy made up
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or ip_network((int(known) >> 64 << 64, 64)))
    return str(known)


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
