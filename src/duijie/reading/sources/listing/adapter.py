"""The addresses in a text, one a line; ``#`` begins a remark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.reading.sources.fetching import parse_address
from duijie.reading.sources.found import Found, Trouble

_LONGEST_LINE = 10_000  # bytes


def lines_of(source: bytes | BinaryIO) -> Iterator[str]:
    """The lines of a list, in whatever encoding: addresses are ASCII, and what is not is said to be none.

    A line longer than 10,000 bytes is given in pieces, so that a file without line ends stays bounded.
    """
    file = BytesIO(source) if isinstance(source, bytes) else source
    while line := file.readline(_LONGEST_LINE):
        yield line.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")


def entries(lines: Iterable[str], name: str, base: str = "") -> Iterator[Found | Trouble]:
    """The addresses, and a sentence for each line that holds none.

    >>> list(entries(["# ours", "https://example.org/a"], "list.txt"))
    [Found(address='https://example.org/a', kind=<Kind.PAGE: 'page'>, changed=None)]

    Args:
        name: what the list is called in those sentences.
        base: the list's own address, for relative ones (``/a``, ``./a``, ``../a``).
    """
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        word = text.split()[0]
        try:
            yield Found(parse_address(word, base if word.startswith(("/", "./", "../")) else ""))
        except InvalidInput as error:
            template = gettext_noop("Line {number} of {name}: {reason}")
            yield Trouble(name, InvalidInput(Sentence(template, number=number, name=name, reason=error)))
