"""Programmes of the public record, known by their name wherever it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

from duijie.reading.facts.programme_english import Kind


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """The words by which programmes are told: ``data/programmes.json``."""
    return dict(json.loads(resources.files("duijie.reading").joinpath("data/programmes.json").read_text("utf-8")))


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[Kind, str | None]]:
    return {name: (kind, owner) for name, kind, owner in data()["known"]}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Each name, also with its first part in quotation marks: “973”计划, “科创中国”."""
    names = sorted(_known(), key=len, reverse=True)
    return re.compile("|".join(_quotable(name) for name in names))


def _quotable(name: str) -> str:
    head = re.search(r"(?:计划|工程|行动计划|专项)$", name)
    if head is None:
        return re.escape(name)
    return rf"“?{re.escape(name[: head.start()])}”?{head[0]}"


# Behind a name: it is only the first part of an institution's or another thing's.
_GOES_ON = re.compile(r"会|委|项目组|办公室|[局司处]|高校|大学|学科|获得者|获奖者")


def known_names(text: str) -> Iterator[tuple[int, int, str, Kind]]:
    """The known programmes a text names, as (start, end, name as it stands there, kind)."""
    for match in _pattern().finditer(text):
        name = match.group()
        if _GOES_ON.match(text, match.end()) or name.count("“") != name.count("”"):
            continue
        yield match.start(), match.end(), name, _known()[re.sub("[“”]", "", name)][0]


def known_owner(name: str) -> str | None:
    """Whose a known programme is; None for any other and for those of the whole country."""
    return _known().get(re.sub("[“”]", "", name), (None, None))[1]
