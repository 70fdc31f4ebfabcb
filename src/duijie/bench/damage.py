"""Damages clean text in the ways in which pages of the web are damaged, with the truth known.

Each way is a function from a :class:`Page` and a random generator to a page; ways follow one
another, so that any combination can be made. Pure and seeded: the same seed gives the same
pages on every machine.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import opencc
import pypinyin

_HAN = re.compile("[\u4e00-\u9fff]")
_HAN_RUN = re.compile("[\u4e00-\u9fff]+")
_ASCII = re.compile("[0-9A-Za-z]")
_TONE = re.compile(r"\d")
_INVISIBLE = "\u200b\ufeff\u00ad\u2060\x07\x0b\x1f\u200e\u202c\x7f"
Region = Literal["cn", "tw", "tw-words", "hk"]
_REGIONS: Mapping[Region, str] = {"cn": "s2t", "tw": "s2tw", "tw-words": "s2twp", "hk": "s2hk"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page being damaged. ``truths`` are its articles as they were; ``simplified`` says that
    they are to be compared with the Simplified form of what is read; ``labels`` is the damage
    that a reader should name."""

    text: str
    truths: tuple[str, ...]
    simplified: bool = False
    labels: frozenset[str] = frozenset()
    encoding: str = "utf-8"

    @classmethod
    def of(cls, text: str) -> Page:
        return cls(text, (text,))

    def labelled(self, *labels: str) -> Page:
        return replace(self, labels=self.labels | set(labels))

    def to_bytes(self) -> bytes:
        return self.text.encode(self.encoding)


Way = Callable[[Page, random.Random], Page]


@lru_cache(maxsize=8)
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def convert(text: str, config: str) -> str:
    """OpenCC's conversion, for example ``s2twp``."""
    return str(_converter(config).convert(text))


@lru_cache(maxsize=8192)
def _two_forms(char: str) -> bool:
    """Whether a character is another one in Traditional: those that converters gloss."""
    return convert(convert(char, "t2s"), "s2t") != convert(char, "t2s")


def traditional(region: Region) -> Way:
    """Converted to the characters of a region; ``tw-words`` puts in Taiwan's words as well."""

    def way(page: Page, rng: random.Random) -> Page:
        text = convert(page.text, _REGIONS[region])
        labels = ("traditional-converted",) if region == "cn" else ()
        return replace(page, text=text, simplified=True).labelled(*labels)

    return way


def glosses(*, share: float, digits: bool = False, full_width: bool = False, everywhere: bool = False) -> Way:
    """Readings in brackets behind a share of the characters that have two forms, or of all."""
    opening, closing = "（）" if full_width else "()"

    def way(page: Page, rng: random.Random) -> Page:
        def glossed(match: re.Match[str]) -> str:
            style = pypinyin.Style.TONE3 if digits else pypinyin.Style.TONE
            readings = [one[0] for one in pypinyin.pinyin(match.group(), style=style)]
            pieces = []
            for char, reading in zip(match.group(), readings, strict=True):
                wanted = (everywhere or _two_forms(char)) and rng.random() < share
                if digits and not _TONE.search(reading):
                    reading += "5"
                pieces.append(f"{char}{opening}{reading}{closing}" if wanted and reading != char else char)
            return "".join(pieces)

        text = _HAN_RUN.sub(glossed, page.text)
        return replace(page, text=text).labelled(*(["pinyin-gloss"] if text != page.text else []))

    return way


def controls(page: Page, rng: random.Random) -> Page:
    """Invisible characters among the others, and line ends of another system."""
    pieces = [c + rng.choice(_INVISIBLE) if rng.random() < 0.04 else c for c in page.text]
    text = "".join(pieces).replace("\n", rng.choice(["\r\n", "\r", "\n"]))
    return replace(page, text=text)


def full_width(page: Page, rng: random.Random) -> Page:
    """Letters and digits made full-width, as old input methods write them."""
    return replace(page, text=_ASCII.sub(lambda m: chr(ord(m.group()) + 0xFEE0), page.text))


def read_as(right: str, wrong: str, *, lossy: bool = False) -> Way:
    """Written in one encoding and read in another; ``browser`` is Windows-1252 as browsers
    read it. ``lossy`` replaces what the wrong encoding cannot read."""

    def way(page: Page, rng: random.Random) -> Page:
        data = page.text.encode(right, "replace")
        if wrong == "browser":
            return replace(page, text="".join(_browser(b) for b in data))
        return replace(page, text=data.decode(wrong, "replace" if lossy else "strict"))

    return way


def _browser(byte: int) -> str:
    return chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")


def stored_as(encoding: str) -> Way:
    """The file itself in another encoding than UTF-8, undeclared."""
    return lambda page, rng: replace(page, encoding=encoding)


def columns(page: Page, rng: random.Random) -> Page:
    """Every paragraph cut into lines of one width."""
    chinese = _HAN.search(page.text) is not None
    width = rng.randint(12, 40) if chinese else rng.randint(45, 90)
    gap, indent = rng.choice([("\n", ""), ("\n\n", ""), ("\n", "\u3000\u3000")])
    paragraphs: list[str] = []
    for paragraph in (p for p in page.text.split("\n") if p.strip()):
        if chinese:
            lines = [paragraph[i : i + width] for i in range(0, len(paragraph), width)]
        else:
            lines = textwrap.wrap(paragraph, width, break_on_hyphens=False, break_long_words=False)
        paragraphs.append((indent if chinese and paragraphs else "") + "\n".join(lines))
    cut = any("\n" in p for p in paragraphs)
    return replace(page, text=gap.join(paragraphs)).labelled(*(["line-broken"] if cut and chinese else []))


def cut_by_pages(page: Page, rng: random.Random) -> Page:
    """Long paragraphs cut here and there by an empty line, as by the ends of pages."""
    paragraphs = page.text.split("\n\n")
    long = [i for i, p in enumerate(paragraphs) if len(p) > 60]
    for i in rng.sample(long, min(2, len(long))):
        at = rng.randrange(20, len(paragraphs[i]) - 20)
        if not _HAN.search(paragraphs[i]):
            at = paragraphs[i].rindex(" ", 0, at + 1) if " " in paragraphs[i][: at + 1] else at
        paragraphs[i] = paragraphs[i][:at].rstrip() + "\n\n" + paragraphs[i][at:].lstrip()
    return replace(page, text="\n\n".join(paragraphs))


def footers(*lines: Sequence[str], times: tuple[int, int] = (1, 6)) -> Way:
    """One of some footers below, once or several times."""

    def way(page: Page, rng: random.Random) -> Page:
        footer = "\n".join(rng.choice(list(lines)))
        text = page.text + f"\n\n{footer}" * rng.randint(*times)
        return replace(page, text=text).labelled("boilerplate-footer")

    return way


def soup(headlines: Sequence[str]) -> Way:
    """Headlines of other articles: a row above, lines above the title, or lines below."""

    def way(page: Page, rng: random.Random) -> Page:
        blocks = page.text.split("\n\n")
        above = 2 if blocks[0].split("\n")[0] in (*_ABOVE_ZH, *_ABOVE_EN) else 1  # the site's lines and the title
        title, body = "\n\n".join(blocks[:above]), "\n\n".join(blocks[above:])
        chosen = rng.sample(list(headlines), min(len(headlines), rng.randint(10, 24)))
        place = rng.choice(["row", "above", "below"])
        if place == "row":
            text = " ".join(chosen) + f"\n您的位置：首页 > 新闻 >\n\n{page.text}"
        elif place == "above":
            text = "\n".join(chosen) + f"\n\n{title}\n\n2024-0{rng.randint(1, 9)}-12 09:30 来源：江州日报\n\n{body}"
        else:
            text = f"{page.text}\n\n相关新闻\n" + "\n".join(chosen)
        return replace(page, text=text).labelled("headline-soup")

    return way


_ABOVE_ZH = (
    "首页 > 新闻动态 > 正文",
    "当前位置：首页 >> 工作动态",
    "字体：【大 中 小】 打印",
    "语音播报",
    "分享到：微信 微博",
)
_BETWEEN_ZH = ("图为活动现场。 {n} 摄", "资料图：去年的活动现场", "活动现场 记者 {n} 摄", "（图片由主办方提供 {n} 摄）")
_BELOW_ZH = (
    "（责任编辑：{n}）",
    "责任编辑：{n}  审核：{n}",
    "【编辑：{n}】",
    "打印 关闭 责编：{n}",
    "扫一扫在手机打开当前页",
    "【打印】【关闭】",
    "上一篇：关于开展年度评议的通知",
    "浏览次数：1,024",
)
_NAMES = ("江屿", "辛禾", "庄绪", "戚若兰", "苗得雨", "万一诺")
_ABOVE_EN = (
    "Home > News > Stories",
    "Print | Share",
    "Skip to main content | Menu | Search",
    "Share this page: e-mail | print",
)
_BELOW_EN = ("Read next: A map of dykes", "Back to top", "Print | Share", "Privacy policy | Terms of use | Contact us")


def furniture(page: Page, rng: random.Random) -> Page:
    """Path and buttons above, captions between, editors and buttons below."""
    chinese = _HAN.search(page.text) is not None
    above, below = (_ABOVE_ZH, _BELOW_ZH) if chinese else (_ABOVE_EN, _BELOW_EN)
    lines = page.text.split("\n\n")
    if chinese and len(lines) > 2:
        lines.insert(rng.randrange(2, len(lines)), rng.choice(_BETWEEN_ZH).format(n=rng.choice(_NAMES)))
    head = rng.sample(above, 2)
    head.sort(key=lambda line: ">" not in line)  # a site's path stands on top
    tail = [line.format(n=rng.choice(_NAMES)) for line in rng.sample(below, 2)]
    return replace(page, text="\n".join(head) + "\n\n" + "\n\n".join(lines) + "\n\n" + "\n".join(tail))


def hijacked(name: str, foreign: str) -> Way:
    """An institution's name replaced by somebody else's, wherever it stands."""
    return lambda page, rng: replace(page, text=page.text.replace(name, foreign)).labelled("hijacked-name")


def several(others: Sequence[str]) -> Way:
    """More articles behind the first, each closed or opened in the manner of one site."""

    def way(page: Page, rng: random.Random) -> Page:
        chosen = rng.sample(list(others), min(len(others), rng.randint(1, 3)))
        manner = rng.choice(["signed", "byline", "editor", "dateline"])
        pieces, truths = [], []
        for number, text in enumerate((page.text, *chosen), 1):
            title, _, body = text.partition("\n\n")
            day = f"2024-03-{number:02d}"
            if manner == "signed":
                text = truth = f"{text}\n\n澄湖学会\n[{day}]"
            elif manner == "byline":
                text, truth = f"{title}\n\n{day} 来源：江州日报\n\n{body}", text
            elif manner == "editor":
                text, truth = f"{text}\n\n（责任编辑：{rng.choice(_NAMES)}）", text
            else:
                text = truth = f"{title}\n\n本报讯（记者 {rng.choice(_NAMES)}）{body}"
            pieces.append(text)
            truths.append(truth)
        return replace(page, text="\n\n".join(pieces), truths=tuple(truths)).labelled("multi-article")

    return way
