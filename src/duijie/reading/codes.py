"""Whose page is it? Identifiers in a text, and the registry that knows some of them.

The registry is data (``data/codes.json``). An operator extends it with files of the same
form, named in the environment variable ``DUIJIE_READ_CODES`` (several separated by the
path separator of the system) or handed to :func:`load`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Literal

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.core.text import to_simplified

IdentifierKind = Literal["icp", "police", "site"]
VARIABLE = "DUIJIE_READ_CODES"

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PATTERNS: tuple[tuple[IdentifierKind, re.Pattern[str]], ...] = (
    (
        "icp",
        re.compile(
            rf"([{_PROVINCE}])\s*ICP\s*([备证])\s*案?\s*[:：]?\s*(\d{{5,10}})\s*号?(?:\s*[-—–－]\s*(\d{{1,3}})(?!\d))?",
            re.I,
        ),
    ),
    ("police", re.compile(rf"([{_PROVINCE}])\s*公\s*网\s*安\s*备\s*[:：]?\s*(\d{{8,15}})\s*号?")),
    ("site", re.compile(r"网站标识码\s*[:：]?\s*([A-Za-z]{2}\d{8}|\d{10})(?!\d)")),
)


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A public code in its usual spelling, Simplified, without blanks: 京ICP备05002857号-1."""

    kind: IdentifierKind
    value: str


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation of the registry with the codes it is known by."""

    name: str
    names: tuple[str, ...] = ()
    icp: tuple[str, ...] = ()
    police: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        return (self.name, *self.names)


@dataclass(frozen=True, slots=True)
class Registry:
    """What is known about codes; ``foreign_words`` are words of the trades whose sites mirror
    institutions under their own name, ``trade_words`` those of them that real institutions bear
    too."""

    organisations: tuple[Known, ...]
    foreign_words: tuple[str, ...] = ()
    trade_words: tuple[str, ...] = ()

    def owner(self, identifiers: Iterable[Identifier]) -> Known | None:
        """The organisation that codes belong to; exact ones outweigh patterns, site codes and
        security records the shared ICP records."""
        best: tuple[int, Known] | None = None
        for identifier in identifiers:
            for organisation in self.organisations:
                weight = _weight(identifier, organisation)
                if weight and (best is None or weight > best[0]):
                    best = (weight, organisation)
        return best[1] if best else None

    def named(self, name: str) -> Known | None:
        """The organisation that goes by exactly this name."""
        name = to_simplified(name.strip())
        return next((o for o in self.organisations if name in o.all_names), None)


def _weight(identifier: Identifier, organisation: Known) -> int:
    value = identifier.value
    if identifier.kind == "icp":
        return 4 if value.split("号")[0] + "号" in organisation.icp or value in organisation.icp else 0
    codes = organisation.police if identifier.kind == "police" else organisation.site
    if value in codes:
        return 6
    return 5 if any(c.endswith("*") and value.startswith(c[:-1]) for c in codes) else 0


def find_identifiers(text: str) -> list[Identifier]:
    """The codes a text shows, in either script, each once, in order of kind and place."""
    text = to_simplified(text)
    found: dict[Identifier, None] = {}
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            found.setdefault(Identifier(kind, _spelled(kind, match)))
    # A record with its site number says more than the same record without.
    numbered = {i.value.rsplit("-", 1)[0] for i in found if i.kind == "icp" and "-" in i.value}
    return [i for i in found if i.value not in numbered]


def _spelled(kind: IdentifierKind, match: re.Match[str]) -> str:
    if kind == "icp":
        province, record, number, site = match.groups()
        return f"{province}ICP{record}{number}号" + (f"-{site}" if site else "")
    if kind == "police":
        return f"{match[1]}公网安备{match[2]}号"
    return match[1].lower()


def load(*files: Path) -> Registry:
    """The bundled registry with operator files added (the later wins for the same name).

    Raises:
        InvalidInput: a file cannot be read or does not have the form of data/codes.json.
    """
    merged: dict[str, Known] = {}
    words: dict[str, None] = {}
    trade: dict[str, None] = {}
    bundled = resources.files("duijie.reading").joinpath("data/codes.json").read_text("utf-8")
    sources: list[tuple[str, str]] = [("the bundled registry of codes", bundled)]
    for file in files:
        try:
            sources.append((str(file), file.read_text("utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(
                Sentence(
                    gettext_noop("The registry of codes {file} cannot be read ({error}); check {variable}."),
                    file=file,
                    error=error,
                    variable=VARIABLE,
                )
            ) from error
    for name, content in sources:
        try:
            parsed = json.loads(content)
            for entry in parsed.get("organisations", []):
                known = _known(entry)
                merged[known.name] = known
            words.update(dict.fromkeys(str(w) for w in parsed.get("foreign_words", [])))
            trade.update(dict.fromkeys(str(w) for w in parsed.get("trade_words", [])))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InvalidInput(
                Sentence(
                    gettext_noop("{name} does not have the form of data/codes.json: {error}."), name=name, error=error
                )
            ) from error
    return Registry(tuple(merged.values()), tuple(dict.fromkeys((*words, *trade))), tuple(trade))


def _known(entry: dict[str, object]) -> Known:
    def strings(key: str) -> tuple[str, ...]:
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ValueError(f"{key} of {entry.get('name')} must be a list of strings")
        return tuple(value)

    site = tuple(s.lower() for s in strings("site"))
    names, icp, police = strings("names"), strings("icp"), strings("police")
    return Known(str(entry["name"]), names, icp, police, site, strings("titles"), strings("parts"))


@lru_cache(maxsize=4)
def _loaded(variable: str) -> Registry:
    return load(*(Path(p) for p in variable.split(os.pathsep) if p))


def registry() -> Registry:
    """The registry as the environment configures it."""
    return _loaded(os.environ.get(VARIABLE, ""))


def values(identifiers: Sequence[Identifier]) -> list[str]:
    """The identifiers as plain strings."""
    return [identifier.value for identifier in identifiers]
