"""How an article is shown: rows of original and repaired text beside each other, named repairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from duijie.reading.comparing import Segment, compare_texts
from duijie.reading.models import Article
from duijie.reading.page import Repair

STEPS: dict[str, Any] = {
    "mojibake": _("wrong encoding"),
    "line-end": _("line end"),
    "control": _("invisible character"),
    "full-width": _("full-width letters"),
    "pinyin-gloss": _("pinyin gloss"),
    "hijacked-name": _("hijacked name"),
    "headline-soup": _("headlines of other pages"),
    "footer": _("footer"),
    "navigation": _("navigation"),
    "editor-line": _("editor’s line"),
    "caption": _("caption"),
    "repeated": _("repeated line"),
    "line-joined": _("joined line"),
    "blank": _("blank space"),
}
DAMAGE: dict[str, Any] = {
    "pinyin-gloss": _("pinyin glosses"),
    "traditional-converted": _("converted to Traditional"),
    "hijacked-name": _("hijacked name"),
    "boilerplate-footer": _("site footer"),
    "headline-soup": _("headlines of other pages"),
    "line-broken": _("broken lines"),
    "multi-article": _("several articles on one page"),
}
_SILENT = frozenset({"blank", "line-end"})  # not worth a mark


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a row; ``label`` says what was repaired, "" where nothing was."""

    original: str
    repaired: str
    label: Any = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the original beside what became of it."""

    marks: tuple[Mark, ...]

    @property
    def changed(self) -> bool:
        return any(mark.label for mark in self.marks)

    @property
    def dropped(self) -> bool:
        """Whether nothing of the paragraph is left."""
        return not any(mark.repaired.strip() for mark in self.marks)


def step_label(step: str) -> str:
    """The name of a step, or of several that worked on the same place."""
    return ", ".join(str(STEPS.get(name, name)) for name in step.split("+"))


def segments_of(article: Article) -> list[Segment]:
    """The aligned segments of a kept article."""
    original = article.original
    repairs = [Repair(s, e, step, original[s:e], after) for s, e, step, after in article.repairs]
    return compare_texts(original, repairs)


def rows_of(segments: Sequence[Segment]) -> list[Row]:
    """Segments as rows that end where an unchanged line ends, blank rows left out."""
    rows: list[Row] = []
    marks: list[Mark] = []

    def close() -> None:
        if any(mark.original.strip() or mark.repaired.strip() for mark in marks):
            rows.append(Row(tuple(marks)))
        marks.clear()

    for segment in segments:
        if segment.changed:
            silent = set(segment.step.split("+")) <= _SILENT or not (segment.original + segment.repaired).strip()
            joined = "line-joined" in segment.step
            marks.append(
                Mark(segment.original, segment.repaired, "" if silent and not joined else step_label(segment.step))
            )
            if ("\n" in segment.original and "\n" in segment.repaired) or (
                segment.original.endswith("\n") and not joined
            ):
                close()
            continue
        pieces = segment.original.split("\n")
        for number, piece in enumerate(pieces):
            if number:
                close()
            if piece:
                marks.append(Mark(piece, piece))
    close()
    return rows


def counted(article: Article) -> list[tuple[str, int]]:
    """How many repairs of each kind an article needed, the most frequent first, blanks apart."""
    numbers = Counter(
        name for _start, _end, step, _after in article.repairs for name in step.split("+") if name not in _SILENT
    )
    return [(str(STEPS.get(name, name)), number) for name, number in numbers.most_common()]


def damage_labels(article: Article) -> list[str]:
    """The names of the damage an article's page had."""
    return [str(DAMAGE.get(label, label)) for label in article.damage]
