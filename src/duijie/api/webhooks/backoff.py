"""When something that failed is tried again: later and later, for some days, never all at once."""

from __future__ import annotations

from typing import Final

FIRST: Final = 20.0
"""Seconds before the second try."""
FACTOR: Final = 3.0
LONGEST: Final = 12 * 3600.0
"""Seconds between two tries at most."""
PATIENCE: Final = 3 * 24 * 3600.0
"""Seconds after which what failed is given up, and an endpoint that only fails is paused."""
MOST_ASKED: Final = 24 * 3600.0
"""Seconds that a server may ask to be left alone."""


def delay(attempts: int, chance: float) -> float:
    """Seconds to wait after so many failed tries: 20 s, 1 min, 3 min … 12 h, spread from half to a tenth more.

    Args:
        attempts: 1 or more.
        chance: from 0 to 1, so that what failed together does not come back together.
    """
    if attempts < 1:
        raise ValueError("nothing was tried yet")
    plain = min(LONGEST, FIRST * FACTOR ** min(attempts - 1, 40))
    return plain * (0.5 + 0.6 * chance)


def next_try(attempts: int, age: float, chance: float, asked: float | None = None) -> float | None:
    """Seconds until the next try; None: it is given up.

    Args:
        age: seconds since it was to be sent first.
        asked: seconds that the server asked to be left alone.
    """
    wait = delay(attempts, chance)
    if asked is not None:
        wait = max(wait, min(asked, MOST_ASKED))
    return wait if age + wait <= PATIENCE else None
