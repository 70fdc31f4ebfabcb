"""From a Document to the passages that are embedded and indexed as one.

A passage is a run of whole sentences of one part (the item's own text, or one work of a
talent) of about 350 tokens: what the small encoders were trained to hold in one vector.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from duijie.core import text
from duijie.matching.types import Document, Passage

# An abstract with its title (185 tokens on average in the Chinese papers of the needs set, 333
# in English ones) should stay one passage; e5 reads 510 tokens at once, prefix and title included.
TARGET_TOKENS = 380
_TITLE_TOKENS = 60

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
_WORD = re.compile(r"[^\W\d_]+|\d|[^\w\s]")


def token_estimate(piece: str) -> int:
    """About how many tokens a multilingual encoder makes of a text.

    e5's tokenizer makes 0.62 tokens of a Chinese character and, of English words, 1.3 of
    each, digits and marks counted alone; long words fall into more pieces.
    """
    han = len(_HAN.findall(piece))
    rest = _WORD.findall(_HAN.sub(" ", piece))
    return int(0.65 * han + sum(1 + len(word) / 9 for word in rest) + 0.999)


def passages(document: Document) -> list[Passage]:
    """The passages of a document in order: its own text, then each of its works.

    A part without any text still gives one passage, so that its title is found.
    """
    parts = [("", document.title, document.text)]
    parts.extend((work.id, work.title, work.text) for work in document.works)
    found: list[Passage] = []
    for part, title, body in parts:
        if part and not (title.strip() or body.strip()):
            continue
        for ordinal, (piece, sentences) in enumerate(_pack(title, body)):
            found.append(
                Passage(
                    id=f"{document.id}#{part}#{ordinal}",
                    document=document.id,
                    kind=document.kind,
                    part=part,
                    ordinal=ordinal,
                    title=title,
                    text=piece,
                    sentences=sentences,
                )
            )
    return found


def _pack(title: str, body: str) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """Texts of whole sentences up to the target, each with the sentences' offsets in it."""
    room = TARGET_TOKENS - min(token_estimate(title), _TITLE_TOKENS)
    spans = [piece for span in text.sentences(body) for piece in _bounded(body, span.start, span.end, room)]
    if not spans:
        yield body.strip(), ()
        return
    first, used = 0, 0
    for index, (start, end) in enumerate(spans):
        size = token_estimate(body[start:end])
        if index > first and used + size > room:
            yield _cut(body, spans[first:index])
            first, used = index, 0
        used += size
    yield _cut(body, spans[first:])


def _cut(body: str, spans: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    begin = spans[0][0]
    return body[begin : spans[-1][1]], tuple((start - begin, end - begin) for start, end in spans)


def _bounded(body: str, start: int, end: int, room: int) -> Iterator[tuple[int, int]]:
    """A sentence, or the pieces of one that is itself too long for a passage: cut at a comma
    or a blank near the limit, else in the middle of whatever it is."""
    if token_estimate(body[start:end]) <= room:
        yield start, end
        return
    # No text has more tokens than the estimate allows in characters: step by what surely fits.
    step = max(room // 2, 1)
    cuts = [start]
    while end - cuts[-1] > step:
        limit = cuts[-1] + step
        window = body[cuts[-1] + step // 2 : limit]
        at = max(window.rfind(mark) for mark in "，,、；; \n")
        cuts.append(cuts[-1] + step // 2 + at + 1 if at >= 0 else limit)
    cuts.append(end)
    for left, right in pairwise(cuts):
        piece = body[left:right]
        stripped = piece.strip()
        if stripped:
            offset = left + len(piece) - len(piece.lstrip())
            yield offset, offset + len(stripped)
