"""The public face of the room: files in, articles out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from duijie.core.errors import DuijieError, InvalidInput, Sentence, TooLarge, gettext_noop
from duijie.reading.codes import Identifier, values
from duijie.reading.formats import SUFFIXES, open_bytes
from duijie.reading.limits import DEFAULT, Limits, megabytes
from duijie.reading.metadata import describe, drop_bylines
from duijie.reading.page import DAMAGE, Reading, Repair, restore, to_original
from duijie.reading.pipeline import repair
from duijie.reading.steps.script import Region, simplified, traditional
from duijie.reading.steps.whitespace import tidy_whitespace


@dataclass(frozen=True)
class Article:
    """One text of a page, repaired, with what is known about it.

    ``text`` is in the script it was found in, ``simplified`` its Simplified form for search.
    ``original`` is the piece of the page's text it was made from, at ``offset``; ``repairs``
    lead from one to the other and are in the coordinates of ``original``.
    """

    path: str
    sha256: str
    media_type: str
    number: int
    title: str | None
    date: str | None
    publisher: str | None
    identifiers: tuple[Identifier, ...]
    language_variant: str
    damage: tuple[str, ...]
    text: str
    original: str
    repairs: tuple[Repair, ...]
    source: str | None = None
    author: str | None = None
    section: str | None = None
    editors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    encoding: str = ""
    region: Region = "cn"
    offset: int = 0
    raw: bytes = field(default=b"", repr=False)

    @cached_property
    def simplified(self) -> str:
        """The text in Simplified, phrase by phrase."""
        return self._in_simplified(self.text)

    @cached_property
    def title_simplified(self) -> str | None:
        """The title in Simplified."""
        return None if self.title is None else self._in_simplified(self.title)

    def _in_simplified(self, text: str) -> str:
        if self.language_variant != "zh-Hant":
            return text
        return simplified(text, self.region, converted="traditional-converted" in self.damage)

    def forms(self) -> dict[str, tuple[str, str]]:
        """Names and title of a Traditional text, each as written and in Simplified, so that they
        are found in both: ``{"publisher": ("臺灣大學", "台湾大学")}``. Empty for other texts.
        """
        if self.language_variant != "zh-Hant":
            return {}
        named = {key: getattr(self, key) for key in ("title", "publisher", "source", "author", "section")}
        return {key: (self._written(value), self._in_simplified(value)) for key, value in named.items() if value}

    def _written(self, name: str) -> str:
        """A name as the page writes it: what was converted is known by its Simplified form."""
        if name in self.original or name in self.text:
            return name
        at = self.simplified.find(name)
        if at >= 0 and len(self.simplified) == len(self.text):
            return self.text[at : at + len(name)]
        return traditional(name)

    def restored(self) -> str:
        """The original text, made anew from the repaired one and its repairs."""
        return restore(self.text, self.repairs)

    def in_original(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` came from, as offsets in ``original``."""
        return to_original(self.repairs, start), to_original(self.repairs, end, end=True)

    def to_json(self) -> dict[str, Any]:
        """What ``duijie read`` prints: JSON types only, dates as YYYY-MM-DD."""
        return {
            "path": self.path,
            "sha256": self.sha256,
            "article": self.number,
            "title": self.title,
            "date": self.date,
            "publisher": self.publisher,
            "identifiers": values(self.identifiers),
            "language_variant": self.language_variant,
            "damage": list(self.damage),
            "source": self.source,
            "author": self.author,
            "section": self.section,
            "warnings": list(self.warnings),
            "text": self.text,
            **self._both(),
        }

    def _both(self) -> dict[str, Any]:
        """For a Traditional text its Simplified form, and names in both."""
        if self.language_variant != "zh-Hant":
            return {}
        forms = {key: {"written": written, "simplified": plain} for key, (written, plain) in self.forms().items()}
        return {"simplified": self.simplified, "forms": forms}


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """A file that could not be read, and the sentence that says why."""

    path: str
    error: DuijieError

    @property
    def message(self) -> str:
        return str(self.error)


def read_bytes(data: bytes, name: str = "", *, limits: Limits = DEFAULT) -> list[Article]:
    """The articles in the bytes of one file.

    >>> [a.title for a in read_bytes("院士大会开幕\\n\\n大会于2021年5月28日在北京开幕,三千人出席。".encode())]
    ['院士大会开幕']

    Raises:
        InvalidInput: there is no text in it, or it is broken or encrypted.
        TooLarge: it exceeds a limit.
    """
    return to_articles(repair(open_bytes(data, name, limits)), name)


def to_articles(reading: Reading, path: str = "") -> list[Article]:
    """The articles of a repaired reading. Their originals, put together, are the page's."""
    articles: list[Article] = []
    for part, offset in _parts(reading):
        number = len(articles) + 1
        described = describe(part, first=number == 1)
        part = tidy_whitespace(drop_bylines(part, described))
        facts = reading.facts
        identifiers = facts.get("identifiers")
        editors = facts.get("editors")
        region = facts.get("region")
        articles.append(
            Article(
                path=path,
                sha256=reading.sha256,
                media_type=reading.media_type,
                number=number,
                title=described.title,
                date=described.date,
                publisher=described.publisher,
                identifiers=tuple(identifiers) if isinstance(identifiers, list) else (),
                language_variant=str(facts.get("variant", "en")),
                damage=tuple(label for label in DAMAGE if label in reading.damage),
                text=part.text,
                original=part.original,
                repairs=part.repairs,
                source=described.source,
                author=described.author,
                section=described.section,
                editors=editors if isinstance(editors, tuple) else (),
                warnings=reading.warnings,
                encoding=reading.encoding,
                region=region if region in ("cn", "tw", "hk") else "cn",
                offset=offset,
                raw=reading.raw,
            )
        )
    return articles


def _parts(reading: Reading) -> Iterator[tuple[Reading, int]]:
    """A reading for each article: the page cut at its breaks, original and repairs with it."""
    bounds = [0, *(b for b in reading.breaks if 0 < b < len(reading.text)), len(reading.text)]
    cuts = [0, *(to_original(reading.repairs, b) for b in bounds[1:-1]), len(reading.original)]
    for (start, end), (from_, to) in zip(pairwise(bounds), pairwise(cuts), strict=True):
        # A cut's own repairs end before it; those at the page's edges belong to the edge articles.
        repairs = tuple(
            replace(r, start=r.start - from_, end=r.end - from_)
            for r in reading.repairs
            if from_ <= r.start and r.end <= to
        )
        part = replace(
            reading,
            original=reading.original[from_:to],
            text=reading.text[start:end],
            repairs=repairs,
            breaks=(),
            ends=(),
        )
        yield tidy_whitespace(part), from_


def read_path(path: str | os.PathLike[str], *, limits: Limits = DEFAULT) -> Iterator[Article | ReadFailure]:
    """The articles of a file, or of every file under a folder (sorted, hidden ones left out).

    A file that cannot be read yields a :class:`ReadFailure`; the rest goes on. Links to
    folders are not followed.
    """
    for file in files_under(Path(path)):
        yield from read_file(file, limits=limits)


def read_file(file: Path, *, limits: Limits = DEFAULT) -> list[Article | ReadFailure]:
    """The articles of one file, or the one failure to read it."""
    name = str(file)
    try:
        return list(read_bytes(_load(file, limits), name, limits=limits))
    except DuijieError as error:
        return [ReadFailure(name, error)]


def files_under(path: Path) -> list[Path]:
    """The file itself, or all files below a folder in order, hidden ones left out."""
    if not path.is_dir():
        return [path]
    found = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        found += [Path(folder) / n for n in sorted(names) if not n.startswith(".")]
    return found


def _load(file: Path, limits: Limits) -> bytes:
    try:
        size = file.stat().st_size
        if not file.is_file():
            raise InvalidInput(Sentence(gettext_noop("This is no ordinary file; give a file or a folder.")))
        largest = max(limits.text_bytes, limits.document_bytes)
        if size > largest:
            raise TooLarge(
                Sentence(
                    gettext_noop(
                        "The file has {size}; at most {most} are read of this kind. Split it or raise the limit."
                    ),
                    size=megabytes(size),
                    most=megabytes(largest),
                ),
                limit=largest,
                size=size,
            )
        if file.suffix.lower() not in SUFFIXES and size > limits.text_bytes:
            raise TooLarge(
                Sentence(
                    gettext_noop(
                        "The file has {size}; at most {most} are read of this kind. Split it or raise the limit."
                    ),
                    size=megabytes(size),
                    most=megabytes(limits.text_bytes),
                )
            )
        return file.read_bytes()
    except FileNotFoundError as error:
        raise InvalidInput(Sentence(gettext_noop("There is no such file or folder; check the path."))) from error
    except PermissionError as error:
        raise InvalidInput(
            Sentence(gettext_noop("The file may not be read by this user; change its permissions."))
        ) from error
    except OSError as error:
        raise InvalidInput(
            Sentence(gettext_noop("The file cannot be read: {reason}."), reason=error.strerror or error)
        ) from error
