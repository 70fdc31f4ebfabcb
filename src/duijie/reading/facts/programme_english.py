"""Names of programmes in English text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Kind = Literal["platform", "plan", "alliance", "scholarship", "corridor", "award", "list", "centre", "project"]

_EN_HEADS: dict[str, Kind] = {
    "platform": "platform", "network": "platform", "programme": "plan", "program": "plan", "plan": "plan",
    "initiative": "plan", "strategy": "plan", "roadmap": "plan", "alliance": "alliance", "consortium": "alliance",
    "scholarship": "scholarship", "scholarships": "scholarship", "fellowship": "scholarship",
    "fellowships": "scholarship", "corridor": "corridor", "award": "award", "prize": "award", "medal": "award",
    "centre": "centre", "center": "centre", "hub": "centre", "project": "project",
    "laboratory": "centre", "fund": "plan", "scheme": "plan", "awards": "award", "prizes": "award",
    "centres": "centre", "centers": "centre",
}  # fmt: skip
_EN = re.compile(
    r"(?<![A-Za-z\d])(?:[A-Z][\w'’&-]*|“[^“”\n]{2,30}”)"
    r"(?:\s+(?!and the\b)(?:(?:of|for|the|and|on|in|to)\s+){0,2}(?:[A-Z][\w'’&-]*))*"
    r"\s+(?P<head>"
    + "|".join(sorted((h.capitalize() for h in _EN_HEADS), key=len, reverse=True))
    + r")(?P<of>\s+(?:of|for|on)\s+(?:the\s+)?"
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"[A-Z][\w'’-]*(?:\s+(?:(?:of|for|and|on|in)\s+)?[A-Z][\w'’-]*)*)?(?!\w)"
)


# Bodies of many that are named by their kind first: Alliance of Lake Science Organizations.
_EN_FIRST = re.compile(
    r"(?<![A-Za-z\d])(?:[A-Z][\w'’&-]*\s+){0,3}(?:Alliance|Consortium|Coalition)\s+(?:of|for)\s+(?:the\s+)?"
    r"[A-Z][\w'’-]*(?:\s+(?:(?:of|for|and|on|in|the)\s+){0,2}[A-Z][\w'’-]*)+"
)
# Behind a colon a name goes on: Lake Network: A Delta Initiative.
_EN_MORE = re.compile(
    r":\s+(?:An?|The)\s+(?:[A-Z][\w'’&-]*|and|of|for)(?:\s+(?:[A-Z][\w'’&-]*|and|of|for))*\s+"
    r"(?:Initiative|Programme|Program|Project|Network)(?!\w)"
)
# With one word in front these are things, not names: Chief Strategy, Meal Plan, Public Award.
_EN_WEAK = frozenset(
    "Strategy Plan Award Awards Prizes Project Center Centre Centers Centres Hub Program Programme Network Platform "
    "Scheme".split()
)
# An institution like any other, unless two run it.
_EN_JOINT = re.compile(r"\b(?:Joint|International|Overseas)\b|[A-Z][a-z]+[-–][A-Z][a-z]+")
# A fellowship programme gives fellowships.
_EN_STIPEND = re.compile(r"\b(?:Fellowship|Scholarship|Associateship)s?\b")
_EN_TITLES = frozenset("Chief Vice Deputy Director Head Senior Read More See".split())


def english_names(text: str) -> Iterator[tuple[int, int, str, Kind]]:
    """The programmes that English text names, as (start, end, name, kind)."""
    for match in _EN_FIRST.finditer(text):
        name = re.sub(r"^(?:The|An?)\s+", "", match.group())
        yield match.end() - len(name), match.end(), name, "alliance"
    more = [m.span() for m in _EN_MORE.finditer(text)]
    for match in _EN.finditer(text):
        if any(start < match.start() and match.end() <= end for start, end in more):
            continue
        name = re.sub(
            r"^(?:(?:[Tt]he|This|Our|Its|An?|In|Under|Since|With|Through|And|New|For|By|At|From)\s+)+",
            "",
            match.group(),
        )
        words = name.split()
        weak = len(words) == 2 and match["head"] in _EN_WEAK
        if len(words) < 2 or weak or words[0] in _EN_TITLES:
            continue
        if match["head"] == "Laboratory" and not _EN_JOINT.search(name):
            continue
        if match["head"] in ("Centers", "Centres") and not (match["of"] or "").startswith(" of Excellence"):
            continue
        start = match.end() - len(name)
        behind = _EN_MORE.match(text, match.start() + len(match.group()) - len(match["of"] or "")) or _EN_MORE.match(
            text, match.end()
        )
        if behind:
            yield start, behind.end(), text[start : behind.end()], _EN_HEADS[match["head"].lower()]
            continue
        kind = "scholarship" if _EN_STIPEND.search(name) else _EN_HEADS[match["head"].lower()]
        yield start, match.end(), name, kind
