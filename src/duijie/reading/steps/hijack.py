"""Mirrors in which an institution's name was replaced by that of somebody else's trade.

The page still carries the institution's codes, and the foreign name stands where only the
institution's can: behind ©, before 院长 or 建院70周年, alone on the first line. Then the name
is restored, on the record and with a warning. Without a known code a page is told by its form
alone (:mod:`~duijie.reading.steps.foreign`), and only flagged unless it shows itself whose name
was there (:mod:`~duijie.reading.steps.inferring`): guessing would be worse than the damage.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from duijie.core.errors import gettext_noop
from duijie.core.text import to_simplified
from duijie.reading.codes import Known, registry
from duijie.reading.page import Edit, Reading
from duijie.reading.steps.foreign import (
    WELCOME,
    doings,
    foreign_names,
    heads_page,
    is_about_trade,
    is_indecent,
    is_spam,
    mentions,
    name_of_site,
    needed,
    sightings,
    strangers,
    weight,
)
from duijie.reading.steps.inferring import true_name
from duijie.reading.steps.script import traditional
from duijie.reading.steps.sitenames import heads_site, states_site

_NAME = r"[\w·\-()（）《》“”]{2,24}?"
_HOLDER = (
    re.compile(
        rf"(?:©|\(c\)|copyright)[\s©]{{0,9}}(?:\d{{4}}\s{{0,9}}(?:[-–—~至]\s{{0,9}}(?:\d{{4}}|"
        rf"今)?)?\s{{0,9}}年?)?\s{{0,9}}({_NAME})\s{{0,9}}(?:版权所有|all rights|$)",
        re.I | re.M,
    ),
    re.compile(rf"版权所有\s{{0,9}}[:：©]{{0,3}}\s{{0,9}}({_NAME})(?=[\s,，。;；|©]|$)", re.I | re.M),
)
# What stands behind the name of an academy, association, institute or office in its own texts.
_TITLES = (
    "院长",
    "副院长",
    "党组",
    "建院",
    "办院",
    "院士",
    "院属",
    "所长",
    "主席",
    "书记处",
    "理事长",
    "理事会",
    "建所",
    "校长",
    "党委",
)
_INSTITUTION = re.compile(
    "(?:院|所|台|站|中心|局|部|委|馆|会|园|校|大学|办公室|办公厅|处|厅|署|社|网|室|系|公司|集团|实验室|基地|"
    "联盟|政府|平台)$"
)
# An institution speaks, or is spoken of.
_SPEAKS = re.compile(
    "[我本该][院校所会]|[院校]党[委组]|党[委组](?=书记|副书记|成员|班子)|院士|院长|校长|所长|学院|大学|学校|研究所|研究院|研究中心|社科|科技工作者|科技界|科学家|科技共同体|科普|学会|科协|师生|课题组|科研|"
    "国际合作[局处]|Academy|University|Institute"
)
_SCIENCE = re.compile(
    "科技[厅局部委]|科学技术|科技合作|科技创新|科学院|科研|科普|学术|研发|高校|大学|教育|研究[院所]|科协|学会|创新|联席会议|实施方案|规划"
)
_NEEDED = 4
NOBODYS = gettext_noop(
    "“{name}” stands in an institution’s places, and the page does not tell with certainty whose: "
    "the name was left as it is. Do not trust this page."
)
RESTORED = gettext_noop(
    "The page carries the codes of {owner} but named it “{name}”; the name was restored. Do not trust this copy "
    "without comparing it with the institution’s own page."
)
INFERRED = gettext_noop(
    "“{name}” stood where only “{owner}” can stand, as what follows it shows; the name was restored. Do not trust "
    "this copy without comparing it with the institution’s own page."
)
# How two of them were said before: kept articles still say so.
FORMER = {
    "“{name}” stands in an institution's places, but the codes of the page belong to nobody in the registry of codes: "
    "the name was left as it is. Do not trust this page.": NOBODYS,
    RESTORED.replace("’s own", "'s own"): RESTORED,
}


@dataclass(frozen=True, slots=True)
class Suspect:
    """A foreign name, how strongly its places speak for a hijacked page, and whose name it
    replaced when that is certain."""

    name: str
    evidence: int
    right: str | None = None


def restore_names(reading: Reading) -> Reading:
    """Foreign names in an institution's places (damage ``hijacked-name``) restored where codes or
    the page itself tell the right one (step ``hijacked-name``), else only flagged."""
    owner = reading.facts.get("owner")
    known = owner if isinstance(owner, Known) else None
    text = to_simplified(reading.text)
    by_codes = find_suspect(text, known) if known else None
    suspect = by_codes or find_by_form(text, reading)
    if suspect is None:
        return reading
    if suspect.right is None:
        reading = reading.noting(intruder=suspect.name)
        return reading.labelled("hijacked-name").warned(NOBODYS.format(name=suspect.name))
    hant = reading.facts.get("variant") == "zh-Hant"
    right = traditional(suspect.right) if hant else suspect.right
    edits = [Edit(start, end, right) for start, end in _places(reading.text, text, suspect.name)]
    warning = (RESTORED if by_codes else INFERRED).format(owner=suspect.right, name=suspect.name)
    return (
        reading.edited("hijacked-name", edits).labelled("hijacked-name").noting(hijacker=suspect.name).warned(warning)
    )


def _places(text: str, simplified: str, name: str) -> list[tuple[int, int]]:
    """Where a name stands in a text, in whichever script."""
    forms = {name, traditional(name)}
    pattern = re.compile("|".join(re.escape(f) for f in sorted(forms, key=len, reverse=True)), re.I)
    same = simplified if len(simplified) == len(text) else text
    return sorted({m.span() for m in pattern.finditer(same)})


def find_suspect(text: str, owner: Known) -> Suspect | None:
    """The foreign name on a page (Simplified) that carries the owner's codes, or None."""
    words = registry().foreign_words
    found = [h for h in holders(text) if not _belongs(h, owner)]
    names: dict[str, bool] = {name: True for name in _grown(text, words) if not _belongs(name, owner)}
    for holder in found:
        foreign = any(w.casefold() in holder.casefold() for w in words)
        if foreign or not _INSTITUTION.search(holder):
            names.setdefault(holder, foreign)
    best: Suspect | None = None
    for name, foreign in names.items():
        evidence = _evidence(text, name, owner, found)
        if evidence >= _NEEDED + (0 if foreign else 2) and (best is None or evidence > best.evidence):
            best = Suspect(name, evidence, owner.name)
    return best


def find_by_form(text: str, reading: Reading) -> Suspect | None:
    """The foreign name on a page (Simplified) of nobody's codes, by the places it stands in:
    those that only an institution has, and the publisher's."""
    codes = registry()
    text = "\n".join(line for line in text.split("\n") if not is_spam(line))  # put in beside the text, not into it
    if not _SPEAKS.search(text) and not _of_science(text):
        return None
    if not mentions(text, codes):
        return _stranger(text)
    found = sightings(text, codes)
    named = foreign_names(text, codes)
    if not named:
        return _stranger(text)
    body = _without_bare(text, named)
    heading = heads_page(text, codes)
    headed = next((n for n in named if heading == 2 and name_of_site(n, codes)), None)
    name = Counter(s.name for s in found).most_common(1)[0][0] if found else headed or named.most_common(1)[0][0]
    own = [s for s in found if s.name == name]
    itself = _as_itself(text) or (headed is not None and _of_science(body))
    itself = itself and name_of_site(name, codes) and not is_about_trade(body.replace(name, ""))
    if not found and not itself:
        return _stranger(text)
    evidence = weight(found) + max(_publishes(name, text, reading), heading if itself else 0)
    if itself:
        evidence += max(doings(text, n) for n in {name, *named}) + is_indecent(name) + 2 * states_site(name)
    if evidence < needed(text):
        return _stranger(text)
    return Suspect(name, evidence, true_name(text, name, own, codes) if own else None)


def _stranger(text: str) -> Suspect | None:
    """The name of a site that no registry knows: in the places of an institution's, or alone at the head of a
    page that is of nothing but an institution's matters."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) >= 3 and heads_site(lines[0]):
        body = "\n".join(x for x in lines[1:] if not heads_site(x) and lines[0] not in x and not WELCOME.match(x))
        ours = _of_science(body) or _as_itself(body)
        if ours and not is_about_trade(body) and not mentions(body, registry()) and needed(text) <= 2:
            return Suspect(lines[0], 2)
    found = strangers(text) if _as_itself(text) else None
    if not found or needed(text) > 2:
        return None
    name, ways = found.most_common(1)[0]
    return Suspect(name, ways)


def _without_bare(text: str, named: Counter[str]) -> str:
    """A text without the lines that hold a foreign name and little else, as a site's head and foot do."""
    lines = text.split("\n")
    return "\n".join(x for x in lines if len(x) > 30 or "。" in x or not any(n in x for n in named))


def _publishes(name: str, text: str, reading: Reading) -> int:
    """In how many of a publisher's places a name stands, at most two: copyright, title, source."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    titles = [*lines[:3], to_simplified(reading.stated.title or ""), to_simplified(reading.stated.site or "")]
    surroundings = to_simplified(reading.surroundings)
    return min(
        2,
        any(name in h for h in holders(f"{text}\n{surroundings}"))
        + any(name in re.split(r"\s*[-_|–—>»]+\s*", title) for title in titles)
        + bool(re.search(rf"(?:来源|发布(?:者|人|单位)|版权所有|主办(?:单位)?)\s*[:：]?\s*{re.escape(name)}", text)),
    )


def _as_itself(text: str) -> bool:
    """Whether a page speaks in an institution's own person."""
    return len({m.group() for m in _SPEAKS.finditer(text)}) >= 3


def _of_science(text: str) -> bool:
    """Whether a text is of what institutions do: research, teaching, offices of science."""
    return len({m.group() for m in _SCIENCE.finditer(text)}) >= 3


def _evidence(text: str, name: str, owner: Known, found: list[str]) -> int:
    places = sum(text.count(name + title) for title in dict.fromkeys((*owner.titles, *_TITLES)))
    own = sum(text.count(n) for n in owner.all_names if len(n) > 2 and not n.isascii())
    score = 3 * (name in found) + min(places, 4)
    score += any(line.strip() == name for line in text.split("\n")[:8])
    # The codes belong to somebody whose own name is nowhere.
    return score + (own == 0) + (text.count(name) >= 5)


def holders(text: str) -> list[str]:
    """Who holds the copyright by the notices of a (Simplified) text, in order."""
    found = [m[1].strip(" ()（）-·") for pattern in _HOLDER for m in pattern.finditer(text)]
    return [h for h in dict.fromkeys(found) if len(h) >= 2 and not h.isdigit() and h not in ("版权所有", "所有")]


def is_institution(name: str) -> bool:
    """Whether a name ends as names of institutions do."""
    return _INSTITUTION.search(name) is not None


def _belongs(name: str, owner: Known) -> bool:
    """Whether a name is the owner's, one of its parts' or contains the owner's."""
    return any(
        n.casefold() in name.casefold() or name.casefold() in n.casefold() for n in owner.all_names if len(n) > 2
    )


def _grown(text: str, words: tuple[str, ...]) -> list[str]:
    """Foreign words with what nearly always stands around them: 赌场 → 澳门赌场."""
    found: list[str] = []
    folded = text.casefold()
    for word in words:
        places = [m.start() for m in re.finditer(re.escape(word.casefold()), folded)]
        if not places:
            continue
        start, end = 0, len(word)
        while start > -8 and (step := _shared(text, [p + start - 1 for p in places])):
            start -= len(step)
        while end < len(word) + 8 and (step := _shared(text, [p + end for p in places])):
            end += len(step)
        first = places[0]
        name = text[max(0, first + start) : first + end].strip()
        counted = Counter(text[max(0, p + start) : p + end].strip() for p in places)
        found.append(counted.most_common(1)[0][0] if counted else name)
    return list(dict.fromkeys(sorted(found, key=len, reverse=True)))


def _shared(text: str, places: list[int]) -> str:
    """The word character that at least nine of ten places share, if there is one."""
    if len(places) < 3:
        return ""
    chars = Counter(text[p] for p in places if 0 <= p < len(text))
    if not chars:
        return ""
    char, count = chars.most_common(1)[0]
    return char if count >= 0.9 * len(places) and char.isalnum() else ""
