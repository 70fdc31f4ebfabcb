"""What one fetch may cost, and how gently it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from duijie.core.net.guard import Guard

LONGEST_DELAY = 120.0  # seconds between two requests to one host; a host that asks for more is left alone
LONGEST_WAIT = 120.0  # seconds a run waits for a server that asked to be left alone


@dataclass(frozen=True, slots=True)
class Manners:
    """How pages are fetched.

    ``delay`` in seconds between two requests to one host, when its robots.txt asks for no
    longer one. ``seconds`` and ``size`` (bytes, unpacked) bound one answer from the first
    packet to the last, ``silence`` (seconds) the wait for each of them; ``redirects`` are
    followed at most; ``tries`` are made of an address whose server fails.
    """

    contact: str = ""
    guard: Guard = field(default_factory=Guard)
    delay: float = 1.0
    seconds: float = 60.0
    silence: float = 20.0
    size: int = 20_000_000
    redirects: int = 5
    tries: int = 3

    @property
    def agent(self) -> str:
        """The name under which pages are asked for, with whom to write to."""
        from duijie import __version__

        return f"Duijie/{__version__}" + (f" (+{self.contact})" if self.contact else "")


def retry_after(value: str, now: float) -> float | None:
    """Seconds that a ``Retry-After`` header asks for (RFC 9110, 10.2.3), None when it says nothing.

    >>> retry_after("120", 0.0), retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 0.0), retry_after("soon", 0.0)
    (120.0, 60.0, None)
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
