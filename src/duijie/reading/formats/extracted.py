"""What a format module hands back, in a form that crosses a process boundary as JSON."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extracted:
    """Text and what the format says about it. ``surroundings`` is text outside the article
    that may name the publisher. Dates are ISO (YYYY-MM-DD)."""

    text: str
    surroundings: str = ""
    encoding: str = ""
    title: str | None = None
    date: str | None = None
    author: str | None = None
    site: str | None = None
    language: str | None = None
