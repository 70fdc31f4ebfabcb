"""Needs that a visitor tries: kept in the session, so that nobody else sees them and signing
in or up keeps them. The newest few are kept; an address with an older one says so.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.matching.types import Requirement
from duijie.matching.understanding.requirements import demanded

_KEPT = 8
_SLOT = "needs"


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody asked for. ``problem`` is the id of the problem it was taken from, or ""."""

    text: str
    requirements: tuple[Requirement, ...]
    problem: str = ""


def keep(request: HttpRequest, need: Need, key: str = "") -> str:
    """Keep a need, under its old key when it has one; returns the key."""
    key = key or secrets.token_urlsafe(9).replace("_", "-")
    kept: dict[str, Any] = dict(request.session.get(_SLOT, {}))
    kept.pop(key, None)
    kept[key] = {
        "text": need.text,
        "requirements": [[clause.text, clause.must] for clause in need.requirements],
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
    return Need(
        found["text"], requirements((text, must) for text, must in found["requirements"]), found.get("problem", "")
    )


def requirements(rows: Any) -> tuple[Requirement, ...]:
    """Clauses as a person wrote them, with the quantity that each names."""
    return tuple(Requirement(text, bool(must), demanded(text)) for text, must in rows)
