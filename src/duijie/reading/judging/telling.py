"""Whether a number of a text is an indicator that somebody would keep. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from duijie.reading.judging.saying import folded

_SELF = re.compile(
    r"[我本全](?:院|会|校|所|馆|局|台|园|中心|公司|集团|学会|协会|联盟|研究院|研究所)|\b(?:we|our)\b", re.I
)
_LONGEST = 24
_BROKEN = re.compile(r"[“”‘’\"「」『』()（）《》,，;；:：。!?！？]|^(?:其中|平均|大约|合计|共有?|一|二|三|四|五)数?$")


def tells_a_measure(measure: object) -> bool:
    """Whether a measure says what is counted, and is no piece of a sentence.

    >>> tells_a_measure("科研人员数"), tells_a_measure("“主任答应病人的那数"), tells_a_measure("长数")
    (True, False, False)
    """
    text = str(measure or "").strip()
    if _BROKEN.search(text):
        return False
    words = text.split()
    if text.isascii() and (len(words) > 6 or text.endswith((" was", " were", " is", " are"))):
        return False
    return 2 <= len(text.removesuffix("数")) <= (60 if text.isascii() else _LONGEST)


def tells_of(names: Iterable[str], sentence: str, title: str, *, publishes: bool) -> bool:
    """Whether the sentence with a number, or the title above it, names whom the number is of.

    A number further off belongs to the last organisation named only by chance. Who publishes
    (``publishes``) may say "we" of itself.
    """
    text = folded(f"{sentence}\n{title}")
    return any(name and folded(name) in text for name in names) or bool(publishes and _SELF.search(sentence))
