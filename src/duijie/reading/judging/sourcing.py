"""Who speaks in an article, whether it may be believed unasked, and how many say a thing
independently. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Source:
    """Who publishes. ``key`` is ``host:…``, ``organisation:…`` (an id of the registry),
    ``publisher:…`` (a name that the registry does not know) or ``page:…``; ``label`` is for people.
    """

    key: str
    label: str

    @property
    def named(self) -> bool:
        """Whether it can be told apart from anybody who only uses its name."""
        return self.key.startswith(("host:", "organisation:"))


def source_of(*, address: str, hijacked: bool, organisation: str, publisher: str, page: str, title: str = "") -> Source:
    """Who speaks: the host that the page was fetched from, else the publisher.

    A hijacked page never speaks for the organisation that its codes belong to, so that what is
    decided about the page does not fall back on that one.

    >>> source_of(address="", hijacked=False, organisation="", publisher="江城日报", page="1a2b").key
    'publisher:江城日报'
    """
    if host := host_of(address):
        return Source(f"host:{host}", host)
    if hijacked or not publisher:
        return Source(f"page:{page}", title or page[:12])
    if organisation:
        return Source(f"organisation:{organisation}", publisher)
    return Source(f"publisher:{publisher}"[:300], publisher)


def host_of(address: str) -> str:
    """The host of an address, without www: ``https://www.example.org/a`` is of ``example.org``."""
    try:
        return (urlsplit(address).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def believed(
    source: Source, *, hijacked: bool, publisher: str | None, website: str, address: str, trusted: frozenset[str]
) -> bool:
    """Whether what an article says may be accepted unasked.

    Args:
        publisher: the id of the publisher in the registry, None when it is not known there.
        website: the publisher's website, as the registry has it.
        address: where the page was fetched from, "" when it was handed in.
        trusted: keys of the sources that the community trusts.

    Never a hijacked page, nor one whose publisher nobody knows. A page from the web that only
    bears a trusted publisher's name must come from that publisher's own host.
    """
    if hijacked or not source.named:
        return False
    if source.key in trusted:
        return source.key.startswith("host:") or publisher is not None
    host, own = host_of(address), host_of(website)
    if publisher is None or not host or not own or f"organisation:{publisher}" not in trusted:
        return False
    return host == own or host.endswith("." + own)


def independent(sayings: Iterable[tuple[str, str]]) -> list[int]:
    """For each (source, story) the number of the independent group it belongs to, from 0.

    Two sayings belong together when they share a source or a story ("" shares with nobody):
    copies of one text are one voice, and so is all that one publisher says.

    >>> independent([("a", "1"), ("b", "1"), ("b", ""), ("c", "")])
    [0, 0, 0, 1]
    """
    rows = list(sayings)
    group = list(range(len(rows)))

    def root(index: int) -> int:
        while group[index] != index:
            index = group[index]
        return index

    seen: dict[tuple[int, str], int] = {}
    for index, row in enumerate(rows):
        for side, value in enumerate(row):
            if not value:
                continue
            first = seen.setdefault((side, value), index)
            low, high = sorted((root(first), root(index)))
            group[high] = low
    numbers: dict[int, int] = {}
    return [numbers.setdefault(root(index), len(numbers)) for index in range(len(rows))]
