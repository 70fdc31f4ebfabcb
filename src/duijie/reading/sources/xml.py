"""XML of strangers, read as a stream: damage is passed over, no entity is resolved, memory stays bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

_PIECE = 65_536
_DEEPEST = 60  # feeds and sitemaps nest a handful of elements
_MOST_HELD = 20_000  # elements in one entry

_LOOSE = re.compile(rb"&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);)")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def with_plain_ampersands(data: bytes) -> bytes:
    """The document with every ``&`` that begins none of XML's own references written as ``&amp;``.

    People forget to; and behind such a damage libxml2 drops all references, those in addresses
    too. It also makes text of all references to entities that a document defines itself.

    >>> with_plain_ampersands(b"<a>x & y&amp;z &nbsp;<![CDATA[a&b]]></a>")
    b'<a>x &amp; y&amp;z &amp;nbsp;<![CDATA[a&b]]></a>'
    """
    if data.startswith(_UTF16):
        return data
    pieces = []
    done = 0
    while True:
        start = data.find(b"<![CDATA[", done)
        end = data.find(b"]]>", start) if start >= 0 else -1
        if end < 0:
            pieces.append(_LOOSE.sub(b"&amp;", data[done:]))
            return b"".join(pieces)
        pieces += (_LOOSE.sub(b"&amp;", data[done:start]), data[start : end + 3])
        done = end + 3


class Forest:
    """The elements of one document, each given when it ends and emptied afterwards.

    ``root`` is the name of the outermost element, None until it has begun.
    """

    def __init__(self, data: bytes, names: frozenset[str]) -> None:
        self._data, self._names = with_plain_ampersands(data), names
        self.root: str | None = None

    def __iter__(self) -> Iterator[Any]:
        parser = etree.XMLPullParser(
            events=("start", "end"), recover=True, resolve_entities=False, no_network=True, load_dtd=False
        )
        depth = inside = held = 0
        try:
            for at in range(0, len(self._data), _PIECE):
                parser.feed(self._data[at : at + _PIECE])
                for event, element in parser.read_events():
                    if not isinstance(element.tag, str):
                        continue
                    wanted = local(element) in self._names
                    if event == "start":
                        depth, inside, held = depth + 1, inside + wanted, held + 1
                        self.root = self.root or local(element)
                        if depth > _DEEPEST or held > _MOST_HELD:
                            return
                        continue
                    depth, inside = depth - 1, inside - wanted
                    if wanted:
                        yield element
                    if not inside:
                        _empty(element)
                        held = 0
        except etree.XMLSyntaxError:
            return  # what came before the damage has been given


def local(element: Any) -> str:
    """The name of an element without its namespace, in small letters."""
    return str(element.tag).rpartition("}")[2].lower()


def child(element: Any, *names: str) -> Any:
    """The first child of the first of these names that there is, or None."""
    for name in names:
        for part in element:
            if isinstance(part.tag, str) and local(part) == name:
                return part
    return None


def text_of(element: Any, *names: str) -> str:
    """The text of the first such child, stripped; empty when there is none."""
    found = child(element, *names)
    return "".join(found.itertext()).strip() if found is not None else ""


def _empty(element: Any) -> None:
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
