"""Fields of science (OECD FORD) and places (ISO 3166, GB/T 2260)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language


class _Coded(models.Model):
    code = models.CharField(max_length=20, primary_key=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the reader."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class Field(_Coded):
    """An OECD FORD field: ``2`` Engineering and technology, ``2.5`` Materials engineering."""

    class Meta:
        ordering = ["code"]


class Place(_Coded):
    """A country (ISO 3166-1 alpha-2), or a Chinese province or city (six digits, GB/T 2260).

    ``ancestors`` holds the codes from the country down to the place itself, so that a search
    for a province finds its cities.
    """

    ancestors = models.JSONField(default=list)

    class Meta:
        ordering = ["code"]
