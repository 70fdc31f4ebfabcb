"""The addresses in a sitemap, and the sitemaps in an index."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from duijie.core.errors import InvalidInput, Sentence, TooLarge, gettext_noop
from duijie.reading.limits import megabytes
from duijie.reading.sources.fetching import parse_address
from duijie.reading.sources.fetching.unpacking import gunzip
from duijie.reading.sources.found import Found, Kind, parse_time
from duijie.reading.sources.xml import Forest, local, text_of

ROOTS = frozenset({"urlset", "sitemapindex"})
LARGEST = 52_428_800  # bytes unpacked, as the protocol allows


def unpacked(data: bytes, address: str, limit: int = LARGEST) -> bytes:
    """The sitemap itself, when it comes under gzip; damage keeps what was before it.

    Raises:
        TooLarge: it unfolds to more than the limit.
        InvalidInput: nothing of it can be unpacked.
    """
    if not data.startswith(b"\x1f\x8b"):
        return data
    found = bytearray()
    try:
        for piece in gunzip([data]):
            found += piece
            if len(found) > limit:
                template = gettext_noop("{address} unfolds to more than {limit}.")
                raise TooLarge(Sentence(template, address=address, limit=megabytes(limit)), limit=limit)
    except (zlib.error, EOFError) as error:
        if not found:
            template = gettext_noop("{address} is packed with gzip and damaged.")
            raise InvalidInput(Sentence(template, address=address)) from error
    return bytes(found)


def entries(data: bytes, address: str) -> Iterator[Found]:
    """The pages of a sitemap, or the sitemaps of an index; entries without a web address are passed over.

    Args:
        data: as it came, plain or under gzip.
        address: the sitemap's own, for relative links (which the protocol does not know, but people write).

    Raises:
        InvalidInput: it is no sitemap.
        TooLarge: it unfolds to more than the protocol allows.
    """
    forest = Forest(unpacked(data, address), frozenset({"url", "sitemap"}))
    for element in forest:
        if forest.root not in ROOTS:
            break
        try:
            found = parse_address(text_of(element, "loc"), address) if text_of(element, "loc") else ""
        except InvalidInput:
            continue
        if found:
            kind = Kind.SITEMAP if local(element) == "sitemap" else Kind.PAGE
            yield Found(found, kind, parse_time(text_of(element, "lastmod")))
    if forest.root not in ROOTS:
        raise InvalidInput(Sentence(gettext_noop("{address} is no sitemap."), address=address))
