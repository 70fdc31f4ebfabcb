"""Programmes: platforms, plans, alliances, scholarships, corridors, awards, lists, centres, projects."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.reading.facts.frame import Frame
from duijie.reading.facts.organisations import is_anchored, is_organisation
from duijie.reading.facts.programme_known import known_owner
from duijie.reading.facts.programme_names import Name, base, distinct, find_names
from duijie.reading.facts.spans import around
from duijie.reading.facts.topics import Topics
from duijie.reading.facts.types import Fact

# The share that careful readers accept, by what gave the name away.
_CONFIDENCE = {"quoted": 0.88, "proper": 0.8, "founded": 0.65, "listed": 0.65}
_NATIONAL = re.compile(
    r"^“?(?:一带一路|十[一二三四五六七八九]五|中国制造2025|互联网\+)”?(?:倡议|(?:发展)?规划|计划|建设)?$"
)


def find(frame: Frame) -> Iterator[Fact]:
    """A fact for each programme the article names, at its first clear mention.

    The owner is who the sentence says it belongs to, else whose page it is; nobody for plans
    of the whole country.
    """
    names = find_names(frame.text, frame.words)
    topics = Topics.of(frame, names)
    for name in distinct(names):
        yield frame.fact(
            "programme",
            name.start,
            name.end,
            f"programme.{name.sign}",
            _CONFIDENCE[name.sign],
            name=_shown(frame, name),
            owner=None if _NATIONAL.match(name.name) else _owner(frame, name, topics),
            kind=name.kind,
            description=_description(frame, name),
        )


def _shown(frame: Frame, name: Name) -> str:
    """The name; a quotation alone without its marks."""
    shown = frame.value(name.start, name.end) if name.name == frame.text[name.start : name.end] else name.name
    match = re.fullmatch(r"[“‘「『\"]([^“”‘’「」『』\"]+)[”’」』\"]", shown)
    return match[1] if match else shown


def _owner(frame: Frame, name: Name, topics: Topics) -> str | None:
    """Who a name itself begins with, else who the sentence, the paragraph or the page is about."""
    if public := known_owner(name.name):
        return public
    within = [known for known in topics.known if name.name.startswith(known) and len(known) < len(name.name) - 1]
    if within:
        return frame.organisation(max(within, key=len))
    ends = [w.end for w in frame.words.between(name.start, name.end)][:-2]
    start = name.start + frame.text.startswith("“", name.start)
    for end in reversed(ends):
        owner = frame.text[start:end]
        if "”" not in owner and is_organisation(owner) and is_anchored(owner):
            return frame.organisation(owner)
    sentence = frame.sentence(name.start)
    floor = frame.text.rfind("\n", 0, sentence.start) + 1
    candidates = (
        topics.owner_before(name.start, sentence.start),
        topics.opening(frame, floor, sentence.start, organisations_only=True),
        topics.default,
    )
    named = (re.sub(r"^年度", "", c) for c in candidates if c and c not in topics.centres and not c.endswith("企业"))
    return next((c for c in named if base(c) not in base(name.name) and base(name.name) not in base(c)), None)


def _description(frame: Frame, name: Name) -> str:
    """The clause that names it."""
    sentence = frame.sentence(name.start)
    clause = around(frame.clauses, name.start) or sentence
    return frame.value(
        clause.start, min(max(clause.end, name.end), sentence.end if sentence.end > name.end else name.end)
    )
