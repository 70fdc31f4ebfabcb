"""Somebody keeps searches; weeks pass; mails go out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from duijie.core.models import User
from duijie.library.models import Item
from duijie.matching.models import Digest, SavedSearch
from duijie.matching.services.digests import period_of, plan, send, waiting
from duijie.matching.services.saved import save_search
from tests.matching.plating import NICKEL


def saved(user: User, **values: Any) -> SavedSearch:
    return save_search(actor=user, **{"name": "Nickel", "kind": "need", "text": NICKEL, **values})


def listing(user: User, **values: Any) -> SavedSearch:
    return saved(user, **{"name": "Problems", "kind": "list", "library": "problem", "text": "", **values})


def this_week() -> str:
    return period_of(timezone.localdate())


def post(user: User, period: str = "") -> list[Digest]:
    """What the worker does of a week, for one person."""
    plan(period=period or this_week(), due_only=False, users=[user])
    return [row for pk in waiting().values_list("pk", flat=True) if (row := send(digest=pk))]


def later(search: SavedSearch) -> None:
    """A week passes for what there is: it was told of, or was there when the search was saved."""
    past = timezone.now() - timedelta(days=7)
    SavedSearch.objects.filter(pk=search.pk).update(created_at=past, told_until=past)


def aged(*items: Item) -> None:
    for item in items:
        past = timezone.now() - timedelta(days=30)
        type(item)._default_manager.filter(pk=item.pk).update(updated_at=past, created_at=past)
