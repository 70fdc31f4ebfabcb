"""How much of damaged text the repairs give back, and whether they leave sound text alone.

The texts are samples written for this bench (``sample/*.txt``) and, with a folder given, the
texts in it. "look" texts were looked at when the rules were written, "held" texts never: only
the latter count. A character is restored when it stands in the repaired text; blanks count as
one, and none beside a Chinese character, since where lines end is layout.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from duijie.bench import damage
from duijie.bench.damage import Page, Way
from duijie.bench.reading_errors import distance
from duijie.core.errors import DuijieError, InvalidInput
from duijie.core.text import language
from duijie.reading import Article, read_bytes
from duijie.reading.codes import Known, registry
from duijie.reading.formats import SUFFIXES

SEED = 7
_FOREIGN = ("澳门赌场", "金尊国际", "bet365官网", "天恒娱乐", "永利棋牌", "星曜体育")
_OWN = ("院长", "主席", "部长", "局长")  # whoever speaks for an institution


@dataclass(frozen=True, slots=True)
class Sample:
    """A clean text. ``part`` is "look", "held" or, for texts of a folder, "folder"."""

    name: str
    part: str
    text: str

    @property
    def language(self) -> str:
        return language(self.text)


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of the pages damaged in one way. ``lost`` counts the characters that are wrong,
    missing or too many; ``labelled`` and ``apart`` the pages whose damage was named in full and
    whose articles were told apart; ``undone`` those whose original was made anew exactly."""

    damage: str
    pages: int
    characters: int
    lost: int
    labelled: int
    apart: int
    undone: int

    @property
    def restored(self) -> float:
        return 1 - self.lost / self.characters if self.characters else 1.0


def samples(name: str) -> list[Sample]:
    """The texts of one of the sample files, in order."""
    content = resources.files("duijie.bench").joinpath(f"sample/{name}.txt").read_text("utf-8")
    found = []
    for block in re.split(r"^=== ", content, flags=re.M)[1:]:
        head, _, text = block.partition("\n")
        title, part = head.split()
        found.append(Sample(title, part, text.strip("\n")))
    return found


def of_folder(folder: Path) -> list[Sample]:
    """The text files of a folder, taken for clean.

    Raises:
        InvalidInput: there is none in it.
    """
    files = [
        f for f in sorted(folder.rglob("*")) if f.is_file() and f.suffix.lower() in SUFFIXES & {".txt", ".text", ".md"}
    ]
    found = [Sample(f.name, "folder", f.read_text("utf-8", "replace").strip()) for f in files]
    if not (found := [s for s in found if s.text]):
        raise InvalidInput(f"{folder} holds no text files (.txt, .md); give a folder of clean texts in UTF-8.")
    return found


def run_repair(folder: Path | None = None, *, seed: int = SEED, part: str = "held") -> dict[str, Any]:
    """The figures of every kind of damage and of text without any.

    Returns ``{"damage": [{"damage", "pages", "characters", "lost", "restored", "labelled",
    "apart", "undone"}], "total": {…}, "beyond": […], "undamaged": {"texts", "changed",
    "labelled", "names"}, "pages_per_second"}``. ``beyond`` are ways in which characters are
    lost that no reader can give back; they are not in the total.
    """
    prose = of_folder(folder) if folder else [s for s in samples("prose") if s.part == part]
    plain = [] if folder else [s for s in samples("plain") if s.part == part]
    started, pages = time.perf_counter(), 0
    tallies: dict[str, list[Tally]] = {"damage": [], "beyond": []}
    for group, kinds in (("damage", _ways(prose)), ("beyond", _lossy())):
        for kind, (ways, languages) in kinds.items():
            cases = [_damaged(s, ways, seed, kind) for s in prose if s.language in languages]
            tallies[group].append(_tally(kind, cases))
    if not folder:
        for kind in ("hijacked name", "hijacked name, converted and glossed"):
            tallies["damage"].append(_tally(kind, _hijacks(part, seed, full="converted" in kind)))
    pages = sum(t.pages for group in tallies.values() for t in group)
    seconds = time.perf_counter() - started
    total = _sum(tallies["damage"])
    return {
        "texts": len(prose),
        "damage": [_row(t) for t in tallies["damage"]],
        "total": _row(total),
        "beyond": [_row(t) for t in tallies["beyond"]],
        "undamaged": undamaged([*prose, *plain]),
        "pages_per_second": pages / seconds if seconds else 0.0,
    }


def undamaged(clean: Sequence[Sample]) -> dict[str, Any]:
    """How many clean texts did not come back to the character, and which."""
    changed, labelled = [], []
    for sample in clean:
        articles = _read(sample.text.encode())
        if [a.text for a in articles] != [sample.text] or any(a.repairs for a in articles):
            changed.append(sample.name)
        if any(a.damage for a in articles):
            labelled.append(sample.name)
    return {
        "texts": len(clean),
        "changed": len(changed),
        "labelled": len(labelled),
        "names": sorted({*changed, *labelled}),
    }


def _row(tally: Tally) -> dict[str, Any]:
    return {
        "damage": tally.damage,
        "pages": tally.pages,
        "characters": tally.characters,
        "lost": tally.lost,
        "restored": tally.restored,
        "labelled": tally.labelled / tally.pages if tally.pages else 1.0,
        "apart": tally.apart / tally.pages if tally.pages else 1.0,
        "undone": tally.undone / tally.pages if tally.pages else 1.0,
    }


def _sum(tallies: Sequence[Tally]) -> Tally:
    counts = [[t.pages, t.characters, t.lost, t.labelled, t.apart, t.undone] for t in tallies]
    return Tally("all", *(sum(column) for column in zip(*counts, strict=True)))


_CHINESE = frozenset({"zh-Hans"})
_HAN = frozenset({"zh-Hans", "zh-Hant"})
_ALL = frozenset({"zh-Hans", "zh-Hant", "en"})
_Kinds = Mapping[str, tuple[Sequence[Way], frozenset[str]]]


def _ways(prose: Sequence[Sample]) -> _Kinds:
    """Every kind of damage and its combinations, with the languages that suffer it."""
    others = [s.text for s in prose if s.language == "zh-Hans"]
    soup, footers, several = damage.soup(_headlines()), damage.footers(*_footers()), damage.several(others)
    mainland, taiwan, hong_kong = damage.traditional("cn"), damage.traditional("tw"), damage.traditional("hk")
    gloss, half = damage.glosses(share=1.0), damage.glosses(share=0.4)
    return {
        "glosses, tone marks": ([mainland, gloss], _CHINESE),
        "glosses, digits, full-width": ([mainland, damage.glosses(share=0.5, digits=True, full_width=True)], _CHINESE),
        "glosses, few": ([mainland, damage.glosses(share=0.05)], _CHINESE),
        "glosses in Simplified": ([damage.glosses(share=0.08, everywhere=True)], _CHINESE),
        "glosses in Simplified, digits": ([damage.glosses(share=0.15, digits=True, everywhere=True)], _CHINESE),
        "Traditional, Mainland": ([mainland], _CHINESE),
        "Traditional, Taiwan": ([taiwan], _CHINESE),
        "Traditional, Hong Kong": ([hong_kong], _CHINESE),
        "UTF-8 read as Latin-1": ([damage.read_as("utf-8", "latin-1")], _ALL),
        "UTF-8 read as Windows-1252": ([damage.read_as("utf-8", "browser")], _ALL),
        "UTF-8 read twice": ([damage.read_as("utf-8", "browser")] * 2, _ALL),
        "GB18030 read as Latin-1": ([damage.read_as("gb18030", "latin-1")], _CHINESE),
        "GB18030 read as Windows-1252": ([damage.read_as("gb18030", "browser")], _CHINESE),
        "Big5 read as Latin-1": ([_hant, damage.read_as("big5hkscs", "latin-1")], _HAN),
        "Big5 read as GB18030": ([_hant, damage.read_as("big5hkscs", "gb18030")], _HAN),
        "file in GB18030": ([damage.stored_as("gb18030")], _ALL),
        "file in Big5": ([_hant, damage.stored_as("big5hkscs")], _HAN),
        "file in UTF-16": ([damage.stored_as("utf-16")], _ALL),
        "control characters": ([damage.controls], _ALL),
        "full-width letters": ([damage.full_width], _ALL),
        "columns": ([damage.columns], _ALL),
        "columns, other widths": ([damage.columns], _HAN),
        "cuts between pages": ([damage.cut_by_pages], _HAN),
        "several articles": ([several], _CHINESE),
        "soup of headlines": ([soup], _CHINESE),
        "footers": ([footers], _ALL),
        "path, captions, editors": ([damage.furniture], _ALL),
        "furniture and footers": ([damage.furniture, footers], _ALL),
        "soup, furniture, footers": ([damage.furniture, soup, footers], _CHINESE),
        "Traditional, glosses, furniture, footers": ([damage.furniture, footers, mainland, half], _CHINESE),
        "Traditional, glosses, columns": ([mainland, half, damage.columns], _CHINESE),
        "columns and footers": ([damage.columns, footers], _ALL),
        "columns, full-width, controls": ([damage.full_width, damage.columns, damage.controls], _CHINESE),
        "several articles, footers": ([several, footers], _CHINESE),
        "several articles, Traditional, glosses": ([several, mainland, half], _CHINESE),
        "columns, wrong encoding": ([damage.columns, damage.read_as("utf-8", "browser")], _HAN),
        "footers, controls, file in GB18030": ([footers, damage.stored_as("gb18030")], _CHINESE),
    }


def _lossy() -> _Kinds:
    """Ways that throw characters away, or make two words one: what no reader can give back."""
    return {
        "Traditional, Taiwan's words": ([damage.traditional("tw-words")], _CHINESE),
        "UTF-8 read as GB18030": ([damage.read_as("utf-8", "gb18030", lossy=True)], _HAN),
        "UTF-8 read as Big5": ([damage.read_as("utf-8", "big5hkscs", lossy=True)], _HAN),
        "UTF-8 read as strict Windows-1252": ([damage.read_as("utf-8", "cp1252", lossy=True)], _HAN),
        "GB18030 read as Big5": ([damage.read_as("gb18030", "big5hkscs", lossy=True)], _CHINESE),
    }


def _hant(page: Page, rng: random.Random) -> Page:
    """The text in Traditional as Big5 can write it: that is then the truth."""
    text = damage.convert(page.text, "s2hk" if language(page.text) == "zh-Hans" else "t2hk")
    text = text.encode("big5hkscs", "ignore").decode("big5hkscs")
    return Page.of(text)


def _damaged(sample: Sample, ways: Sequence[Way], seed: int, kind: str) -> Page:
    rng = random.Random(f"{seed} {kind} {sample.name}")  # noqa: S311 - no secret
    page = Page.of(sample.text)
    for way in ways:
        page = way(page, rng)
    return page


def _tally(kind: str, pages: Sequence[Page]) -> Tally:
    lost = characters = labelled = apart = undone = 0
    for page in pages:
        articles = _read(page.to_bytes())
        lost += lost_characters(page, articles)
        characters += sum(len(flat(truth)) for truth in page.truths)
        labelled += bool(articles) and page.labels <= set(articles[0].damage)
        apart += len(articles) == len(page.truths)
        undone += "".join(a.restored() for a in articles) == "".join(a.original for a in articles)
    return Tally(kind, len(pages), characters, lost, labelled, apart, undone)


def lost_characters(page: Page, articles: Sequence[Article]) -> int:
    """How many characters of a page are wrong, missing or too many after repair."""
    texts = [flat(a.simplified if page.simplified else a.text) for a in articles]
    truths = [flat(truth) for truth in page.truths]
    if len(texts) == len(truths):
        return sum(distance(truth, text) for truth, text in zip(truths, texts, strict=True))
    return distance("".join(truths), "".join(texts))


_BESIDE_CHINESE = re.compile(
    r"(?<=[\u2014-\u201f\u2026\u3000-\u9fff\uff00-\uffef]) | (?=[\u2014-\u201f\u2026\u3000-\u9fff\uff00-\uffef])"
)


def flat(text: str) -> str:
    """A text in one line: runs of blanks as one, none beside a Chinese character."""
    return _BESIDE_CHINESE.sub("", " ".join(text.split()))


def _read(data: bytes) -> list[Article]:
    try:
        return read_bytes(data)
    except DuijieError:
        return []


@lru_cache(maxsize=1)
def _headlines() -> tuple[str, ...]:
    content = resources.files("duijie.bench").joinpath("sample/headlines.txt").read_text("utf-8")
    return tuple(line for line in content.splitlines() if line and not line.startswith("#"))


def _footers() -> list[tuple[str, ...]]:
    return [
        (
            "版权所有：澄湖学会  鄂ICP备00000012号-1  鄂公网安备42000000000012号",
            "地址：江州市滨河大道66号 邮编：430000",
            "电话：0200-5550188",
        ),
        ("© 2018-2025 北原省技术转移联盟 版权所有 京ICP备00000013号", "技术支持：江州数据服务中心"),
        ("主办单位：江州市科学技术协会 网站标识码：4200000012", "鄂ICP备00000014号", "建议使用1024×768分辨率浏览本站"),
        (
            "Copyright © 2019-2025 Tarn Delta Trust. All rights reserved.",
            "4 Sluice Lane, Lower Tarn · office@tarn.example",
        ),
    ]


def _hijacks(part: str, seed: int, *, full: bool) -> list[Page]:
    """Pages of the institutions that the registry knows, under somebody else's name."""
    pages = []
    owners = [k for k in registry().organisations if k.icp and any(t in k.titles for t in _OWN)]
    for sample in samples("institutions"):
        if sample.part != part:
            continue
        for owner in owners:
            rng = random.Random(f"{seed} {sample.name} {owner.name}")  # noqa: S311 - no secret
            title = next(t for t in _OWN if t in owner.titles)
            page = Page.of(sample.text.format(name=owner.name, title=title))
            page = damage.footers(_own_footer(owner))(page, rng)
            page = damage.hijacked(owner.name, rng.choice(_FOREIGN))(page, rng)
            if full:
                page = damage.glosses(share=0.4)(damage.traditional("cn")(page, rng), rng)
            pages.append(page)
    return pages


def _own_footer(owner: Known) -> tuple[str, ...]:
    codes = [*owner.icp[:1], *owner.police[:1]]
    return (f"© 1998 - 2025 {owner.name} 版权所有 {' '.join(codes)}", "地址：北京市 邮编：100000")


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown tables."""
    rows = [
        "| damage | pages | characters | restored | damage named | articles apart |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    rows += [_line(r) for r in (*result["damage"], result["total"])]
    if result["beyond"]:
        rows += ["", "What no reader can give back (not in the total):", *rows[:2], *map(_line, result["beyond"])]
    found = result["undamaged"]
    rows += [
        "",
        f"Undamaged texts: {found['texts']}, changed {found['changed']}, wrongly labelled {found['labelled']}.",
    ]
    rows += [
        f"Texts: {result['texts']}; {result['pages_per_second']:.0f} damaged pages a second made, read and compared."
    ]
    return "\n".join(rows)


def _line(row: Mapping[str, Any]) -> str:
    return (
        f"| {row['damage']} | {row['pages']} | {row['characters']:,} | {100 * row['restored']:.3f} % "
        f"| {100 * row['labelled']:.0f} % | {100 * row['apart']:.0f} % |"
    )
