"""What was agreed: a verb of signing with what was signed; a mere mention is no agreement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from duijie.core.text import Span
from duijie.reading.facts import agreement_english
from duijie.reading.facts.agreement_merging import GENERAL, Agreement, merged, with_signatories
from duijie.reading.facts.agreement_parties import (
    akin,
    home_of,
    pair_before,
    parties_around,
    parties_before,
    parties_of_title,
    represented,
    signatories,
)
from duijie.reading.facts.dates import DateMention
from duijie.reading.facts.event_mention import date_of
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.role_mention import RoleMention
from duijie.reading.facts.types import Fact

_KIND = (
    "协议书|协议|协定|备忘录|合同|意向书|路线图|联合声明|声明|公报|宣言|议定书|倡议书|公约|条约|"
    "责任书|契约|合作计划|合作文件|约定书|框架文件|会谈纪要|合作文本"
)
_SIGN = re.compile(
    r"(?:共同|联合|正式|续|补|分别|现场|代表双方|双方)?(?P<verb>签署|签订|签定|续签|达成|缔结|签下|"
    r"换签)(?:并(?:发布|交换|互换))?(?:了|下)?"
)
_OBJECT = re.compile(
    rf"(?:关于[^,。;《》]{{2,40}}?的?)?(?:[^,。;:!?\n《》]{{0,40}}?(?:{_KIND})(?:[、"
    rf"和及与][^,。;:!?\n《》]{{0,20}}?(?:{_KIND}))?)(?![的书签框中内]|以来|期间)"
)
_OBJECT_TOLD_OF = re.compile(
    rf"[^,。;:!?\n《》的]{{0,24}}?(?:{_KIND})(?=的(?:重要|主要|具体|一项|重点|核心)?(?:内容|成果|举措|任务|要求|项目))"
)
_TITLES = re.compile(
    r"\s*(?:题为|名为|了)?\s*(?P<titles>《[^《》\n]{2,120}》(?:\s*[、和及与,]?\s*《[^《》\n]{2,120}》)*)"
)
_SIGNED_LATER = re.compile(
    r"《(?P<title>[^《》\n]{4,100})》(?:等)?[^,。;《》\n]{0,16}?(?:正式签署|签署|签订|正式签约|签约|签字)(?!国|方|人)"
)
_CEREMONY = re.compile(
    rf"(?P<title>[\u4e00-\u9fff“”]{{0,24}}?(?:{_KIND}))(?:的|在[^,。;与和]{{2,16}})?(?:正式|成功|顺利)?(?:签署|签订|签约|签字)(?:仪式|(?=[,。;\n]))|"
    rf"(?P<what>[\u4e00-\u9fff]{{0,12}})签约仪式|(?:正式|成功)签约|签约(?=[,。\n]|共建|成立|$)"
)
_AT_THE_MEETING = re.compile(r"见证下|会上|仪式上|会后|会议期间|当天|现场|代表双方")
_PARTIES_IN_OBJECT = re.compile(rf"(?P<parties>[^的]+[与和][^的]+)的(?P<title>[^的]*(?:{_KIND}))")
_NOT_YET = re.compile(
    r"(?:拟|计划|推动|争取|建议|商谈|洽谈|尚未|未|不|将|可|如|若|待|促成|希望|有望|准备|探讨|磋商|力争|"
    r"按照|根据|需)[^,。;与和]{0,6}$|(?:鼓励|支持|引导|要求|允许|应当|必须|积极|推动|促成|力争|争取|可(?=[与以同])|将(?=[与同和在])|"
    r"拟(?=[与同])|[应须需](?=[与同]))[^,。;]{0,24}$"
)
_IN_PASSING = re.compile(r"的?(?:基础上?|框架下|框架内|前提下|以来|要求|规定|约定|内容|有效期|到期|周年)")
_IS_AGREEMENT = re.compile(rf"(?:{_KIND}|计划|纲要|方案|办法)(?:[(（].*[)）])?$")
_EACH = re.compile(r"分别[与和同]")
_AND = re.compile(r"[与和同]")
_QUANTITY = re.compile(
    r"^(?:了|一系列|多项|多个|多份|若干|系列|相关|有关|[\d一二三四五六七八九十两百]+(?:余|多)?(?:项|份|"
    r"个|批|单(?!位)))+(?:的)?"
)
_SEVERAL = re.compile(r"^了?(?:一系列|多项|多个|多份|若干|系列|[2-9二三四五六七八九十两]\d*余?多?[项份个批])")
# 合作意向书|及|展览协议: two papers.
_TWO_PAPERS = re.compile(r"(?<=[议书录同])(?:、|和|及|以及|与)(?=[^,。;、]{3,})")
# Who put their names to it, told for itself: …由陈若水与李望签署; 陈若水和李望作为双方代表在…上签字.
# Who arranged the signing is no party to it: 由江城大学与湖泊学会联合承办的|….
_HOSTED = re.compile(r"(?:主办|承办|协办|举办|组织|主持)的")
# Nor is who came to see it: 所长周洪陪同并出席|….
_CAME = re.compile(r"(?:主办|承办|协办|举办|组织|主持)的|(?:出席|列席|参加)了?")
_PASSIVE = re.compile(
    rf"(?P<title>[\u4e00-\u9fff“”]{{0,16}}?(?:{_KIND}))[^。;\n]{{0,70}}?由(?P<who>[^。;\n]{{4,120}}?)(?:共同|分别|代表双方)*"
    r"(?P<verb>签署|签订|签字)"
)
_FOR_BOTH = re.compile(r"(?P<title>)代表(?:双方|各方|三方|两[院校家会所国])(?P<verb>签字|签署)(?=[,。;\n]|$)")
_PAPER = re.compile(
    rf"在(?:了)?(?P<title>[^,。;:\n]{{0,40}}?(?:{_KIND}|文本))(?:文本|书)?上(?:正式|分别|共同)?(?P<verb>签(?:字|名|署))"
)
_BARE = re.compile(rf"(?:{_KIND})")


def find(frame: Frame) -> Iterator[Fact]:
    """The agreements that an article says were made."""
    roles = frame.roles
    signed = [*_signed(frame, roles), *_signed_later(frame)]
    ceremonies = list(_ceremonies(frame, roles, {frame.sentence(a.end - 1).start for a in signed}))
    found = [
        *signed,
        *ceremonies,
        *_on_paper(frame),
        *agreement_english.find(frame),
        *agreement_english.signings(frame),
    ]
    kept = merged(frame, [a for a in found if a.title or a.by_people or len(a.parties) > 1])
    for agreement in with_signatories(kept, [a for a in found if a.signatories and not a.title]):
        yield frame.fact(
            "agreement",
            agreement.start,
            agreement.end,
            agreement.rule,
            agreement.confidence,
            title=agreement.title,
            parties=list(agreement.parties),
            signatories=list(agreement.signatories),
            date=agreement.date,
        )


def _signed(frame: Frame, roles: tuple[RoleMention, ...]) -> Iterator[Agreement]:
    """签署《…》, 签署了…协议."""
    text = frame.text
    for verb in _SIGN.finditer(text):
        sentence = frame.sentence(verb.start())
        if _NOT_YET.search(text[max(sentence.start, verb.start() - 28) : verb.start()]):
            continue
        titles = _TITLES.match(text, verb.end(), sentence.end)
        if titles:
            end = titles.end()
            names = list(re.findall(r"《([^《》]+)》", titles["titles"]))
            if not any(_IS_AGREEMENT.search(n) for n in names) and verb["verb"] == "达成":
                continue
        else:
            thing = _OBJECT.match(text, verb.end(), sentence.end) or _told_of(frame, sentence, verb)
            if thing is None or (
                verb["verb"] == "达成" and "协" not in thing.group() and "备忘录" not in thing.group()
            ):
                continue
            told = thing.re is _OBJECT_TOLD_OF
            if thing.group().startswith("的") or (_IN_PASSING.match(text, thing.end()) and not told):
                continue  # 双方签署的协议, 在签署协议的基础上: known from before
            if re.search(r"(?:并|举行|召开|指出|表示)", thing.group()):
                continue
            if _SEVERAL.search(thing.group()) and not _AND.search(text, sentence.start, verb.start()):
                continue  # 签署4项合作协议: which ones the text tells behind it
            end = thing.end()
            if named := _PARTIES_IN_OBJECT.fullmatch(thing.group()):
                inside = [m.name for m in frame.organisations if thing.start() <= m.start and m.end <= end]
                if len(inside) > 1:
                    start = _quote_start(frame, sentence, verb.start())
                    yield Agreement(named["title"], tuple(inside), (), None, start, end, "signed-of", 0.86)
                    continue
            names = [_untitled(part) for part in _TWO_PAPERS.split(thing.group())]
        yield from _each(frame, sentence, verb, end, names, roles)


def _told_of(frame: Frame, sentence: Span, verb: re.Match[str]) -> re.Match[str] | None:
    """What 甲和乙签订合作协议的重要内容 speaks of: signed, where both stand right before the verb."""
    thing = _OBJECT_TOLD_OF.match(frame.text, verb.end(), sentence.end)
    return thing if thing and len(pair_before(frame, sentence, verb.start())) == 2 else None


def _each(
    frame: Frame,
    sentence: Span,
    verb: re.Match[str],
    end: int,
    names: list[str],
    roles: tuple[RoleMention, ...],
) -> Iterator[Agreement]:
    before = represented(frame, sentence.start, verb.start()) or pair_before(frame, sentence, verb.start())
    before = before or parties_before(frame, sentence, verb.start(), roles)
    parties = parties_around(frame, sentence, before, verb.start())
    if pairs := _pairs(frame, sentence, verb.start()):
        for pair in pairs:
            for name in names:
                yield Agreement(name or None, pair, (), None, sentence.start, end, "signed-in-pairs", 0.85)
        return
    signed = signatories(frame, sentence, verb.start())
    date = date_of(frame, sentence, verb.start(), end) or _day_of_meeting(frame, sentence)
    start = _quote_start(frame, sentence, verb.start())
    # A 分别与 B、C 签署《一》《二》: each partner has one of them.
    shared = len(names) > 1 and "分别" in frame.text[sentence.start : verb.start()]
    apart = shared and len(names) == len(signed) - 1
    divided = shared and len(names) == len(parties) - 1
    rows = [parties]
    ours = len(before) > 1 and before[0] == parties[0] and _opens(frame, sentence, verb.start(), parties[0])
    if not shared and len(parties) > 2 and ours and _EACH.search(frame.text, sentence.start, verb.start()):
        rows = [(parties[0], other) for other in parties[1:]]  # 分别与甲、乙签署: with each one
    for i, name in enumerate(names):
        for row in rows:
            own = parties_of_title(name) or ((parties[0], parties[i + 1]) if divided else row)
            title = name or None
            # On pages at first sight 6 of 9 had all parties right before what they showed was mended.
            sure = 0.9 if title and not GENERAL.fullmatch(title) else 0.86
            sure -= 0.0 if len(own) >= 2 and len(before) >= 2 else 0.04 if len(own) >= 2 else 0.25
            people = (signed[0], signed[i + 1]) if apart else signed
            value = date.value if date else None
            by_people = bool(own) and _only_of(frame, own, people)
            yield Agreement(title, own, people, value, start, end, "signed", round(sure, 2), by_people)


def _opens(frame: Frame, sentence: Span, verb: int, party: str) -> bool:
    """Whether a party is the one that signs with each of the others: it does not stand behind 分别与."""
    each = _EACH.search(frame.text, sentence.start, verb)
    behind = frame.organisations if each else ()
    return not any(each and m.name == party and each.end() <= m.start < verb for m in behind)


def _only_of(frame: Frame, parties: tuple[str, ...], people: tuple[str, ...]) -> bool:
    """Whether the parties are known from the posts of those who signed alone."""
    homes = [home for home in (home_of(frame, p) for p in people) if home]
    return bool(homes) and all(any(akin(frame, home, party) for home in homes) for party in parties)


def _day_of_meeting(frame: Frame, sentence: Span) -> DateMention | None:
    """The one day the article has named so far, for what was signed at the meeting it tells of."""
    if not _AT_THE_MEETING.search(sentence.text):
        return None
    days = {d.value: d for d in frame.dates if d.end <= sentence.start and d.value and len(d.value) == 10}
    return next(iter(days.values())) if len(days) == 1 else None


def _pairs(frame: Frame, sentence: Span, verb: int) -> list[tuple[str, str]]:
    """A与B、C与D签署: each two for themselves; empty when there is no more than one pair."""
    inside = [m for m in frame.organisations if sentence.start <= m.start and m.end <= verb]
    gaps = [frame.text[a.end : b.start] for a, b in pairwise(inside)]
    regular = len(inside) >= 4 and len(inside) % 2 == 0
    if (
        not regular
        or not all(g in ("与", "和", "同") for g in gaps[::2])
        or not all(g in ("、", ",") for g in gaps[1::2])
    ):
        return []
    return [(inside[i].name, inside[i + 1].name) for i in range(0, len(inside), 2)]


def _quote_start(frame: Frame, sentence: Span, verb: int) -> int:
    """The clause of the verb, with the one before it if that names who signs."""
    comma = max((frame.text.rfind(c, sentence.start, verb) for c in ",:"), default=-1)
    if comma > 0 and not any(comma < m.start < verb for m in frame.organisations):
        comma = max((frame.text.rfind(c, sentence.start, comma) for c in ",:"), default=-1)
    start = comma + 1 if comma >= 0 else sentence.start
    return start + len(frame.text[start:verb]) - len(frame.text[start:verb].lstrip())


def _untitled(words: str) -> str:
    """The name of what was signed, without number and 了; empty when only its kind is said."""
    words = _QUANTITY.sub("", words.strip())
    if words.count("“") != words.count("”"):
        words = words.removeprefix("“")  # “…协议”: the object ended before the closing mark
    elif words.startswith("“") and words.endswith("”"):
        words = words[1:-1]
    words = re.sub(r"^(?:为期[^的]{1,6}的|新的|新一期|有关|相关)", "", words)
    return "" if _BARE.fullmatch(words) else words


def _signed_later(frame: Frame) -> Iterator[Agreement]:
    """《…协议》在江城签署."""
    for match in _SIGNED_LATER.finditer(frame.text):
        sentence = frame.sentence(match.start())
        if not _IS_AGREEMENT.search(match["title"]) or _NOT_YET.search(
            frame.text[max(0, match.start() - 8) : match.start()]
        ):
            continue
        parties = parties_of_title(match["title"]) or parties_before(frame, sentence, match.start(), ())
        date = date_of(frame, sentence, match.start(), match.end())
        yield Agreement(
            match["title"], parties, (), date.value if date else None, match.start(), match.end(), "title-signed", 0.88
        )


def _on_paper(frame: Frame) -> Iterator[Agreement]:
    """Who signed, told with the paper before the verb: in the passive, or in 在…上签字."""
    text = frame.text
    for pattern in (_PASSIVE, _PAPER, _FOR_BOTH):
        for match in pattern.finditer(text):
            sentence = frame.sentence(match.start("verb"))
            floor = match.start("who") if pattern is _PASSIVE else sentence.start
            end = match.end("who") if pattern is _PASSIVE else match.start()
            if _NOT_YET.search(text[max(sentence.start, match.start() - 12) : match.start()]):
                continue
            people = signatories(frame, Span(floor, sentence.end, text[floor : sentence.end]), end)
            homes = tuple(dict.fromkeys(home for home in (home_of(frame, p) for p in people) if home))
            if not people or len(people) > 6:
                continue
            title = _untitled(match["title"].removesuffix("文本")) or None
            yield Agreement(title, homes, people, None, match.start(), match.end(), "signed-by", 0.8, True)


def _ceremonies(frame: Frame, roles: tuple[RoleMention, ...], done: set[int]) -> Iterator[Agreement]:
    """江城大学与湖泊学会签约: an agreement nobody names."""
    for match in _CEREMONY.finditer(frame.text):
        sentence = frame.sentence(match.start())
        groups = match.groupdict()
        before = frame.text[sentence.start : match.start()]
        if sentence.start in done or (_HOSTED.search(before) and not _AND.search(_HOSTED.split(before)[-1])):
            continue
        if re.search(r"代表(?:双方|各方|两[院校家])$", before + match.group()[:0]) or "代表双方" in before[-12:]:
            people = signatories(frame, sentence, match.start())
            yield Agreement(None, (), people, None, sentence.start, match.end(), "signed-by", 0.7)
            continue
        if not re.search(r"[与和]", before + (groups["title"] or "") + (groups["what"] or "")):
            continue
        at = match.end() if groups["title"] or groups["what"] else match.start()
        arranged = max((m.end() for m in _CAME.finditer(frame.text, sentence.start, at)), default=sentence.start)
        scope = Span(arranged, sentence.end, frame.text[arranged : sentence.end])
        parties = parties_before(frame, scope, at, roles)
        if len(parties) != 2:
            continue
        what = re.sub(r"^.*(?:举行|举办|召开)(?:了)?", "", groups["what"] or "")
        if not groups["title"] and not groups["what"]:
            what = _between(frame, sentence, match.start())
        date = date_of(frame, sentence, match.start(), match.end())
        start = _quote_start(frame, sentence, match.start())
        title = f"{what}协议" if what.endswith("合作") else None
        if groups["title"]:
            inside = [m.end for m in frame.organisations if match.start() <= m.end <= match.end("title")]
            title = frame.text[max([match.start(), *inside]) : match.end("title")].lstrip("与和及")
            title = _untitled(re.sub(r"^.*(?:举行|举办|召开|见证)了?", "", title)) or None
            if title and re.search(r"有关|相关|系列|多项|一批|若干", groups["title"]):
                continue
        yield Agreement(title, parties, (), date.value if date else None, start, match.end(), "signing-ceremony", 0.7)


def _between(frame: Frame, sentence: Span, verb: int) -> str:
    """What stands between the last party and 签约: 江城大学与湖泊集团|战略合作|签约."""
    last = next((m.end for m in reversed(frame.organisations) if sentence.start <= m.start and m.end <= verb), verb)
    words = frame.text[last:verb]
    return words if re.fullmatch(r"[\u4e00-\u9fff]{2,12}合作", words) or words in ("合作", "战略合作") else ""
