"""Quotations that are names of programmes by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duijie.reading.facts.programme_english import Kind
from duijie.reading.facts.programme_heads import COMMON, HEAD, HEAD_KIND, HEADS, LINK, LOOSE, SLOGAN
from duijie.reading.facts.programme_name import SAME_THING, Name
from duijie.reading.facts.quoted import Quoted

_ETC = re.compile(
    r"^等?(?:已有|现有|多个|一批|重大|国家|科研|重点|系列|若干|专项)*(?:科研|合作|研究|科技|重大|创新|重点|专项|特色|品牌)*"
)
_TAIL = re.compile(rf"^(?P<mid>[一-鿿A-Za-z\d]{{0,8}}?)(?P<head>{HEADS})")


def bare_quotes(text: str, quotes: Sequence[Quoted]) -> Iterator[Name]:
    """Quotations that are names by themselves: called so (“X”建设, “X”等科研项目), or standing in a
    row with one that is; and rows of items that share a head (“X”甲、乙等榜单)."""
    known: set[str] = set()
    for q in quotes:
        behind = text[q.end : q.end + 40]
        if SLOGAN.search(q.inner) or len(q.inner) > 30:
            continue
        if re.match(r"建设|品牌|平台|等平台", behind) or (
            (tail := _TAIL.match(behind)) and tail["head"] in SAME_THING and not tail["mid"]
        ):
            known.add(q.inner)
    rows = list(_rows(text, quotes))
    for row in rows:
        behind = text[row[-1].end : row[-1].end + 20]
        if len(row) > 1 and (any(q.inner in known for q in row) or re.match(r"(?:等)?(?:数字|重点)?平台", behind)):
            known.update(q.inner for q in row if not SLOGAN.search(q.inner))
    for q in quotes:
        behind = text[q.end : q.end + 40]
        if SLOGAN.search(q.inner):
            continue
        if shared := list(_shared(q, behind)):
            yield from shared
        elif kind := _kind_inside(q.inner):
            if not HEAD.match(behind):
                yield Name(q.start, q.end, text[q.start : q.end], kind, "quoted")
        elif (listed := _ETC.match(behind)) and listed.group().startswith("等"):
            head = HEAD.match(behind, listed.end())
            if head:
                yield Name(q.start, q.end, text[q.start : q.end], HEAD_KIND[head.group()], "quoted")
        elif q.inner in known and not HEAD.match(behind) and _ends_there(behind):
            yield Name(q.start, q.end, text[q.start : q.end], "platform", "quoted")


_HOUSE = re.compile(r"(?<!图书)(?<!博物)(?:网上|数字|云上|线上|虚拟)\w{1,8}馆$|\w{2,}(?:在线|云平台|服务网)$")


_LONG_ENOUGH = 8  # characters of a quotation that names an activity or a project


def _kind_inside(inner: str) -> Kind | None:
    """The kind of a name whose head stands inside the quotation: “青年学者托举工程”."""
    if (
        len(inner) < 4
        or len(inner) > 30
        or re.search(
            r"[的了,。、是]|^(?:打造|建设|加强|推进|一批|共建|构建|推动|促进|实现|深化|坚持|建立|成立|共创|共享)", inner
        )
    ):
        return None
    head = next((m for m in HEAD.finditer(inner) if m.end() == len(inner) and m.start() >= 2), None)
    loose = head is not None and head.group() in LOOSE["listed"] and len(inner) < _LONG_ENOUGH
    if head and inner[: head.start()] not in COMMON and not loose:
        return HEAD_KIND[head.group()]
    return "platform" if _HOUSE.search(inner) else None


def _ends_there(behind: str) -> bool:
    """Whether a name does not go on behind its quotation to a head: “X”建设…平台 does not."""
    tail = _TAIL.match(behind)
    return tail is None or tail["mid"].startswith(("建设", "等"))


def _rows(text: str, quotes: Sequence[Quoted]) -> Iterator[list[Quoted]]:
    row: list[Quoted] = []
    for q in quotes:
        if row and not LINK.match(text[row[-1].end : q.start]):
            yield row
            row = []
        row.append(q)
    if row:
        yield row


def _shared(q: Quoted, behind: str) -> Iterator[Name]:
    match = re.match(r"([一-鿿]{2,10}(?:、[一-鿿]{2,10})+)(?:等|和[一-鿿]{2,10}等?)(?=\w)", behind)
    head = HEAD.match(behind, match.end()) if match else None
    if not match or not head:
        return
    at = q.end
    for item in match[1].split("、"):
        own = next((m for m in HEAD.finditer(item) if m.end() == len(item)), None)
        first = at == q.end
        name = f"“{q.inner}”{item}" if first or own is None else item
        kind = HEAD_KIND[(own or head).group()]
        name = name if own else name + head.group()
        yield Name(q.start if first else at, at + len(item), name, kind, "quoted")
        at += len(item) + 1
