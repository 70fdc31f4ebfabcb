"""What English prose asks for and sets as a goal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.reading.facts.frame import Frame
from duijie.reading.facts.spans import inside
from duijie.reading.facts.task_chinese import Ask

_EN_ASKS = frozenset("urged asked required requested demanded called instructed encouraged".split())
_EN = re.compile(
    r"(?<![\w.])[A-Z][^.;\n]{0,90}?\b"
    r"(?P<verb>said|stressed|urged|called|emphasi[sz]ed|required|requested|noted|asked|demanded|instructed|encouraged)\b"
    r"(?P<what>[^.;\n]{12,400})"
)
_EN_MUST = re.compile(r"\b(?:should|must|shall|needs? to)\s+(?P<task>(?!be\b|not\b|have\b)[a-z]+\s[^.;\n]{10,160})")
_EN_TO = re.compile(r"\bto\s+(?P<task>(?!be\b|the\b|have\b)[a-z]+\s[^.;\n]{10,160})")
_EN_PERSON = re.compile(
    r"\b(?:Dr|Prof|Professor|Mr|Ms|Mrs|President|Director)\.?\s+([A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2})"
)
_EN_BODY = re.compile(
    r"\b[Tt]he ((?:meeting|notice|plan|document|forum|council|board|conference|committee|"
    r"alliance|academy|institute|association|(?:two|three) (?:sides|parties|academies|institutions|countries)))\b"
    r"|\b([Bb]oth (?:sides|parties|academies|institutions|countries))\b"
)


_EN_GOAL = re.compile(
    r"(?<![\w.])[A-Z][^.;\n]{0,90}?\b(?P<verb>will(?: further| continue to| jointly| also)*|"
    r"(?:aims?|plans?|seeks?|hopes?|intends?|pledged|agreed|vowed|hop(?:ed|ing)|aim(?:ed|ing)) to|"
    r"(?:is|are) committed to|would like to|(?:is|are|was|were) (?:willing|ready|keen) to|proposed to|"
    r"hope[sd] (?:that )?[\w\s'’]{2,50}? (?:could|would|can|will|to)(?: further| jointly| also)*)\s+"
    r"(?P<task>(?:accelerate|advance|boost|build|carry|co-[a-z]+|collaborate|cooperate|jointly|conduct|hold|join|organi[sz]e|create|deepen|develop|devote|encourage|enhance|establish|"
    r"expand|explore|facilitate|foster|help|implement|improve|increase|invest|launch|open|promote|protect|provide|push|"
    r"raise|set up|share|speed|strengthen|support|train|work|\w+ing)\b\s[^.;\n]{10,160})"
)


_EN_AND_TO = re.compile(r",? and to (?=[a-z]+ \w)")


def find_english(frame: Frame) -> Iterator[Ask]:
    """What people, meetings and organisations ask for, and what they say they will do."""
    for match in _EN_GOAL.finditer(frame.text):
        if who := _speaker(frame, match):
            start = match.start("task")
            for also in [*_EN_AND_TO.finditer(frame.text, start, match.end("task")), None]:
                end = also.start() if also else match.end("task")
                yield Ask(start, end, who, "english", 0.8, match.start())
                start = also.end() if also else end
    for match in _EN.finditer(frame.text):
        pattern = _EN_TO if match["verb"].lower() in _EN_ASKS else _EN_MUST
        asked = pattern.search(frame.text, match.start("what"), match.end("what"))
        who = _speaker(frame, match)
        if asked and who:
            yield Ask(asked.start("task"), asked.end(), who, "english", 1.0, match.start())


def _speaker(frame: Frame, match: re.Match[str]) -> str | None:
    """Who asks in an English sentence: a person, an organisation, a meeting; nobody else."""
    for mention in inside(frame.everybody, match.start(), match.start("verb")):
        return mention.text
    for organisation in inside(frame.organisations, match.start(), match.start("verb")):
        return organisation.name
    if re.match(r"(?:He|She)\b", match.group()):
        before = inside(frame.everybody, 0, match.start())
        earlier = list(_EN_PERSON.finditer(frame.text, 0, match.start()))
        return before[-1].text if before else earlier[-1][1] if earlier else None
    titled = _EN_PERSON.search(frame.text, max(0, match.start() - 6), match.start("verb"))
    if titled:
        return titled[1]
    body = _EN_BODY.search(frame.text, match.start(), match.start("verb"))
    return body[1] or body[2] if body else None
