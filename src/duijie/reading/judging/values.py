"""The values of a proposal as a person may change them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.core.text import clean
from duijie.reading.judging.saying import DATES, EDITABLE, LISTS, YES_OR_NO

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "organisation": ("name",),
    "person": ("name",),
    "post": ("person", "title", "organisation"),
    "agreement": (),
    "indicator": ("value",),
    "membership": ("organisation", "member_of"),
    "event": ("name",),
    "programme": ("name",),
    "task": ("text",),
}
_LONGEST = {"title": 500, "text": 2000, "description": 2000}
_NAME = 200
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")


def cleaned(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a form sent, as values of this kind: lists from lines, numbers, dates as far as known.

    >>> cleaned("event", {"name": " 年会 ", "date": "2020-1", "people": "张平\\n王明"})["date"]
    '2020-01'

    Raises:
        InvalidInput: ``details["fields"]`` maps names to sentences.
    """
    wrong: dict[str, list[Any]] = {}
    values: dict[str, Any] = {}
    for name in EDITABLE[kind]:
        if name not in given:
            continue
        try:
            values[name] = _value(name, given[name])
        except ValueError as error:
            wrong[name] = [error.args[0]]
    for name in REQUIRED[kind]:
        if name not in wrong and values.get(name) in (None, "", []):
            wrong[name] = [Sentence(gettext_noop("This is needed."))]
    if kind == "agreement" and not values.get("title") and len(values.get("parties") or []) < 2:
        wrong.setdefault("title", [Sentence(gettext_noop("Give a title, or two parties."))])
    start, end = values.get("start"), values.get("end")
    if start and end and end[: len(start)] < start[: len(end)]:
        wrong["end"] = [Sentence(gettext_noop("The post ends before it starts; exchange the dates."))]
    if wrong:
        raise InvalidInput(Sentence(gettext_noop("Some fields need another look.")), fields=wrong)
    return values


def _value(name: str, given: Any) -> Any:
    if name in LISTS:
        lines = given if isinstance(given, (list, tuple)) else re.split(r"[\n;；]", str(given or ""))
        names = [clean(str(line)) for line in lines]
        if any(len(line) > _NAME for line in names) or len(names) > 100:
            raise ValueError(Sentence(gettext_noop("Give one name a line, each of at most 200 characters.")))
        return [line for line in names if line]
    if name in YES_OR_NO:
        return given is True or str(given).strip().casefold() in {"1", "true", "on", "yes"}
    text = clean(str(given)) if given is not None else ""
    if not text:
        return None
    if name in DATES:
        return as_date(text)
    if name == "value":
        plain = text.replace(",", "").replace("，", "")
        if not _NUMBER.fullmatch(plain):
            raise ValueError(Sentence(gettext_noop("Give a number, such as 4000 or 2.5.")))
        return float(plain) if "." in plain else int(plain)
    most = _LONGEST.get(name, _NAME)
    if len(text) > most:
        raise ValueError(Sentence(gettext_noop("At most {limit:,} characters fit here."), limit=most))
    return text


def as_date(text: str) -> str:
    """``2020``, ``2020-1`` or ``2020-01-17`` in ISO 8601.

    Raises:
        ValueError: it is no date; the argument is a sentence.
    """
    found = _DATE.fullmatch(text)
    try:
        if not found:
            raise ValueError
        year, month, day = found.groups()
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError(Sentence(gettext_noop("Give a date as 2020, 2020-01 or 2020-01-17."))) from None
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def first_day(text: Any) -> date | None:
    """The first day of a date that may be no more than a year or month; None for none."""
    found = _DATE.fullmatch(str(text or ""))
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


_KINDS = (
    ("hospital", r"医院$|卫生院$|hospital"),
    ("university", r"大学$|(?<!科)学院$|university|college"),
    ("company", r"公司$|集团$|\b(?:inc|ltd|llc|gmbh|corporation|company)\b"),
    ("cooperative", r"合作社$|cooperative"),
    (
        "association",
        r"学会$|协会$|科协$|联盟$|联合会$|研究会$|共同体$|基金会$|association|society|alliance|federation|union",
    ),
    ("institute", r"研究院$|科学院$|研究所$|工程院$|实验室$|研究中心$|institute|academy|laboratory"),
    ("government", r"政府$|[部委局厅办]$|委员会$|人大$|政协$|ministry|commission|council|government"),
)


def kind_of_organisation(name: str) -> str:
    """What kind of organisation a name tells of; "other" when it does not tell.

    >>> kind_of_organisation("江城大学"), kind_of_organisation("甲乙丙")
    ('university', 'other')
    """
    folded = name.casefold()
    return next((kind for kind, pattern in _KINDS if re.search(pattern, folded)), "other")
