"""Who speaks where something is asked for: people, meetings, documents, those who signed a notice."""

from __future__ import annotations

import re

from duijie.core.text import Span
from duijie.reading.facts import task_words as say
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.spans import inside


def said(frame: Frame, sentence: Span, last: str | None) -> tuple[re.Match[str] | None, str | None]:
    """The first saying verb of a sentence with somebody who says it."""
    for pattern in _SAYING:
        for match in pattern.finditer(sentence.text):
            both = _BOTH.match(match.group())
            who = both.group() if both else _issuer(frame, sentence.start, sentence.start + match.start(), last)
            if who:
                return match, who
    return None, None


_SAYING = (say.SAYING, say.HOPE, say.SUGGESTS, say.HOPE_AT_ALL)


_BOTH = re.compile(r"双方|各方|三方|两[院校国]")
_BESIDE = re.compile(
    r"(?:与|和|对|向|在|致|就|关于|(?:贯彻|学习|落实|传达|重温|宣读|会见)了?|以|、|按照|根据|深入|邀请|同)$"
)


def speaker_in(frame: Frame, start: int, end: int) -> str | None:
    """The first person there who is not one that something is said to or about."""
    for mention in inside(frame.everybody, start, end):
        beside = _BESIDE.search(frame.text[max(start, mention.start - 4) : mention.start])
        reporter = frame.text[mention.end : mention.end + 1] in (")", "]")  # (记者 陈若水)
        if not beside and not reporter:
            return mention.text
    return None


# 周院长表示: whose first name stands elsewhere.
_BY_TITLE = re.compile(
    r"(?:^|[,。、])(?P<surname>[一-鿿])(?:副)?(?:院长|主席|校长|所长|会长|部长|书记|主任|大使|理事长|秘书长|局长|院士|教授|博士)(?:还|也|特别|最后|在[^,]{2,12})*$"
)


def _issuer(frame: Frame, start: int, end: int, last: str | None) -> str | None:
    """Who speaks before a saying verb: a meeting or document, a person, the one before (他),
    an organisation."""
    if match := say.WHO.search(frame.text, start, end + 4):
        return match[0].strip("《》")
    before = frame.text[start:end]
    if re.search(r"(?:[他她]|其)(?:还|并|也|同时|最后|强调|,)*$", before):
        return last
    if person := speaker_in(frame, start, end):
        return person
    if title := _BY_TITLE.search(before):
        named = {m.text for m in frame.everybody if m.text.startswith(title["surname"]) and m.start < end}
        return named.pop() if len(named) == 1 else None
    organisations = [m for m in inside(frame.organisations, start, end) if end - m.end < 8]
    organisations = [m for m in organisations if "的" not in frame.text[m.end : end]]
    if organisations:
        return organisations[-1].name
    if re.match(r"(?:会上|座谈中|讲话中|会谈中|随后|最后|,)*[他她]", before):
        return last
    before = re.sub(r"(?:一致|还|也|均|共同|充分|,)+$", "", before)
    if re.search(r"(?:双方|各方|三方)$", before):
        return before[-2:]
    # 座谈会上,…。最后强调,…: the one who spoke goes on.
    return last if re.fullmatch(r"(?:最后|同时|此外|会上|并|还|就此|对此|讲话|,)*", frame.text[start:end]) else None


_SAYS_AFTER = re.compile(
    r"”[,。]?\s*(?P<who>[一-鿿·]{2,8}?)(?:院士|主席|院长|会长|教授|所长|主任)?(?:还|也|最后)?(?:说|表示|指出|强调|介绍|认为)"
)


def quoted_by(frame: Frame, sentence: Span) -> str | None:
    """Whose words a sentence is that stands in a quotation with its speaker behind it: “…要多做研究。”宋健说."""
    opened = frame.text.rfind("“", 0, sentence.start + 1)
    closed = frame.text.find("”", sentence.start)
    if (
        opened < 0
        or closed < 0
        or frame.text.rfind("”", opened, sentence.start) > opened
        or "\n" in frame.text[opened:closed]
    ):
        return None
    match = _SAYS_AFTER.match(frame.text, closed)
    named = {m.text for m in frame.everybody}
    return match["who"] if match and match["who"] in named else None


_SIGNED = re.compile(r"\n\s*(?P<who>[一-鿿“”]{4,30})\s*\n+\s*(?:19|20)\d\d年\d{1,2}月\d{1,2}日")


def signer(frame: Frame) -> str | None:
    """Who signed a notice, above its date; else whose page it is."""
    signed = _SIGNED.search(frame.text)
    return frame.organisation(signed["who"]) if signed else frame.article.publisher
