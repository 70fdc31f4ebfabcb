"""Where rooms below the registry hook themselves in; the registry may not import them.

They register in their ``AppConfig.ready``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Model
from django.http import HttpRequest

Page = Literal["organisation", "person", "item"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of an organisation's, a person's or an item's page that another room fills.

    ``template`` is rendered with ``context`` and the page's own; ``order`` sorts panels.
    """

    title: Any
    template: str
    context: dict[str, Any]
    order: int = 50


PanelProvider = Callable[[HttpRequest, Any], "Panel | None"]
SourceProvider = Callable[[HttpRequest, Sequence[Any]], "dict[Any, Any]"]
Named = Callable[[Page, Sequence[str]], None]
Moved = Callable[[type[Model], Sequence[Any]], None]

_panels: dict[str, list[PanelProvider]] = {"organisation": [], "person": [], "item": []}
_moved: list[Moved] = []
_named: list[Named] = []
_sheets: list[str] = []
_post_sources: list[tuple[SourceProvider, str]] = []


def add_panel(page: Page, provider: PanelProvider) -> None:
    """Let ``provider(request, record)`` add a panel to every page of this kind (None: not to this one)."""
    if provider not in _panels[page]:
        _panels[page].append(provider)


def panels(page: Page, request: HttpRequest, record: Any) -> list[Panel]:
    """The panels of one page, in order."""
    found = [panel for provider in _panels[page] if (panel := provider(request, record)) is not None]
    return sorted(found, key=lambda panel: panel.order)


def add_post_sources(provider: SourceProvider, template: str) -> None:
    """Let ``provider(request, posts)`` say where posts are known from: by the post's id what
    ``template`` shows as ``sources``."""
    if (provider, template) not in _post_sources:
        _post_sources.append((provider, template))


def with_sources(request: HttpRequest, posts: Sequence[Any]) -> None:
    """Give each post ``sources``: pairs of a template and what it shows."""
    for post in posts:
        post.sources = []
    for provider, template in _post_sources if posts else ():
        known = provider(request, posts)
        for post in posts:
            if post.pk in known:
                post.sources.append((template, known[post.pk]))


def add_sheet(sheet: str) -> None:
    """Let pages of organisations and people link a style sheet (a static file) of another room."""
    if sheet not in _sheets:
        _sheets.append(sheet)


def sheets() -> list[str]:
    """The style sheets that other rooms asked for."""
    return list(_sheets)


def on_moved(told: Moved) -> None:
    """Have ``told(model, primary keys)`` called, inside the transaction, for the records that a
    merge made point to another organisation or person: their derived data must follow."""
    if told not in _moved:
        _moved.append(told)


def tell_moved(model: type[Model], keys: Sequence[Any]) -> None:
    """Call everybody who registered with :func:`on_moved`."""
    for told in _moved:
        told(model, keys)


def on_named(told: Named) -> None:
    """Have ``told(kind, keys)`` called, inside the transaction, when organisations or people come to
    go by other names: new records, aliases, merges. ``keys`` are those of the names (see :mod:`.names`)."""
    if told not in _named:
        _named.append(told)


def tell_named(kind: Page, keys: Sequence[str]) -> None:
    """Call everybody who registered with :func:`on_named`."""
    for told in _named if keys else ():
        told(kind, keys)
