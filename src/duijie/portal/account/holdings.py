"""Every column of the database that names an account, found from the models themselves.

A room that adds one is in the export at once, and the test of the deletion sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from duijie.core.models import User


@dataclass(frozen=True, slots=True)
class Holding:
    """A column that names an account: ``docking.message`` and ``author``."""

    model: type[Model]
    column: str

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.column}"

    def rows(self, user: User) -> QuerySet[Any]:
        """The rows that name this account."""
        return self.model._default_manager.filter(**{self.column: user.pk}).order_by("pk")


def holdings() -> Iterator[Holding]:
    """All of them, except the histories that the database keeps (``…Event``), which follow their record."""
    for model in apps.get_models(include_auto_created=True):
        if hasattr(model, "pgh_tracked_model") or model._meta.proxy:
            continue
        for field in model._meta.get_fields():
            if getattr(field, "concrete", False) and field.related_model is User:
                yield Holding(model, field.name)
