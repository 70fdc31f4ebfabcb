"""Whether a text says that a post is over, and when it began or ended. Pure.

>>> tenure("曾任湖滨大学校长的李文出席。", "校长", "李文").former
True
>>> tenure("2018年3月，张平被任命为江城科学院院长。", "院长", "张平").start
'2018-03'
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tenure:
    """``start`` and ``end`` are ISO 8601 as far as stated, None where the text does not say;
    ``former`` when the post is no longer held."""

    former: bool = False
    start: str | None = None
    end: str | None = None


_ENDS = "。！？!?\n；;"
_HAN = "\u4e00-\u9fff"
# Characters that make another word of 原 and 前 (高原, 原则, 日前, 前往).
_YUAN = r"(?<![高平中草还复燎冰荒])原(?![子料则来因始油材创理煤位文本野生型点著作先件])"
_QIAN = (
    r"(?<![目此日之以提年天月期先空面眼从往跟史支产当会课饭餐事生])"
    r"前(?![往沿身提列景行进来去期后者述夕言瞻哨锋方人年端两三四五几面不所])"
)
_NEAR = re.compile(rf"(?:{_YUAN}|{_QIAN}|前任|时任|已故|离任|卸任|退休)", re.I)
"""Words that make a past post of the title that follows in the same breath."""
_LONG = re.compile(r"曾(?:经|先后|任|担任|为|出任|兼任|当选)|历任|先后(?:任|担任|出任)|此前(?:任|担任|系|是|为)")
"""Words that do so for all titles that follow, until the present is spoken of."""
_NOW = re.compile(
    r"现任|现为|现是|现担任|现系|目前|如今|今任|新任|当选|被?任命|聘任|就任|出任|接任|(?<![曾历先后前])担任"
)
_LEAVING = re.compile(r"卸任|离任|不再(?:担任|兼任|任)|免去|辞去|免职|辞任|被免|任期届满|卸去")
_ENGLISH_BEFORE = re.compile(
    r"\b(?:former(?:ly)?|ex-|past|then[- ]|the late|retired|erstwhile|outgoing|previously|stepped down as|"
    r"resigned as|retired as|(?<!has )(?<!have )(?<!who has )served as|used to be)\b[\s-]*",
    re.I,
)
_ENGLISH_NOW = re.compile(r"\b(?:now|currently|current|present|is|has been|was (?:named|elected|appointed))\b", re.I)
_ENGLISH_UNTIL = re.compile(
    r"\b(?:until|till|to)\s+(?:\w+\s+)?(?=(?:19|20)\d\d)|\b(?:stepped down|left office)\b", re.I
)
_CLEAN = re.compile(
    r"^(?:(?:原任|前任|现任|时任|新任|原|前)(?=[^\s]{2})|(?:former|ex|past|then|the late|current)[\s-]+)+", re.I
)
_PAST_TITLE = re.compile(
    r"^(?:原任|前任|时任|原(?=[^\s]{2})|前(?=[^\s]{2})|(?:former|ex|past|then|the late)[\s-])", re.I
)

_DAY = r"(?:(?:19|20)\d\d)年(?:\s*\d{1,2}月(?:\s*\d{1,2}日)?)?"
_MONTHS = "January February March April May June July August September October November December".split()
_EN_DAY = rf"(?:\d{{1,2}}\s+)?(?:(?:{'|'.join(_MONTHS)})\s+)?(?:\d{{1,2}},\s+)?(?:19|20)\d\d"
_RANGE = re.compile(
    rf"({_DAY}|(?:19|20)\d\d)\s*(?:至|到|—+|–|-|~|～)\s*({_DAY})(?=[^。；]{{0,12}}?任|[^。；]{{0,30}}?(?:期间|担任))"
)
_BEGUN = re.compile(
    rf"(?:自|从|于|在)?({_DAY})(?:起|以来|开始|后)?[，,]?(?:(?![。；]|{_DAY}).){{0,40}}?"
    r"(?:任命|聘任|聘为|聘请|当选|推选|选举|就任|出任|接任|履新|上任|起?担任|起?任(?!务|何|期|职资|务))"
)
_EN_RANGE = re.compile(rf"\bfrom\s+({_EN_DAY})\s+(?:to|until|till)\s+({_EN_DAY})", re.I)
_EN_BEGUN = re.compile(
    rf"(?:\bsince\s+({_EN_DAY})|\b(?:appointed|elected|named|took office|became|appointment|installed)\b"
    rf"(?:(?![.;]).){{0,80}}?\b(?:in|on)\s+({_EN_DAY})|\b(?:in|on)\s+({_EN_DAY}),?(?:(?![.;]).){{0,60}}?"
    r"\b(?:appointed|elected|named|became|took office)\b)",
    re.I,
)


def bare_title(title: str) -> str:
    """A title without the word that says when it was held.

    >>> bare_title("原院长"), bare_title("former president"), bare_title("前台主管")
    ('院长', 'president', '前台主管')
    """
    if re.match(r"前(?:台|端|沿|厅|场)|原(?:子|料|创)", title):
        return title
    return _CLEAN.sub("", title).strip() or title


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence or sentences of which ``text[start:end]`` is a part."""
    left = max((text.rfind(mark, 0, start) for mark in _ENDS), default=-1)
    left = max(left, text.rfind(". ", 0, start))
    rights = [at for mark in _ENDS if (at := text.find(mark, max(end - 1, start))) >= 0]
    stop = text.find(". ", max(end - 1, start))
    right = min([*rights, *([stop] if stop >= 0 else [])], default=len(text))
    return text[left + 1 : right + 1].strip()


def tenure(sentence: str, title: str, person: str) -> Tenure:
    """What a sentence says about the time of a post.

    Args:
        title: the title of the post as the fact has it, which may say "former" itself.
        person: who holds it; what is said behind another person's name is not taken for theirs.
    """
    past = bool(bare_title(title) != title and _PAST_TITLE.match(title))
    bare = bare_title(title)
    places = [found.start() for found in re.finditer(re.escape(bare), sentence, re.I)]
    named = sentence.find(person) if person else -1
    if not places:
        return Tenure(former=past)
    at = min(places, key=lambda place: abs(place - named)) if named >= 0 else places[0]
    start, end = _dates(sentence, at, bare)
    former = past or end is not None or _is_over(sentence, at, named, person, bare)
    return Tenure(former, start, end)


def begun_in(text: str, title: str, person: str) -> str | None:
    """When a present post began, where a sentence of the text states the appointment of this
    person to this title, and no other sentence another time."""
    found = set()
    at = text.find(person) if person else -1
    while at >= 0:
        sentence = sentence_around(text, at, at + len(person))
        if title in sentence:
            said = tenure(sentence, title, person)
            if said.start and not said.former:
                found.add(said.start)
        at = text.find(person, at + len(person))
    return found.pop() if len(found) == 1 else None


def _is_over(sentence: str, at: int, named: int, person: str, title: str) -> bool:
    before = sentence[:at]
    clause = re.split(r"[，,：:]", before)[-1]
    # The breath of the title alone: what a list or another person's name ends does not reach it.
    near = list(_NEAR.finditer(re.split(r"[、（(]", clause)[-1]))
    if near and not _NOW.search(clause[near[-1].end() :]):
        return True
    leaving = _LEAVING.search(sentence)
    if leaving:
        # 免去张平的院长职务; 张平不再担任院长; 任命李文为院长，张平不再担任院长
        clauses = re.split(r"[，,]", sentence)
        about = [one for one in clauses if title in one and (not person or person in one or person not in sentence)]
        about += [one for one in clauses if title in one and _LEAVING.search(one)] if not about else []
        if any(_LEAVING.search(one) for one in about) and not any(re.search("任命|当选|接任", one) for one in about):
            return True
    long = list(_LONG.finditer(before))
    if long:
        since = before[long[-1].end() :]
        if not _NOW.search(since) and (named < 0 or named < long[-1].start() or named > at):
            return True
    past = list(_ENGLISH_BEFORE.finditer(before))
    if past:
        since = before[past[-1].end() :]
        if len(since) <= 90 and not re.search(r"[,;]", since) and not _ENGLISH_NOW.search(since):
            return True
    return bool(re.search(r"\bwas\b", before[-60:]) and _ENGLISH_UNTIL.search(sentence[at:]))


def _dates(sentence: str, at: int, title: str) -> tuple[str | None, str | None]:
    """When it began and ended, where the sentence says so of this title and of one time only."""
    for pattern in (_RANGE, _EN_RANGE):
        spans = list(pattern.finditer(sentence))
        if spans:
            return (_iso(spans[0][1]), _iso(spans[0][2])) if len(spans) == 1 else (None, None)
    if _LEAVING.search(sentence):
        return None, None
    begun = [found for found in _BEGUN.finditer(sentence) if 0 <= at - found.end() <= 40]
    english = list(_EN_BEGUN.finditer(sentence))
    if len(re.findall(_DAY, sentence)) == 1 and begun:
        return _iso(begun[0][1]), None
    if len(english) == 1 and len(re.findall(r"\b(?:19|20)\d\d\b", sentence)) == 1:
        found = english[0]
        return _iso(found[1] or found[2] or found[3]), None
    return None, None


def _iso(text: str) -> str | None:
    """2018年3月5日, 5 March 2018, March 5, 2018 or 2018 in ISO 8601."""
    year = re.search(r"(?:19|20)\d\d", text)
    if not year:
        return None
    chinese = re.fullmatch(r"(\d{4})年?(?:\s*(\d{1,2})月)?(?:\s*(\d{1,2})日)?", text.strip())
    if chinese:
        parts = [part for part in chinese.groups() if part]
    else:
        month = next((number for number, name in enumerate(_MONTHS, 1) if name in text), 0)
        day = re.search(r"\b(\d{1,2})\b", text.replace(year[0], ""))
        parts = [year[0], *([str(month)] if month else []), *([day[1]] if month and day else [])]
    if (len(parts) > 1 and not 1 <= int(parts[1]) <= 12) or (len(parts) > 2 and not 1 <= int(parts[2]) <= 31):
        return parts[0]
    return "-".join([parts[0], *(part.zfill(2) for part in parts[1:])])
