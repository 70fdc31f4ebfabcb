"""From a need in someone's own words to its requirements: checkable clauses.

    >>> for r in split("我厂废水含砷高，超标被罚。想找除砷办法，运行成本低于5元/吨，最好不产生污泥。"):
    ...     print(r.must, r.text)
    True 除砷办法
    True 运行成本低于5元/吨
    False 不产生污泥

Who the poster is and what goes wrong is background; what is wanted is a requirement. A list
is taken as its writer cut it. A text that never says what it wants gives its informative
clauses instead, so that there is always something to look for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from duijie.core.errors import InvalidInput, Sentence, TooLarge, gettext_noop
from duijie.core.text import clean, has_han, sentences
from duijie.matching.types import Requirement
from duijie.matching.understanding import clauses as c
from duijie.matching.understanding import wishing as w
from duijie.matching.understanding.demands import BOUND, demanded
from duijie.matching.understanding.general import EN_EMPTY
from duijie.matching.understanding.quantities import find
from duijie.matching.understanding.saying import names, only_with_whom, says
from duijie.matching.understanding.subjects import completed, subject_of
from duijie.matching.understanding.units import parse
from duijie.matching.understanding.variants import folded, half_width

MAX_CHARS: Final = 20_000
"""The longest need that is taken."""
MIN_CONTENT: Final = 4
"""The least a need must hold that names nothing: four Chinese characters, two words, or a mixture."""
MOST: Final = 8
"""Requirements from prose; shorter neighbours are joined until they fit."""
MOST_LISTED: Final = 12
"""Requirements from a list of the writer's own."""

_LONGEST: Final = 300  # characters; a clause without an end is no clause


def check_statement(text: str) -> str:
    """A need as it can be matched: cleaned of markup and control characters.

    Raises:
        InvalidInput: there is too little in it to look for.
        TooLarge: it is longer than :data:`MAX_CHARS`.
    """
    if len(text) > MAX_CHARS:
        sentence = gettext_noop(
            "The need has {length:,} characters and at most {limit:,} are read; "
            "keep what is wanted and leave out the rest."
        )
        raise TooLarge(Sentence(sentence, length=len(text), limit=MAX_CHARS), limit=MAX_CHARS)
    cleaned = clean(c.plain(text))
    foreign = sum(not has_han(letter) for letter in re.findall(r"[^\W\d_A-Za-z]", half_width(cleaned)))
    if c.content(cleaned) < MIN_CONTENT and foreign >= MIN_CONTENT * 2:
        raise InvalidInput(Sentence(gettext_noop("Needs are read in Chinese and English; say it in one of the two.")))
    if not says(cleaned) or c.content(cleaned) < (2 if names(cleaned) else MIN_CONTENT):
        sentence = gettext_noop(
            "There is too little to look for; say in a sentence what you need, for example "
            "“remove arsenic from waste water below 5 yuan a tonne” or “低成本去除废水中的砷”."
        )
        raise InvalidInput(Sentence(sentence))
    return cleaned


def split(statement: str) -> tuple[Requirement, ...]:
    """The requirements of a need, in its order, duplicates left out.

    At least one for every text that :func:`check_statement` accepts; of a longer text the
    first :data:`MAX_CHARS` characters are read. Never raises.
    """
    text = clean(c.plain(statement[:MAX_CHARS]))
    if c.content(text) < 2:
        return ()
    before, items, behind = c.listed(text)
    if items:
        wishes = [item.strip(" \t\n;；。.") for item in items if not w.offers(item)]
        inside = [(wish, not w.is_nice(wish)) for wish in wishes]
        asked = _requirements([*_said(before), *inside, *_said(behind)], MOST_LISTED)
        if asked:
            return asked
    found = _requirements(_joined(_wanted(text)), MOST) or _requirements(_joined(_informative(text)), MOST)
    if found:
        return found
    whole = re.sub(r"\A[\W_]+", "", text)[:_LONGEST]
    return (Requirement(whole, True, demanded(whole)),)


def _said(text: str) -> list[tuple[str, bool]]:
    """What is wanted around a list, and whether each is a must."""
    return [(w.core(piece.text), not w.is_nice(piece.text)) for piece in _wanted(text)]


# --- which clauses -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """A clause as typed and the clauses before it. A ``firm`` piece stands apart from the one
    before: its writer put more than a comma between them."""

    text: str
    before: tuple[str, ...] = ()
    firm: bool = False


def _pieces(text: str) -> list[list[_Piece]]:
    """The clauses of a text by sentence."""
    found: list[list[_Piece]] = []
    before: list[str] = []
    for sentence in sentences(text):
        heading = w.headed(sentence.text)
        pieces = []
        for index, clause in enumerate(c.clauses(heading or sentence.text)):
            pieces.append(_Piece(clause, tuple(before[-_BEFORE:]), firm=index == 0))
            before.append(clause)
        found.append(pieces)
    return found


_BEFORE = 3


def _wanted(text: str) -> list[_Piece]:
    """The clauses of wish, read sentence by sentence. A wish holds to the end of its sentence,
    and over the following ones as long as they hold words of wishing, however weak. What bounds
    an amount is kept wherever it stands, unless it tells how things are."""
    strong: list[_Piece] = []
    bounds: list[_Piece] = []
    weak: list[_Piece] = []
    titles: list[_Piece] = []
    opening = ""
    after_wish = goes_on = False
    level = 0
    read = _pieces(text)
    for sentence, pieces in zip(sentences(text), read, strict=True):
        # A semicolon goes on with the wish before it.
        level = 2 if w.headed(sentence.text) or (level == 2 and goes_on) else 0
        goes_on, question = sentence.text.endswith((";", "；")), sentence.text.endswith(("?", "？"))
        for index, piece in enumerate(pieces):
            clause = piece.text
            if w.offers(clause):
                level = 0
                continue
            if level and w.starts_over(clause):
                level = 0
            wish = w.wishes(clause)
            if wish == 2 or (question and w.asks(clause)):
                level = 2
            elif wish == 1 and level == 0 and (after_wish or index == 0 or w.demands(clause)):
                level = 1
            told = w.starts_over(clause) or (wish < 2 and w.tells(clause))
            if level == 2 or (level == 1 and after_wish):
                strong.append(piece)
            elif not told and (_bounded(clause) or (after_wish and _spec(clause))):
                bounds.append(piece)
            elif level == 1:
                weak.append(piece)
            elif not titles and w.titles(clause, first=not piece.before):
                titles.append(piece)
            if not opening and level == 0 and not w.about_us(clause) and not _bounded(clause):
                opening = clause
        after_wish = after_wish or level == 2
    order = {id(piece): place for place, piece in enumerate(piece for pieces in read for piece in pieces)}
    chosen = sorted([*(strong or weak), *bounds], key=lambda piece: order[id(piece)]) if strong or weak else []
    found = [piece for piece in chosen if not _announces(piece.text) and not w.empty(piece.text)]
    found = [piece for piece in found if not _PURPOSE.search(folded(piece.text))] or found
    if found and not titles and opening and all(_limits(piece) for piece in found):
        # Only limits are wished for: what they limit is the trouble that was told first.
        first = completed(w.core(found[0].text), found[0].before)
        subject = subject_of(opening)
        again = bool(find(opening)) and bool(_pairs(_words_of(opening)) & _pairs(_words_of(first)))
        if not again and ((subject and subject not in first) or (not subject and not w.of_poster(opening))):
            titles = [_Piece(opening)]
    return [*titles[:1], *found] if found else []


def _limits(piece: _Piece) -> bool:
    """Whether a clause only limits an amount or forbids, and names nothing to look for."""
    core = w.core(piece.text)
    text = folded(core)
    if not has_han(text):
        return bool(_ONLY_LIMITS_EN.fullmatch(_words_of(core).lower().strip())) and c.content(text) < _SHORT_EN
    limits = _bounded(text) or bool(find(text)) or bool(_FORBIDS.match(text))
    return limits and not _NAMES_A_MEANS.search(text)


_NAMES_A_MEANS = re.compile(
    r"的[^的，,]{0,8}(?:方案|办法|方法|技术|工艺|设备|装置|系统|材料|产品|配方|软件|平台|团队|专家)$"
)
_ONLY_LIMITS_EN = re.compile(
    r"(?:no|not|without|non-?)\b.*|(?:(?:at|a|the|to|get|bring|keep|it|cost|price|budget|of)\b\W*)*"
)
_SHORT_EN = 12  # as :func:`clauses.content` counts
_FORBIDS = re.compile(r"[不无免别]|没有|禁止|避免|严禁|杜绝")


def _words_of(clause: str) -> str:
    """A clause without its amounts."""
    for quantity in reversed(find(clause)):
        clause = f"{clause[: quantity.start]} {clause[quantity.end :]}"
    return clause


def _spec(clause: str) -> bool:
    """Whether a clause is a bare specification behind a wish (功率 5 kW, budget 200k USD)."""
    measured = [q for q in find(clause) if not getattr(parse(q.unit), "counted", True)]
    return len(measured) == 1 and len(clause) <= (16 if has_han(clause) else 32) and w.wishes(clause) == 0


_PURPOSE = re.compile(
    r"^(?:以?供.*(?:参考|使用|选用)|作为.*(?:依据|参考|基础|支撑)|为.{2,}(?:提供|打下|奠定).*(?:依据|参考|基础|支撑))$"
)


def _announces(clause: str) -> bool:
    """Whether a clause only opens a list (要求如下, requirements)."""
    if find(clause):
        return False
    return (
        re.search(
            r"(?:如下|以下|下列|下述)[^，,]{0,6}$|^(?:具体|技术|主要)?(?:要求|需求|指标|条件)$|"
            r"as follows$|the following$|^requirements?$|^(?:we|i) (?:need|want|require|seek)$",
            folded(clause.rstrip(":： ")),
        )
        is not None
    )


def _informative(text: str) -> list[_Piece]:
    """The clauses that say something, introductions of the poster last."""
    parts = [piece for pieces in _pieces(text) for piece in pieces]
    saying = [piece for piece in parts if not w.about_us(piece.text) and not w.offers(piece.text)]
    saying = [piece for piece in saying if not w.empty(piece.text)] or saying
    return saying or parts or [_Piece(text.strip())]


# --- how clauses become requirements ----------------------------------------------------------

_OPEN_ZH = re.compile(r"(?:时|后|前|中|(?<![以之])下|里|的话|情况下|为主|为例)$")
_IF = re.compile(
    r"^(?:当|如果|若(?!能|可)|倘若|要是(?!能)|一旦|除了|对于?|针对|"
    r"在(?=.*[时后前中下里]$)|(?:when|if(?! possible)|where(?! possible)|once|after|"
    r"before|while|although)\b)"
)
_DEPENDENT = re.compile(
    r"^(?:从而|因而|使其|使之|以便|which (?:is|are|was|were|can|could|will|would|has|"
    r"have|had|may|must|should|makes?|means?|leads?)\b|who\b|where\b|whose\b|"
    r"including\b|such as\b|especially\b|rather than\b|not\b)"
)
_VERB_EN = re.compile(
    r"\b(?:is|are|be|was|can|must|should|will|would|has|have|gives?|keeps?|cuts?|"
    r"makes?|reduces?|improves?|raises?|runs?|works?|tells?|shows?|"
    r"brings?|uses?|needs?|with|without|that)\b"
)


def _joined(pieces: Iterable[_Piece]) -> list[tuple[str, bool]]:
    """Clauses that can be read alone, and whether each is a must. A clause takes the subject
    that it left to the one before; put together are those that stay too short: a bare bound
    (低于5元/吨), a condition before its clause, the short members of an English enumeration."""
    joined: list[tuple[str, bool]] = []
    pending = ""
    last = ""
    listed = _telegraphic(pieces := list(pieces))
    for piece in pieces:
        must = not w.is_nice(piece.text)
        clause = w.core(piece.text)
        whole = (
            clause
            if last and piece.before[-1:] == (last,) and _leans(clause, piece.text)
            else completed(clause, piece.before)
        )
        comma = "，" if has_han(clause) else ", "
        leans = whole == clause and not piece.firm and _leans(clause, piece.text, listed=listed)
        if pending:
            whole, pending = pending + comma + whole, ""
        if _hangs(whole):
            pending = whole
        elif joined and leans and len(joined[-1][0]) < 90:
            joined[-1] = (joined[-1][0] + comma + whole, joined[-1][1])
        else:
            joined.append((whole, must))
        last = piece.text
    if pending:
        joined.append((pending, True))
    return joined


def _telegraphic(pieces: Sequence[_Piece]) -> bool:
    """Whether an English need is a list of keywords and not a sentence with an enumeration."""
    text = ", ".join(piece.text for piece in pieces)
    return (
        not has_han(text)
        and len(pieces) > 1
        and not re.search(r"\b(?:and|or)\b|such as", text.lower())
        and (sum(1 for piece in pieces if _VERB_EN.search(piece.text.lower())) <= len(pieces) // 3)
    )


def _hangs(clause: str) -> bool:
    """Whether the clause waits for the next one (在路面大修时, if the tank is full)."""
    text = w.core(clause)
    return not _bounded(text) and (
        bool(_IF.search(folded(text)))
        and (not has_han(text) or bool(_OPEN_ZH.search(folded(text))))
        and w.wishes(text) < 2
    )


def _leans(text: str, clause: str, *, listed: bool = False) -> bool:
    """Whether a clause, ``text`` without its words of wanting, needs the one before it."""
    quantities = find(text)
    bare = text
    for quantity in reversed(quantities):
        bare = bare[: quantity.start] + bare[quantity.end :]
    if has_han(text):
        least = 2 if quantities or w.wishes(clause) else 3  # 必须防爆 stands alone
        return c.content(bare) < least or bool(_DEPENDENT.search(folded(text)))
    words = re.findall(r"[A-Za-z']+", bare)
    if any(word.lower() not in _SMALL_EN for word in words) and any(q.comparator in BOUND for q in quantities):
        return False
    if listed:
        return len(words) < (1 if not quantities else 2)
    return (
        len(words) < 2
        or (len(words) <= 4 and not _VERB_EN.search(bare.lower()) and w.wishes(clause) == 0)
        or bool(_DEPENDENT.search(text.lower()))
    )


_SMALL_EN = EN_EMPTY | frozenset(
    "at above below between by down during for from in over under until within than then".split()
)


def _each_bound(text: str) -> list[str]:
    """氟降到0.02%以内、氯降到0.2%以内 states two bounds, and each is a requirement; so do "reuse 60 % or more
    of the water at under 5 yuan a tonne"."""
    parts, start = [], 0
    for mark in (_AND_BOUND_ZH if has_han(text) else _AND_BOUND_EN).finditer(text):
        if all(_bounded(part) and c.content(part) >= 3 for part in (text[start : mark.start()], text[mark.end() :])):
            parts.append(text[start : mark.start()])
            start = mark.end()
    return [*parts, text[start:]]


_AND_BOUND_ZH = re.compile("、")
_AND_BOUND_EN = re.compile(
    r",?\s+and\s+|\s+(?:at|for|with|in)\s+(?=(?:an?\s|the\s)?(?:[a-z-]+\s){0,4}"
    r"(?:under|below|less than|at most|no more than|not more than|up to|at least|more than|over|above)\b)|"
    r"\s+(?=within\s+\d)",
    re.IGNORECASE,
)


def _bounded(clause: str) -> bool:
    """Whether a clause bounds an amount; 两千多张 only says it loosely."""
    return any(q.comparator in BOUND and not re.search("[多余]", clause[q.start : q.end]) for q in find(clause))


def _requirements(clauses: Iterable[tuple[str, bool]], most: int) -> tuple[Requirement, ...]:
    drafts: list[tuple[str, bool]] = []
    for clause, must in clauses:
        for part in _each_bound(clause) if len(clause) <= 2 * _LONGEST else [clause]:
            text = w.core(part)[:_LONGEST]
            if c.content(text) >= 2 and not _announces(text) and not any(_same(text, other) for other, _ in drafts):
                drafts.append((text, must))
    drafts = [draft for draft in drafts if find(draft[0]) or not only_with_whom(draft[0])] or drafts
    while len(drafts) > most:
        at = min(range(len(drafts) - 1), key=lambda i: len(drafts[i][0]) + len(drafts[i + 1][0]))
        comma = "，" if has_han(drafts[at][0]) else ", "
        joined = (drafts[at][0] + comma + drafts[at + 1][0], drafts[at][1] or drafts[at + 1][1])
        drafts[at : at + 2] = [joined]
    return tuple(Requirement(text, must, demanded(text)) for text, must in drafts)


def _same(one: str, other: str) -> bool:
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return folded(one) == folded(other)
    return 2 * len(first & second) / (len(first) + len(second)) > 0.8


def _pairs(text: str) -> set[str]:
    letters = "".join(char for char in folded(text) if char.isalnum())
    return {letters[i : i + 2] for i in range(len(letters) - 1)}
