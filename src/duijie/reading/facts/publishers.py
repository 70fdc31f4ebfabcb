"""Who speaks: what 我院, 我校, 我所 stand for in an article."""

from __future__ import annotations

import re
from collections import Counter

from duijie.reading.facts.frame import Frame
from duijie.reading.facts.organisations import is_organisation

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


def we_are(frame: Frame, words: str) -> str | None:
    """What 我院 (also with what follows: 我院湖泊研究所) is in this article: the publisher or the
    institution the publisher begins with, else the one whose leaders the article names, else
    the one it names most often; None when nothing in it ends so."""
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
    homes = [r.organisation for r in frame.roles if r.organisation and _ends_with(end, r.organisation)]
    if homes:
        return Counter(homes).most_common(1)[0][0] + rest
    named = [m.name for m in frame.organisations if _ends_with(end, m.name)]
    counts = Counter(named)
    if counts and (len(counts) == 1 or counts.most_common(1)[0][1] > 1):
        return counts.most_common(1)[0][0] + rest
    return None


def _ends_with(end: re.Pattern[str], name: str) -> bool:
    return re.search(f"(?:{end.pattern})$", name) is not None
