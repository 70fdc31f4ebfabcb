"""Needs that a visitor tries: kept in the session, so that nobody else sees them and signing
in or up keeps them. The newest few are kept; an address with an older one says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.core.text import language
from duijie.matching.types import Quantity, Requirement
from duijie.matching.understanding.demands import demanded

_KEPT = 8
_SLOT = "needs"


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody asked for. ``problem`` is the id of the problem it was taken from, or ""."""

    text: str
    requirements: tuple[Requirement, ...]
    problem: str = ""

    @property
    def language(self) -> str:
        """What it is written in, as a page says it of a part: zh-Hans, zh-Hant or en."""
        return language(self.text)


def keep(request: HttpRequest, need: Need, key: str = "") -> str:
    """Keep a need, under its old key when it has one; returns the key."""
    key = key or secrets.token_urlsafe(9).replace("_", "-")
    kept: dict[str, Any] = dict(request.session.get(_SLOT, {}))
    kept.pop(key, None)
    kept[key] = {
        "text": need.text,
        "requirements": rows(need.requirements),
        "problem": need.problem,
    }
    request.session[_SLOT] = dict(list(kept.items())[-_KEPT:])
    return key


def kept(request: HttpRequest, key: str) -> Need:
    """The need with this key.

    Raises:
        NotFound: this visitor has none (any more).
    """
    found = request.session.get(_SLOT, {}).get(key)
    if found is None:
        raise NotFound(_("This need is no longer kept here; state it again on the home page."))
    return Need(found["text"], requirements(found["requirements"]), found.get("problem", ""))


def rows(clauses: Iterable[Requirement]) -> list[list[Any]]:
    """Clauses as JSON values: text, must, and the quantity where it is not what the text names."""
    return [
        [clause.text, clause.must, *([_stated(clause.quantity)] if clause.quantity != demanded(clause.text) else [])]
        for clause in clauses
    ]


def requirements(rows: Iterable[Any]) -> tuple[Requirement, ...]:
    """Clauses as :func:`rows` made them, or as a person wrote them: text and must, with the quantity
    that each names."""
    return tuple(Requirement(text, bool(must), _quantity(text, stated)) for text, must, *stated in rows)


def asked_apart(text: str, quantity: Quantity | None) -> Quantity | None:
    """The quantity that a requirement states beside its text; the one that the text names when it
    states none. Where the text names the same value, it is told where: it is then compared as a
    number and not as words."""
    named = demanded(text)
    if quantity is None or named is None or named.value != quantity.value:
        return quantity or named
    return replace(quantity, start=named.start, end=named.end)


def _stated(quantity: Quantity | None) -> list[Any] | None:
    return [quantity.value, quantity.unit, quantity.comparator, quantity.upper] if quantity else None


def _quantity(text: str, stated: list[Any]) -> Quantity | None:
    return asked_apart(text, Quantity(*stated[0]) if stated and stated[0] else None)
