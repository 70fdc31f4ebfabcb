"""Memberships in English text: the Academy joined the Alliance; the member universities include …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from duijie.reading.facts.event_mention import date_of
from duijie.reading.facts.frame import Frame

_LINK = r"(?: (?:of|for|on|in|the|and|&|de|da))"
_NAME = rf"[A-Z][\w&'’-]*(?:{_LINK}{{0,2}} [A-Z][\w&'’-]*){{0,9}}(?: \([A-Z][\w-]{{1,10}}\))?"
_MANY = (
    r"(?:schools|universities|institutions|institutes|organi[sz]ations|academies|countries|members|companies|units|"
    r"colleges|partners|states|societies|associations|centers|centres)"
)
# What has members, by its last word but for what it is of.
_BODY_KIND = r"(?:Network|Alliance|Consortium|Federation|Association|Union|League|Partnership|Platform|Organi[sz]ation)"
_BODY = re.compile(
    rf"\b(?:[A-Z][\w&'’-]*(?:{_LINK}{{0,2}} [A-Z][\w&'’-]*){{0,5}} )?{_BODY_KIND}s?(?![\w-])"
    rf"(?: (?:of|for|on) (?:the )?[A-Z][\w&'’-]*(?:{_LINK}{{0,2}} [A-Z][\w&'’-]*){{0,7}})?"
    rf"(?:: (?:A|An|The)(?: [A-Z][\w&'’-]*)(?:{_LINK}{{0,2}} [A-Z][\w&'’-]*){{1,8}})?"
)
_POINTED = (
    r"(?:alliance|network|consortium|federation|association|union|league|partnership|platform|organi[sz]ation|"
    r"initiative)"
)
_KIND = re.compile(
    r"[A-Z]{3,}|Universit|Institut|Academ|College|Council|Societ|Association|Cent(?:re|er)|Foundation|Ministr|School|"
    r"Laborator|Union|Alliance|Network|Consortium|Federation|Organi[sz]ation|Compan|Corporation|Group|Museum|"
    r"Observator|Agency|Commission|Hospital|Bureau|\bLtd|\bInc\b"
)
_LIST = (
    # The participating schools include …
    re.compile(
        rf"\b(?:[Tt]he |[Ii]ts )?(?:(?:participating|member|founding|partner|initial|first|charter|other|current|new|"
        rf"[Pp]articipating|[Mm]ember|[Ff]ounding|[Pp]artner)[ -]){{1,3}}{_MANY}(?: of (?:the )?(?P<whole>{_NAME}))?,? "
        r"(?:includ(?:e|es|ed|ing)|are|were|comprise|comprised)(?: the following)?:? (?P<list>[A-Zt][^.;\n]{8,1200})"
    ),
    # Members of the Alliance include …
    re.compile(
        rf"\b[Mm]embers of (?:the )?(?P<whole>{_NAME}|{_POINTED}) (?:include|are|were|comprise):? "
        r"(?P<list>[A-Zt][^.;\n]{8,1200})"
    ),
    # The Alliance has 12 members, including …
    re.compile(
        rf"(?P<whole>{_NAME}) (?:now )?(?:has|had|comprises|comprised|consists of|consisted of|brings together|"
        rf"brought together|unites|united|is made up of|was formed by) (?:\w+ ){{0,4}}?{_MANY}"
        rf"(?: (?:from|in) [^,.;\n]{{3,40}})?,? (?:including|such as|namely|among them):? "
        r"(?P<list>[A-Zt][^.;\n]{8,1200})"
    ),
)
_TO = rf"(?:the )?(?P<other>{_NAME}|{_POINTED}\b)"
_JOINED = (
    re.compile(
        rf"(?P<one>{_NAME})(?: (?:has|have|had|formally|officially|recently|also|first|in|\d{{4}}))* "
        rf"(?:joined|joins|acceded to|entered|was admitted to|was accepted into|admitted to) {_TO}"
        rf"(?! (?:forces|hands|President|Professor|Dr))"
    ),
    re.compile(
        rf"(?P<one>{_NAME}) (?:has |have |had |formally |officially |recently |also )*(?:became|become|is|was|"
        r"was admitted as|was accepted as|was elected) "
        r"(?:(?:a|an|the|one of|its|new|full|founding|associate|institutional|first|permanent|\w+(?:th|st|nd|rd)) )*"
        rf"members? (?:of|in) {_TO}"
    ),
    re.compile(
        rf"(?P<one>{_NAME}) (?:for|on|in|upon|after|since|by) (?:its |their |having )?(?:joining|joined|accession to|"
        rf"becoming (?:an? |the )?(?:[\w-]+ ){{0,2}}member of|admission to|entry into) {_TO}"
    ),
)
_PLACE = re.compile(r" (?:in|from|at) (?:the )?[A-Z].*$")


@dataclass(frozen=True, slots=True)
class EnglishMembership:
    """``organisation`` belongs to ``whole``, told at ``text[start:end]``."""

    organisation: str
    whole: str
    date: str | None
    start: int
    end: int
    rule: str
    confidence: float


def find(frame: Frame) -> Iterator[EnglishMembership]:
    """The memberships that an English text states."""
    text = frame.text
    if sum(c.isascii() and c.isalpha() for c in text[:3000]) < 60:
        return
    for pattern in _JOINED:
        for match in pattern.finditer(text):
            name, whole = _name(match["one"]), _whole(frame, match["other"], match.start())
            if whole is None or not _KIND.search(name) or not _KIND.search(whole) or name == whole:
                continue
            date = date_of(frame, frame.sentence(match.start("other")), match.start("other"), match.end())
            value = date.value if date else None
            yield EnglishMembership(
                frame.organisation(name), whole, value, match.start("one"), match.end(), "english-member", 0.86
            )
    for pattern in _LIST:
        for match in pattern.finditer(text):
            whole = _whole(frame, match["whole"], match.start())
            if whole is None:
                continue
            names = [name for name in names_of(match["list"]) if name != whole]
            for name in names if len(names) > 1 else []:
                full = frame.organisation(name)
                yield EnglishMembership(full, whole, None, match.start(), match.end(), "english-members-listed", 0.84)


def names_of(row: str) -> list[str]:
    """The organisations of a row, without articles and where they are.

    >>> names_of("the Lake Institute of Science and Technology, Fell University in Norway and the Academy of Rivers")
    ['Lake Institute of Science and Technology', 'Fell University', 'Academy of Rivers']
    """
    parts = re.split(r",? as well as |, and |, ", row)
    names: list[str] = []
    for part in parts:
        joints = [m.span() for m in re.finditer(" and ", part)]
        cut = next((s for s in joints if _KIND.search(part[: s[0]]) and _KIND.search(part[s[1] :])), None)
        names += [part[: cut[0]], part[cut[1] :]] if cut else [part]
    found = [_name(_PLACE.sub("", re.sub(r"^(?:and |the |both )+", "", name.strip()))) for name in names]
    return [name for name in found if name[:1].isupper() and _KIND.search(name) and len(name) < 90]


def _whole(frame: Frame, stated: str | None, before: int) -> str | None:
    """The body that words name; what they only point to is the one named last before."""
    if stated and not re.fullmatch(_POINTED, stated):
        name = _name(stated)
        return frame.organisation(name) if _KIND.search(name) else None
    kind = stated or ""
    named = [m.group() for m in _BODY.finditer(frame.text, 0, before) if " " in m.group().strip()]
    named = [_name(name) for name in named if re.search(kind, name, re.IGNORECASE)]
    return frame.organisation(re.sub(r"^(?:The|A|An|This) ", "", named[-1])) if named else None


def _name(words: str) -> str:
    words = re.sub(r"\s*\([A-Z][\w-]{1,10}\)$", "", words.strip().rstrip(".,"))
    return re.sub(r"^(?:The|A|An|On|In|At|This|That|And) ", "", words)
