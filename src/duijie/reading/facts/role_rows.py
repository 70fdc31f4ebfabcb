"""Names with their posts behind them, in a row: 张若水副校长、材料所周明远所长、李望教务长."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.reading.facts.frame import Frame
from duijie.reading.facts.gazetteer import posts
from duijie.reading.facts.organisations import is_organisation
from duijie.reading.facts.persons import is_word, person_at, surname_length
from duijie.reading.facts.role_mention import RoleMention

_UNIT_END = re.compile(r"[院所会部局厅司处校省市县区组室社台馆办委系科大州国心团盟队课]$")
_NO_GIVEN_END = re.compile(r"[院所会部局厅司处校省市县区组室社台馆办委系课]$")
_PART_END = re.compile(r"[、,。;)]|等|及|以及|与|和|出席|共|一行|$")


def find(frame: Frame) -> Iterator[RoleMention]:
    """NAME POST in a row of such, each with what he is of: 张若水副校长、材料所周明远所长、李望教务长."""
    text = frame.text
    rows: dict[int, tuple[re.Match[str], int]] = {}  # by the start of its part of the row
    for match in frame.posts:
        if not posts()[match["base"]].address or not _PART_END.match(text, match.end()):
            continue
        begin = (
            max((text.rfind(c, max(0, match.start() - 24), match.start()) for c in "、,。;:及与和\n "), default=-1) + 1
        )
        if (name := _name_at_end(text[begin : match.start()])) and person_at(text, frame.words, match.end()) is None:
            rows[begin] = (match, match.start() - name)
    for begin, (match, start) in rows.items():
        after = match.end() + 1
        before = any(text[begin - 1 : begin] == "、" and m.end() == begin - 1 for m, _ in rows.values())
        if not before and not (text[match.end() : after] == "、" and after in rows):
            continue
        owner = text[begin:start]
        named = (
            len(owner) > 1 and (is_organisation(owner) or _UNIT_END.search(owner)) and not is_word(owner[-2:] + "长")
        )
        yield RoleMention(
            text[start : match.start()],
            match["post"],
            owner if named else None,
            begin if named else start,
            match.end(),
            "name-before-post",
            0.84,
        )


def _name_at_end(part: str) -> int | None:
    """The length of the Chinese name that ends a part of a row, alone or behind a body: 材料所|周明远."""
    for length in (3, 2):
        name, head = part[-length:], part[:-length]
        if len(name) < length or not surname_length(name, 0) or not re.fullmatch("[\u4e00-\u9fff]+", name):
            continue
        if _NO_GIVEN_END.search(name) or is_word(name) or surname_length(name, 0) == length:
            continue
        if not head or (len(head) > 1 and (_UNIT_END.search(head) or is_organisation(head))):
            return length
    return None
