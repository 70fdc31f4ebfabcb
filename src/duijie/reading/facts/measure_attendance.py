"""People who came to something: what is counted, and what they came to."""

from __future__ import annotations

import re

from duijie.core.text import Span
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.numbers import Number

# Who came, in front of the number: …众创空间代表|200多人参加.
_CAME = re.compile(r"[一-鿿](代表|专家|学者|师生|嘉宾|会员|科技工作者|院士)(?:和来宾|们)?(?:共计|总计|合计|共|约|近)?$")
_ATTENDS = re.compile(
    r"(?:分别|共同|一起|一同|现场|线上|线下|到会|前来|应邀|先后|踊跃|在线)*"
    r"(?P<verb>参加|出席|参会|与会|列席|参训|报名|聆听|观看|参与|观礼|见证|观摩|到场|到会|旁听|听取|收看)了?(?P<what>[^,;。]{0,24})"
)


def attendance(frame: Frame, number: Number, clause: Span) -> str:
    """参加人数 and the like where people come behind a list or without a noun: …等300余人参加会议."""
    behind = _ATTENDS.match(frame.text, number.end, clause.end)
    if number.unit in ("人", "人次", "余人", "位", "名") and behind:
        came = _CAME.search(frame.text[clause.start : number.start])
        if came:
            return f"参会{came[1]}人数"
        return f"{behind['verb'] if len(behind['verb']) == 2 else '参加'}人数"
    return ""


def attended(frame: Frame, number: Number, clause: Span) -> str | None:
    """What they came to, by the words of the clause."""
    behind = _ATTENDS.match(frame.text, number.end, clause.end)
    what = re.sub(r"^(?:本次|此次|该|本届|会议的?(?=.))|并.*$", "", behind["what"]) if behind else ""
    return what or None
