"""The addresses in an RSS or Atom feed.

Read with lxml's pull parser rather than a feed library: a feed that was cut because it never
ends still gives the entries that came, and only addresses and times are wanted of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.reading.sources.fetching import parse_address
from duijie.reading.sources.found import Found, parse_time
from duijie.reading.sources.xml import Forest, local, text_of

ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_TIMES = ("updated", "modified", "pubdate", "date", "published", "issued")


def entries(data: bytes, address: str) -> Iterator[Found]:
    """The entries of a feed, in its order. An entry without a web address is passed over.

    Args:
        address: the feed's own, for relative links.

    Raises:
        InvalidInput: it is no feed.
    """
    forest = Forest(data, frozenset({"item", "entry"}))
    for element in forest:
        if forest.root not in ROOTS:
            break
        link = _link(element)
        base = element.get(_BASE) or ""
        try:
            found = parse_address(link, parse_address(base, address) if base else address) if link else ""
        except InvalidInput:
            continue
        if found:
            yield Found(found, changed=parse_time(text_of(element, *_TIMES)))
    if forest.root not in ROOTS:
        template = gettext_noop("{address} is no RSS or Atom feed.")
        raise InvalidInput(Sentence(template, address=address))


def _link(element: Any) -> str:
    links = [part for part in element if isinstance(part.tag, str) and local(part) == "link"]
    for rel in ("alternate", ""):
        for link in links:  # Atom
            if link.get("href") and (link.get("rel") or "alternate") == (rel or link.get("rel")):
                kind = link.get("type") or "text/html"
                if rel == "" or kind.startswith(("text/", "application/xhtml", "application/pdf")):
                    return str(link.get("href")).strip()
    for link in links:  # RSS
        text = "".join(link.itertext()).strip()
        if text:
            return text
    for part in element:
        if isinstance(part.tag, str) and local(part) == "guid" and (part.get("isPermaLink") or "true") != "false":
            return "".join(part.itertext()).strip()
    return str(element.get(_ABOUT) or "")
