"""Columns that many tables of this room have."""

from __future__ import annotations

from django.conf import settings
from django.db import models


def user_column() -> models.ForeignKey:
    """Who did something; what they did stays when their account goes."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
