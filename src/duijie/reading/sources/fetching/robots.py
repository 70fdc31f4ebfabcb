"""What a site's robots.txt allows (RFC 9309), read by protego."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

NAME = "Duijie"
"""The name under which a robots.txt addresses us."""
LARGEST = 512_000  # bytes read of it; the standard asks for 500 KiB at least
KEPT = 24 * 3600.0  # seconds that an answer holds
PATIENCE, PAUSE = 60.0, 10.0  # seconds for which a host that fails to say is asked again, and between two tries
KEPT_UNREACHABLE = 300.0  # seconds from its first failure until it is asked anew


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host. ``unreachable`` means that its server failed to say: nothing is
    fetched from it until it says."""

    text: str = ""
    unreachable: bool = False

    @classmethod
    def of_answer(cls, status: int, body: bytes) -> Robots:
        """From the answer to ``/robots.txt``: where there is none, everything is allowed; where
        the server fails, nothing."""
        if status == 429 or status >= 500:
            return cls(unreachable=True)
        if status != 200:
            return cls()
        return cls(text=body[:LARGEST].decode("utf-8", errors="replace").removeprefix("\ufeff"))

    def rules(self) -> Rules:
        """The rules, ready to be asked often."""
        return Rules(self)


class Rules:
    """Parsed rules of one host."""

    def __init__(self, robots: Robots) -> None:
        self.unreachable = robots.unreachable
        self._parsed = Protego.parse(robots.text)

    def allow(self, address: str) -> bool:
        """Whether the address may be fetched."""
        return not self.unreachable and bool(self._parsed.can_fetch(address, NAME))

    def delay(self) -> float:
        """Seconds that the host wants between two requests; 0 when it does not say.

        >>> Robots(text="User-agent: *\\nCrawl-delay: 2.5").rules().delay()
        2.5
        """
        asked = self._parsed.crawl_delay(NAME) or 0.0
        rate = self._parsed.request_rate(NAME)
        if rate is not None and rate.requests:
            asked = max(asked, rate.seconds / rate.requests)
        return max(0.0, float(asked))

    def sitemaps(self) -> list[str]:
        """The sitemaps that it names."""
        return list(self._parsed.sitemaps)
