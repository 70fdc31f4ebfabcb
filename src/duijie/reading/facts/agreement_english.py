"""Agreements in English text: the Society signed a Memorandum of Understanding with …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from duijie.reading.facts.event_mention import date_of
from duijie.reading.facts.frame import Frame

_KIND = (
    r"(?:Memorandum of Understanding|memorandum of understanding|MoU|MOU|[Aa]greement|[Mm]emorandum|"
    r"[Dd]eclaration|[Cc]ontract|[Pp]rotocol|[Ll]etter of [Ii]ntent|[Rr]oadmap|[Cc]onvention|[Tt]reaty|"
    r"[Jj]oint [Ss]tatement)"
)
_OWNER = (
    r"(?:[Tt]he )?(?P<{0}>[A-Z][\w&'’.-]*(?:(?: (?:of|for|on|in|the|&)){{0,2}} [A-Z][\w&'’-]*){{0,9}}(?: and "
    r"[A-Z][\w-]*(?= (?:signed|have|has|on|in|to|$)))?(?: \([A-Z]{{2,10}}\))?)"
)
_THING = (
    rf"(?:a|an|the|its|their|two|three|several|new)? ?(?:[a-z]+(?:-[a-z]+)* "
    rf"){{0,3}}(?P<thing>(?:“[^”]{{3,80}}”|(?:[A-Z][\w-]* ){{0,6}}{_KIND})(?: (?:on|for) (?:[A-Z][\w-]*|"
    rf"[a-z]+)(?: (?:and|of|in|[A-Z][\w-]*)){{0,6}})?)"
)
_TWO = re.compile(
    rf"{_OWNER.format('one')} and {_OWNER.format('other')}(?: on [^.\n]{{3,30}})?,? (?:have |has |"
    rf"jointly |formally )*(?:signed|concluded|renewed|entered into) {_THING}"
)
_WITH = re.compile(
    rf"{_OWNER.format('one')}(?: on [^.\n]{{3,30}})? (?:have |has |also |jointly |formally )*(?:signed|"
    rf"concluded|renewed|entered into) {_THING}[^.\n]{{0,60}}? with {_OWNER.format('other')}"
)


@dataclass(frozen=True, slots=True)
class EnglishAgreement:
    title: str | None
    parties: tuple[str, ...]
    signatories: tuple[str, ...]
    date: str | None
    start: int
    end: int
    confidence: float


def find(frame: Frame) -> Iterator[EnglishAgreement]:
    """The agreements that an English text says were signed."""
    text = frame.text
    if sum(c.isascii() and c.isalpha() for c in text[:3000]) < 60:
        return
    seen: set[int] = set()
    for pattern in (_TWO, _WITH):
        for match in pattern.finditer(text):
            if match.start("thing") in seen:
                continue
            seen.add(match.start("thing"))
            sentence = frame.sentence(match.start())
            date = date_of(frame, sentence, match.start("thing"), match.end("thing"))
            parties = tuple(_plain(match[g]) for g in ("one", "other"))
            title = re.sub(
                rf"^(?:{_KIND})$", lambda m: m.group() if " " in m.group() else "", match["thing"].strip("“” ")
            )
            yield EnglishAgreement(
                title or None, parties, (), date.value if date else None, match.start(), match.end(), 0.88
            )


def _plain(name: str) -> str:
    return re.sub(r"\s*\([A-Z]{2,10}\)$", "", re.sub(r"^(?:The|the) ", "", name)).rstrip(".,")
