"""Where rooms below the registry hook themselves in; the registry may not import them.

They register in their ``AppConfig.ready``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Model
from django.http import HttpRequest

Page = Literal["organisation", "person"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of an organisation's or a person's page that another room fills.

    ``template`` is rendered with ``context`` and the page's own; ``order`` sorts panels.
    """

    title: Any
    template: str
    context: dict[str, Any]
    order: int = 50


PanelProvider = Callable[[HttpRequest, Any], "Panel | None"]
Moved = Callable[[type[Model], Sequence[Any]], None]

_panels: dict[str, list[PanelProvider]] = {"organisation": [], "person": []}
_moved: list[Moved] = []


def add_panel(page: Page, provider: PanelProvider) -> None:
    """Let ``provider(request, record)`` add a panel to every page of this kind (None: not to this one)."""
    if provider not in _panels[page]:
        _panels[page].append(provider)


def panels(page: Page, request: HttpRequest, record: Any) -> list[Panel]:
    """The panels of one page, in order."""
    found = [panel for provider in _panels[page] if (panel := provider(request, record)) is not None]
    return sorted(found, key=lambda panel: panel.order)


def on_moved(told: Moved) -> None:
    """Have ``told(model, primary keys)`` called, inside the transaction, for the records that a
    merge made point to another organisation or person: their derived data must follow."""
    if told not in _moved:
        _moved.append(told)


def tell_moved(model: type[Model], keys: Sequence[Any]) -> None:
    """Call everybody who registered with :func:`on_moved`."""
    for told in _moved:
        told(model, keys)
