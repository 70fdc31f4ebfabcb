"""Damages clean text in the ways pages of the web are damaged, with the truth known."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import opencc
import pypinyin

_HAN = re.compile("[\u4e00-\u9fff]")
_S2T = opencc.OpenCC("s2t")
_T2S = opencc.OpenCC("t2s")


def traditional(text: str) -> str:
    return str(_S2T.convert(text))


def glossed(text: str, rng: random.Random, *, every: float, only_two_forms: bool, brackets: str = "()") -> str:
    """A reading behind a share of the characters, as converters leave it; with
    ``only_two_forms`` behind those whose Traditional form differs from the Simplified."""
    pieces = []
    for char in text:
        pieces.append(char)
        if not _HAN.match(char) or (only_two_forms and _S2T.convert(_T2S.convert(char)) == _T2S.convert(char)):
            continue
        if rng.random() < every:
            pieces.append(brackets[0] + pypinyin.pinyin(char)[0][0] + brackets[1])
    return "".join(pieces)


def cut_into_lines(text: str, width: int) -> str:
    """Every paragraph cut into lines of so many characters, as a newspaper's columns."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += [paragraph[i : i + width] for i in range(0, len(paragraph), width)] or [""]
    return "\n".join(line for line in lines if line)


def cut_by_pages(text: str, rng: random.Random, cuts: int) -> str:
    """Some long paragraphs cut in the middle with an empty line, as by page ends."""
    paragraphs = text.split("\n\n")
    long = [i for i, p in enumerate(paragraphs) if len(p) > 60]
    for i in rng.sample(long, min(cuts, len(long))):
        p = paragraphs[i]
        at = rng.randrange(20, len(p) - 20)
        while p[at - 1] in "。！？；：”" or p[at] in "\n”，。、；：":
            at += 1
        paragraphs[i] = p[:at] + "\n\n" + p[at:]
    return "\n\n".join(paragraphs)


def with_footers(text: str, footer: str, times: int) -> str:
    return text + "\n\n" + "\n\n".join([footer] * times)


def with_soup(text: str, headlines: Sequence[str], rng: random.Random, *, one_line: bool) -> str:
    title = text.split("\n")[0]
    chosen = [title, *rng.sample(list(headlines), min(14, len(headlines)))]
    if one_line:
        return " ".join(chosen) + "\n您的位置：首页 > 新闻资讯 >\n\n" + text
    body = text.split("\n\n", 1)
    return "\n".join(chosen[1:]) + f"\n\n{body[0]}\n\n2022-10-01 08:30 来源：江城日报\n\n{body[1]}"


def hijacked(text: str, name: str, foreign: str) -> str:
    return text.replace(name, foreign)


def errors(truth: str, found: str) -> int:
    """Edit distance, blanks apart."""
    a, b = re.sub(r"\s", "", truth), re.sub(r"\s", "", found)
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    if len(a) > 3000 or len(b) > 3000:
        return max(len(a), len(b))
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (char != other))
    return row[-1]


def paragraphs(text: str) -> list[str]:
    return [re.sub(r"\s", "", p) for p in text.split("\n") if p.strip()]
