"""The five statutory kinds of technology contract and what their registration asks for. Pure.

What an authority asks for changes; it is data, not code: a JSON table with a version, the day from
which it holds, and where it comes from (``docking/data/technology_contracts.json``; an operator
names another file). A choice whose official code could not be checked says so with
``"verified": false``, and the sheet that is made from it does too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from duijie.core.errors import InvalidInput, Sentence, gettext_noop

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "technology_contracts.json"
"""The table that comes with the installation."""

FieldType = Literal["text", "amount", "choice"]
KIND_CODES = ("development", "transfer", "licence", "consulting", "service")


@dataclass(frozen=True, slots=True)
class Name:
    """How something is called in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The name for a reader of ``zh-hans`` or ``en``."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a field. ``code`` is the authority's, "" where we know none; ``verified``:
    it was checked against the authority's own text."""

    key: str
    name: Name
    code: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Field:
    """Something the registration asks the parties: a text, an amount in the contract's currency,
    or one of ``choices``. ``kinds`` are the kinds of contract it is asked for."""

    key: str
    name: Name
    type: FieldType
    required: bool
    kinds: frozenset[str]
    choices: tuple[Choice, ...] = ()

    def choice(self, key: str) -> Choice | None:
        """The choice with this key."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True)
class Kind:
    """A statutory kind, and the articles of the Civil Code that govern it."""

    key: str
    name: Name
    articles: str
    code: str
    verified: bool


@dataclass(frozen=True, slots=True)
class CodeTable:
    """What registration asks for, as of ``valid_from``."""

    version: str
    valid_from: date
    source: str
    kinds: tuple[Kind, ...]
    fields: tuple[Field, ...]

    def kind(self, key: str) -> Kind:
        """One of the five kinds."""
        return next(kind for kind in self.kinds if kind.key == key)

    def asked(self, kind: str) -> tuple[Field, ...]:
        """The fields that are asked for this kind, in order."""
        return tuple(field for field in self.fields if kind in field.kinds)


def read(data: Mapping[str, Any]) -> CodeTable:
    """A table from its JSON.

    Raises:
        InvalidInput: a part is missing or does not fit; the sentence names it.
    """
    try:
        kinds = tuple(
            Kind(row["key"], _name(row), row.get("articles", ""), row.get("code", ""), bool(row.get("verified")))
            for row in data["kinds"]
        )
        fields = tuple(_field(row) for row in data["fields"])
        table = CodeTable(
            str(data["version"]), date.fromisoformat(data["valid_from"]), str(data["source"]), kinds, fields
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unfit(f"{type(error).__name__} {error}") from error
    if {kind.key for kind in table.kinds} != set(KIND_CODES):
        raise _unfit("kinds")
    if len({field.key for field in fields}) != len(fields):
        raise _unfit("fields")
    return table


@lru_cache(maxsize=4)
def load(path: Path = SHIPPED) -> CodeTable:
    """The table in a file, read once.

    Raises:
        InvalidInput: there is no such file, or what it holds does not fit.
    """
    try:
        return read(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, json.JSONDecodeError) as error:
        raise _unfit(str(error)) from error


def _name(row: Mapping[str, Any]) -> Name:
    return Name(str(row["zh"]), str(row["en"]))


def _field(row: Mapping[str, Any]) -> Field:
    type_: FieldType = row["type"]
    if type_ not in ("text", "amount", "choice"):
        raise ValueError(type_)
    kinds = frozenset(row.get("kinds", KIND_CODES))
    if not kinds <= set(KIND_CODES):
        raise ValueError(sorted(kinds))
    choices = tuple(
        Choice(one["key"], _name(one), str(one.get("code", "")), bool(one.get("verified")))
        for one in row.get("choices", ())
    )
    if (type_ == "choice") != bool(choices):
        raise ValueError(row["key"])
    return Field(row["key"], _name(row), type_, bool(row.get("required")), kinds, choices)


def _unfit(what: str) -> InvalidInput:
    template = gettext_noop("The table of contract codes does not fit: {what}. Compare it with the one shipped.")
    return InvalidInput(Sentence(template, what=what))
