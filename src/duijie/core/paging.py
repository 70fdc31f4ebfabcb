"""Every list is cut into pages the same way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 20


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], per_page: int = PER_PAGE) -> Page[Any]:
    """The page that ``?page=`` names; a number out of range gives the nearest page, no number the first."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
