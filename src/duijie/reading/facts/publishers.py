"""Who speaks: what 我院, 我校, 我所 stand for in an article."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from duijie.reading.facts.frame import Frame
from duijie.reading.facts.organisations import is_organisation
from duijie.reading.facts.spans import starting

_ENDS = {
    "院": r"(?:科学院|研究院|工程院|研究生院|学院|医院|社科院|中科院|农科院|院)",
    "校": r"(?:大学|学院|学校|中学)",
    "所": r"(?:研究所|所)",
    "会": r"(?:学会|协会|委员会|联合会|促进会|研究会|基金会|科协)",
    "委": r"(?:委员会|委)",
    "局": "局",
    "部": "部",
    "司": "公司",
    "省": "省",
    "市": "市",
}
WE = re.compile(r"我(?P<kind>[院校所会委局部])(?![们国家长员士])")

_TO_US = re.compile(r"(?:访问|考察|参观|调研|来|到|赴|抵|临|对|与|和|同|向|邀请?)$")
_WITH_US = re.compile(r"[^,。;]{0,12}[与和同]")


def we_are(frame: Frame, words: str) -> str | None:
    """What 我院 (also with what follows: 我院湖泊研究所) is in this article: the publisher or the
    institution the publisher begins with, else the one whose leaders the article names, unless
    it stands beside 我院 itself; None when nothing ends so."""
    match = WE.match(words)
    if match is None:
        return None
    end = re.compile(_ENDS[match["kind"]])
    rest = words[match.end() :]
    publisher = frame.article.publisher
    if publisher:
        parts = [publisher[: m.end()] for m in end.finditer(publisher)]
        whole = next((p for p in parts if len(p) > 2 and is_organisation(p)), None)
        if whole:
            return whole + rest
    others = _spoken_to(frame, match.group())
    homes = [r.organisation for r in frame.roles if r.organisation and _ends_with(end, r.organisation)]
    homes = [h for h in homes if not any(h.endswith(o) or o.endswith(h) for o in others)]
    if homes:
        return Counter(homes).most_common(1)[0][0] + rest
    return None


@lru_cache(maxsize=8)  # each 我校 of an article asks the same
def _spoken_to(frame: Frame, we: str) -> frozenset[str]:
    """The organisations that deal with 我校, and so are somebody else: 北湖大学校长访问我校, 我校与北湖大学签署…."""
    others: set[str] = set()
    for match in re.finditer(we, frame.text):
        sentence = frame.sentence(match.start())
        if _TO_US.search(frame.text, sentence.start, match.start()):
            others.update(m.name for m in starting(frame.organisations, sentence.start, match.start()))
        if _WITH_US.match(frame.text, match.end(), sentence.end):
            others.update(m.name for m in starting(frame.organisations, match.end(), sentence.end))
    return frozenset(others)


def _ends_with(end: re.Pattern[str], name: str) -> bool:
    return re.search(f"(?:{end.pattern})$", name) is not None
