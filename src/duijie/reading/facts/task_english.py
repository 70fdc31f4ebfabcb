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
_EN_WILL = re.compile(
    r"\b(?:will|plans? to|aims? to|hopes? to)\s+(?P<task>(?!be\b|not\b|have\b)[a-z]+\s[^.;\n]{10,160})"
)
_EN_OURS = re.compile(r"\b[Oo]ur (?:goal|aim|mission|purpose|hope) is to\s+(?P<task>[a-z]+\s[^.;\n]{10,160})")
# Members shall submit reports: the rules of a body.
_EN_SHALL = re.compile(
    r"\b(?:[Mm]embers?|[Pp]arties|[Aa]pplicants|[Pp]articipants|[Tt]he (?:[Ss]ecretariat|[Cc]ouncil|[Bb]oard|"
    r"[Cc]ommittee|[Pp]arties|[Pp]resident|[Aa]cademies))\s+(?:shall|must)\s+(?P<task>(?!be\b|not\b|have\b)[a-z]+\s[^.;\n]{10,160})"
)
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
    r"(?:is|are) (?:committed|set|planning|about) to|(?:is|are) to|plans? on|would like to|"
    r"(?:is|are|was|were) (?:willing|ready|keen) to|proposed to|"
    r"hope[sd] (?:that )?[\w\s'’]{2,50}? (?:could|would|can|will|to)(?: further| jointly| also)*)\s+"
    r"(?P<task>(?:accelerate|advance|boost|build|carry|co-[a-z]+|collaborate|cooperate|jointly|conduct|hold|join|organi[sz]e|create|deepen|develop|devote|encourage|enhance|establish|"
    r"expand|explore|facilitate|fund|foster|serve|back|recogni[sz]e|identify|celebrate|spur|bring|award|provide|give|help|implement|improve|increase|invest|launch|open|promote|protect|provide|push|"
    r"raise|set up|share|speed|strengthen|support|train|work|\w+ing)\b\s[^.;\n]{10,160})"
)


# “… should share resources,” says Cao Jinghua.
_EN_SAYS_AFTER = re.compile(
    r"“(?P<what>[^“”\n]{12,400})[,.]?”[,.]?\s*(?:says?|said|adds?|added|stress(?:es|ed)|explains?|explained)\s+"
    r"(?P<who>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3})"
)
_EN_AIM = re.compile(
    r"\b(?:aims?|goals?|missions?|purposes?|objectives?|mandate|task)\b"
    r"(?:\s+of\s+(?P<who>(?:the\s+)?[A-Z][\w'’ -]{2,60}?))?\s+(?:is|are|was|were)\s+to\s+"
    r"(?P<task>[a-z]+\s[^.;\n]{10,200})"
)
# has four priorities: Provide advice. Strengthen the network.
_EN_LIST = re.compile(
    r"\b(?:priorities|goals|objectives|aims|missions?|tasks)(?:\s+(?:are|include))?:\s*(?P<list>[^\n]{12,1200})"
)
_EN_ITEM = re.compile(r"(?<=[:.;•)]\s)(?P<task>[A-Z][a-z]+\s[^.;•]{10,200})")
_EN_DOING = re.compile(
    r"(?:Provide|Strengthen|Champion|Position|Promote|Support|Develop|Build|Foster|Advance|Enhance|Improve|Increase|Establish|Create|"
    r"Encourage|Expand|Facilitate|Train|Deepen|Implement|Ensure|Raise|Share|Protect|Deliver|Help|Work|Lead|Coordinate|Identify|Mobili[sz]e|Reduce)\b"
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
    yield from _quoted(frame)
    yield from _aims(frame)
    for match in _EN_SHALL.finditer(frame.text):
        yield Ask(match.start("task"), match.end("task"), frame.article.publisher, "english", 0.9, match.start())
    for match in _EN.finditer(frame.text):
        pattern = _EN_TO if match["verb"].lower() in _EN_ASKS else _EN_MUST
        asked = pattern.search(frame.text, match.start("what"), match.end("what"))
        who = _speaker(frame, match)
        if asked and who:
            yield Ask(asked.start("task"), asked.end(), who, "english", 1.0, match.start())


def _quoted(frame: Frame) -> Iterator[Ask]:
    """What somebody says in quotation marks in front of their name."""
    for match in _EN_SAYS_AFTER.finditer(frame.text):
        for pattern in (_EN_MUST, _EN_WILL, _EN_OURS):
            for asked in pattern.finditer(frame.text, match.start("what"), match.end("what")):
                yield Ask(asked.start("task"), asked.end("task"), match["who"], "english", 1.0, match.start())


def _aims(frame: Frame) -> Iterator[Ask]:
    """What somebody is there for, in a sentence or in a list behind a colon."""
    for match in _EN_AIM.finditer(frame.text):
        if frame.text.count("“", 0, match.start()) > frame.text.count("”", 0, match.start()):
            continue  # whose aim it is stands behind what they say
        named = inside(frame.organisations, 0, match.start("task"))
        who = match["who"] or (named[-1].name if named else frame.article.publisher)
        yield Ask(match.start("task"), match.end("task"), who, "english", 0.8, match.start())
    for match in _EN_LIST.finditer(frame.text):
        named = inside(frame.organisations, 0, match.start())
        for item in _EN_ITEM.finditer(frame.text, match.start("list") - 1, match.end("list")):
            if not _EN_DOING.match(item["task"]):
                break
            who = named[0].name if named else frame.article.publisher
            yield Ask(item.start("task"), item.end("task"), who, "english", 0.9, match.start())


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
