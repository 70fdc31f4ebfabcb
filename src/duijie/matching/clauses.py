"""Cut free text into clauses, and tell what a clause is for: a wish, a nice-to-have, background.

Pure text work under :mod:`duijie.matching.requirements`. The words here are closed classes of
Chinese and English (verbs of wanting, modals, adverbs of habit, pronouns of the poster),
not words of any trade.
"""

from __future__ import annotations

import re
from typing import Final

from duijie.core.text import has_han
from duijie.matching.variants import folded

MIN_HAN: Final = 4
"""Fewer Chinese characters than this do not stand alone as a clause."""

_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]{0,500}|!--.*?--)>", re.DOTALL)
_INLINE_TAG = re.compile(r"</?(?:a|b|big|code|em|font|i|mark|small|span|strong|sub|sup|u)\b", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_MARKER = re.compile(
    r"""^\s*(?:
        [(（\[【]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z]|[ivxIVX]{1,4})\s*[)）\]】][、.．:：]?
      | (?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:[、)）]|[.．](?!\d)|[:：](?!\d))
      | [a-zA-Z]\s*[)）.](?=\s)
      | [①-⑳⑴-⒇❶-❿㈠-㈩]
      | [-*•·●○◦▪■◆◇►▶✓✔➢–—]+(?=\s|[^\W\d_])
    )\s*""",
    re.VERBOSE,
)
# Where a list was typed into one line: "1. 成本低；2. 占地小" or "①…②…".
_INLINE_MARKER = re.compile(
    r"(?:(?<=[。；;,，:：、.\s!?！？)])|^)(?=(?:\d{1,2}\s*[、)）.．](?!\d)|"
    r"[(（]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-z])\s*[)）]))|(?=[①-⑳⑴-⒇❶-❿㈠-㈩])"
)

_WE = (
    r"(?:我们?|我[方司厂校院局县市区镇村矿店所]|我公司|[本该敝](?:公司|厂|院|校|局|"
    r"单位|所|社|项目|课题|平台)|公司|单位|厂里|"
    r"(?:现|今|故|遂|为此|因此|所以|于是|眼下|目前|现在|另外|此外|同时|并且?|还|也|又|"
    r"而且|且|更|急|亟|正|就|特|诚|诚挚|非常|十分|迫切|真|都))"
)
# Verbs that only someone who wants something is the subject of.
_WANT_ZH = (
    r"希望(?:能够?|可以|有|找到?|得到|获得|借助|通过|是)?|期望(?:能够?)?|盼望?(?:能够?)?|期待(?:能够?)?|渴望|"
    r"(?<![理思联设猜构梦幻感料预空])想(?:要|找到?|请|寻求?|试)?(?![象法到来起想])|"
    r"寻[求找](?:到)?|征集|征求|诚征|招募|求购|(?<![要需请追谋力寻])求(?=一|个|能)|"
    r"(?:拟|计划|打算|准备)(?=[用以采引建开把通委寻找在])|有意(?=[用以采引建开把通委寻找])|欲"
)
_NEED_ZH = (
    r"(?<!不)需要?(?:的是|有|能够?)?(?![求])|急需|亟需|亟待|要求(?:是|为)?|请问|请(?!教|假|勿)(?:能|专家|给出|提供)?"
)
_SHOULD_ZH = (
    r"必须|务必|须(?!知)|应当|应该|应(?![用变对急力答付届聘邀收届运])|得(?=[能有])|"
    r"一定要|(?<![只主重需必想还不首次])要(?![求点素害么是不紧])"
)
_CAN_ZH = r"(?:能够?|可以?)(?=[^力量源耗见惜能])"
_QUESTION_ZH = r"如何|怎么|怎样|有没有|能否|能不能|可否|哪些|哪种"
_NICE_ZH = (
    r"最好|优先|最理想|若能|如能|如果能|要是能|若可|如可|宜(?=[能有])|(?:则|就|"
    r"那就)更?[好佳]|加分|可选|如有可能|有条件的?话|倾向于?"
)
_NICE_EN = (
    r"ideally|prefer(?:ably|red|ence|s|ring)?|nice[- ]to[- ]have|would be (?:nice|good|"
    r"great|useful|helpful|welcome|a plus|a bonus|an advantage)|"
    r"if (?:at all )?possible|where possible|optional(?:ly)?|as a bonus|(?:is|"
    r"are) a plus|would (?:also )?(?:help|like)(?= our| us)|desirable|welcome"
)
_WANT_EN = (
    r"(?:(?:we|i|our \w+(?: \w+)?|they|the \w+(?: \w+)?|which|who) )?(?:(?:therefore|"
    r"now|also|still|would|urgently|hereby|really) ){0,2}"
    r"(?:need(?:s|ed|ing)?|want(?:s|ed)?|seek(?:s|ing)?|require[sd]?|wish(?:es)?|"
    r"hope[sd]?|desire|request(?:s|ed)?|expect(?:s|ed)?|look(?:s|ing)? for|"
    r"(?:am|are|is) (?:also |now |currently |therefore )?(?:looking for|seeking|"
    r"searching for|in search of|in need of|interested in|hoping|asking|after)|"
    r"would like|plan(?:s)? to|intend(?:s)? to|call(?:s|ing)? for|"
    r"invite)\b(?: to)?(?: (?:find|have|get|obtain|see|know|learn|"
    r"understand))?(?: (?:for|that))?"
)
_SHOULD_EN = (
    r"\b(?:must|should|shall|has to|have to|ought to|needs? to|is to|are to|required|"
    r"wanted|please|let us know|tell us)\b"
)
_CAN_EN = r"\b(?:can|could|able to|capable of|so that|without)\b"
_QUESTION_EN = (
    r"\bhow (?:can|could|do|should|to|much|many)\b|\bwhat (?:is|are|would|can)\b|"
    r"\bwhich\b|\bis there\b|\bcan (?:we|anyone|you)\b"
)
_HABIT = re.compile(
    r"每[天日次年月周回批班]|目前|现有|现行|如今|现在|一直|经常|常常|往往|总是|总要|"
    r"以往|过去|以前|原先|原来|传统|历来|都要|只能|不得不|"
    r"\b(?:because|since|although|currently|at present|today|now|always|often|usually|"
    r"every (?:day|week|month|year)|previously|so far|existing|present|only|has been|"
    r"have been|had)\b"
)
_START_OVER = re.compile(
    r"^\s*(?:但是?|可是|然而|不过|因为|由于|而目前|目前|现在|现有|我们是|我[司厂]是|"
    r"but|however|because|since|at present|currently|so far)"
)
_ABOUT_US = re.compile(
    r"^\s*(?:我们?(?:公司|厂|院|校|合作社)?是|我(?:公司|司|厂|院|校|局|单位)(?:是|位于|"
    r"成立|主要|专业|从事)|本(?:公司|厂|单位|院)(?:是|为|位于|成立|主要|从事)|"
    r"(?:we|our (?:company|firm|plant|factory|mill|hospital|farm|team)) (?:are|is|was|"
    r"were|make|makes|produce|produces|run|runs|operate|operates|sell|sells|"
    r"manufacture|manufactures|have|has)\b)"
)

_STRONG = re.compile(
    rf"{_WANT_ZH}|{_NEED_ZH}|{_NICE_ZH}|(?:必须|务必|应当|应该|一定要)|\b(?:{_NICE_EN})|\b{_WANT_EN}|{_SHOULD_EN}"
)
_WEAK = re.compile(rf"{_SHOULD_ZH}|{_CAN_ZH}|{_QUESTION_ZH}|{_CAN_EN}|{_QUESTION_EN}")
# A form's own heading: 技术需求：…, Requirement: …
_HEADING = re.compile(
    r"^\s*(?:(?:技术|项目|合作|企业|具体|主要)?(?:需求|难题|课题|目标)(?:名称|描述|内容)?|"
    r"(?:technical )?(?:needs?|requirements?|problem|goal))"
    r"\s*[:：]\s*(?=\S)"
)
_NICE = re.compile(rf"{_NICE_ZH}|\b(?:{_NICE_EN})")
_LEAD = re.compile(
    rf"^(?:{_WE}|[\s,，、:：])*(?:(?:{_NICE_ZH})(?:是|能|有|可)?|(?:{_WANT_ZH}|"
    rf"{_NEED_ZH}|{_SHOULD_ZH})(?:能够?|可以|有(?=[一能可]))?)+[\s,，:：]*"
)
_LEAD_EN = re.compile(
    rf"^(?:(?:and|so|thus|therefore|also|in addition|finally|but|then|at the same time)[\s,]+)*"
    rf"(?:(?:{_NICE_EN}|{_WANT_EN}|(?:it|they|this|the (?:solution|result|outcome|"
    rf"method|system|device|product|process|unit|material)s?) "
    rf"(?:must|should|shall|has to|have to|needs? to|"
    rf"ought to)(?: also)?(?: be(?= \w+(?:ed|able|ible)\b))?|please|ideally)[\s,:]*)+"
    rf"(?:(?:it|they|this|the (?:solution|result|outcome|method|system)) (?:must|should|shall|would|can)(?: also)? )?"
)
_JOINT = re.compile(
    r"^(?:并且?|而且|且|同时|以及|又|也|还|从而|另外|此外|其次|然后|再(?=[^生利])|"
    r"(?:and|or|also|as well as|plus|then|together|that)\b)[\s,，]*"
)
_WE_WANT_EN = re.compile(
    r"\b(?:we|i|our [a-z]+(?: [a-z]+)?) (?:(?:therefore|now|also|still|urgently) )?"
    r"(?:need|want|seek|require|wish for|hope for|would like|(?:are|am) (?:looking|searching) for)s?\b(?: to)? "
)
_WANT_ALONE = re.compile(rf"{_WANT_ZH}")


def plain(text: str) -> str:
    """A pasted text without HTML tags, scripts and entities; anything else is left as it is."""
    if "<" in text:
        text = _TAG.sub(lambda tag: "" if _INLINE_TAG.match(tag.group()) else "\n", _SCRIPT.sub(" ", text))
    return _ENTITY.sub(" ", text)


def content(clause: str) -> int:
    """How much a clause holds: Chinese characters, and two for a Latin word of two or more letters."""
    han = sum(1 for char in clause if has_han(char))
    return han + 2 * len(re.findall(r"[A-Za-z]{2,}", clause)) + len(re.findall(r"\d+(?:\.\d+)?", clause))


def listed(text: str) -> tuple[str, list[str]]:
    """What stands before a list, and its items without their markers; no items when the text
    has no list of two or more."""
    lines = [line for line in text.split("\n") if line.strip()]
    if sum(1 for line in lines if _MARKER.match(line)) < 2:
        lines = [piece for line in lines for piece in _INLINE_MARKER.split(line) if piece.strip()]
    preface: list[str] = []
    items: list[str] = []
    for line in lines:
        marker = _MARKER.match(line)
        if marker:
            items.append(line[marker.end() :])
        elif items:
            items[-1] += " " + line.strip() if not items[-1].rstrip().endswith(tuple("。；;.!！")) else ""
        else:
            preface.append(line)
    if len(items) < 2:
        return text, []
    return "\n".join(preface), items


_ZH_CUT = re.compile(r"(?<!\d)[，,]|[，,](?!\d{3})|[；;：:](?!\d)|——")
_EN_CUT = re.compile(r",(?!\d)\s+|;\s*|:\s+|\s[–—]\s|\s+-\s+")


def clauses(sentence: str) -> list[str]:
    """The clauses of a sentence, cut at commas and stronger marks outside brackets."""
    cut = _ZH_CUT if has_han(sentence) else _EN_CUT
    depth, pieces, start = 0, [], 0
    marks = {match.start(): match.end() for match in cut.finditer(sentence)}
    for position, char in enumerate(sentence):
        if char in "（([【":
            depth += 1
        elif char in "）)]】":
            depth = max(0, depth - 1)
        elif depth == 0 and position in marks:
            pieces.append(sentence[start:position])
            start = marks[position]
    pieces.append(sentence[start:])
    return [piece.strip(" \t\n。.!！?？;；,，、:：") for piece in pieces if piece.strip(" \t\n。.!！?？;；,，、:：")]


def headed(sentence: str) -> str:
    """What stands behind the heading of a need (技术需求：…) at the start of a sentence, or ""."""
    match = _HEADING.match(folded(sentence))
    return sentence[match.end() :] if match else ""


def wishes(clause: str) -> int:
    """2 when a clause says that something is wanted, 1 when its words may but need not
    (能, 要, can, how), 0 when they do not. What is habit (每天需要…) is not wanted."""
    text = folded(clause)
    strong = _STRONG.search(text)
    if strong:
        habit = _HABIT.search(text[: strong.start()])
        if not habit or _WANT_ALONE.match(text, strong.start()):
            return 2
        return 0
    return 1 if _WEAK.search(text) else 0


def is_nice(clause: str) -> bool:
    """Whether a clause is a nice-to-have (最好, 优先, ideally, preferably)."""
    return _NICE.search(folded(clause)) is not None


def starts_over(clause: str) -> bool:
    """Whether a clause turns back to the background (但, 由于, however) or to who the poster is."""
    text = folded(clause)
    return _START_OVER.search(text) is not None or _ABOUT_US.search(text) is not None


def about_us(clause: str) -> bool:
    """Whether a clause only introduces the poster."""
    return _ABOUT_US.search(folded(clause)) is not None


def core(clause: str) -> str:
    """A wish clause without the words of wanting and joining in front of what is wanted."""
    text = clause
    for pattern in (_JOINT, _LEAD, _JOINT) if has_han(text) else (_JOINT, _LEAD_EN, _JOINT):
        match = pattern.search(folded(text))
        if match and content(text[match.end() :]) >= 2:
            text = text[match.end() :]
    if not has_han(text):
        # Before investing we want a comparison: the occasion is not part of what is wanted.
        inner = _WE_WANT_EN.search(folded(text)[:80])
        rest = text[inner.end() :] if inner else ""
        text = rest if content(rest) >= MIN_HAN else text
    else:
        # 物流公司希望…: whoever hopes is not part of what is hoped for.
        inner = _WANT_ALONE.search(folded(text)[:24])
        if inner and inner.group().startswith(
            ("希望", "期望", "寻", "想要", "想找", "想请", "征集", "计划", "拟", "打算")
        ):
            rest = text[inner.end() :]
            text = rest if content(rest) >= MIN_HAN else text
    return text.strip(" \t\n,，、:：")
