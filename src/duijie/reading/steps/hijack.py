"""Mirrors in which an institution's name was replaced by that of somebody else's trade.

The page still carries the institution's codes, and the foreign name stands where only the
institution's can: behind ©, before 院长 or 建院70周年, alone on the first line. Then the name
is restored, on the record and with a warning. A page whose codes nobody knows is only
flagged: guessing whose name was there would be worse than the damage.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from duijie.core.text import to_simplified
from duijie.reading.codes import Known, registry
from duijie.reading.page import Edit, Reading
from duijie.reading.steps.script import traditional

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
_NEEDED = 4
NOBODYS = (
    "“{name}” stands in an institution's places, but the codes of the page belong to nobody in the registry of codes: "
    "the name was left as it is. Do not trust this page."
)
RESTORED = (
    "The page carries the codes of {owner} but named it “{name}”; the name was restored. Do not trust this copy "
    "without comparing it with the institution's own page."
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A foreign name and how strongly its places speak for a hijacked page."""

    name: str
    evidence: int
    foreign_word: bool


def restore_names(reading: Reading) -> Reading:
    """Foreign names in a known institution's places restored (step and damage
    ``hijacked-name``); on pages of unknown publishers only flagged."""
    owner = reading.facts.get("owner")
    known = owner if isinstance(owner, Known) else None
    suspect = find_suspect(reading.text, known)
    if suspect is None:
        return reading
    if known is None:
        return reading.labelled("hijacked-name").warned(NOBODYS.format(name=suspect.name))
    hant = reading.facts.get("variant") == "zh-Hant"
    right = traditional(known.name) if hant else known.name
    forms = {suspect.name, traditional(suspect.name)}
    pattern = re.compile("|".join(re.escape(f) for f in sorted(forms, key=len, reverse=True)), re.I)
    edits = [Edit(m.start(), m.end(), right) for m in pattern.finditer(reading.text)]
    return (
        reading.edited("hijacked-name", edits)
        .labelled("hijacked-name")
        .noting(hijacker=suspect.name)
        .warned(RESTORED.format(owner=known.name, name=suspect.name))
    )


def find_suspect(text: str, owner: Known | None) -> Suspect | None:
    """The foreign name of a hijacked page, or None."""
    text = to_simplified(text)
    words = registry().foreign_words
    found = [h for h in holders(text) if not _belongs(h, owner)]
    names: dict[str, bool] = {}
    for name in _grown(text, words):
        if not _belongs(name, owner):
            names[name] = True
    for holder in found:
        foreign = any(w.casefold() in holder.casefold() for w in words)
        if foreign or (owner is not None and not _INSTITUTION.search(holder)):
            names.setdefault(holder, foreign)
    best: Suspect | None = None
    for name, foreign in names.items():
        evidence = _evidence(text, name, owner, found)
        if evidence >= _NEEDED + (0 if foreign else 2) and (best is None or evidence > best.evidence):
            best = Suspect(name, evidence, foreign)
    return best


def _evidence(text: str, name: str, owner: Known | None, found: list[str]) -> int:
    titles = (*owner.titles, *_TITLES) if owner else _TITLES
    places = sum(text.count(name + title) for title in dict.fromkeys(titles))
    own = sum(text.count(n) for n in owner.all_names if len(n) > 2 and not n.isascii()) if owner else 0
    score = 3 * (name in found) + min(places, 4)
    score += any(line.strip() == name for line in text.split("\n")[:8])
    if owner is not None:
        # The codes belong to somebody whose own name is nowhere.
        return score + (own == 0) + (text.count(name) >= 5)
    return score if places >= 2 else 0


def holders(text: str) -> list[str]:
    """Who holds the copyright by the notices of a (Simplified) text, in order."""
    found = [m[1].strip(" ()（）-·") for pattern in _HOLDER for m in pattern.finditer(text)]
    return [h for h in dict.fromkeys(found) if len(h) >= 2 and not h.isdigit() and h not in ("版权所有", "所有")]


def is_institution(name: str) -> bool:
    """Whether a name ends as names of institutions do."""
    return _INSTITUTION.search(name) is not None


def _belongs(name: str, owner: Known | None) -> bool:
    """Whether a name is the owner's, one of its parts' or contains the owner's."""
    names = owner.all_names if owner else ()
    return any(n.casefold() in name.casefold() or name.casefold() in n.casefold() for n in names if len(n) > 2)


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
