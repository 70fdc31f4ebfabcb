"""How pages are fetched here: what the operator set."""

from __future__ import annotations

from duijie.config.env import Env
from duijie.reading.sources.fetching import Guard, Manners


def manners_of(settings: Env) -> Manners:
    """The manners by the settings.

    Raises:
        InvalidInput: DUIJIE_FETCH_PRIVATE names no networks.
    """
    return Manners(
        contact=settings.fetch_contact,
        guard=Guard.of(settings.fetch_private),
        delay=settings.fetch_delay,
        seconds=settings.fetch_seconds,
        silence=min(20.0, settings.fetch_seconds),
        size=settings.fetch_size_mb * 1_000_000,
    )
