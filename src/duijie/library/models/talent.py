"""A person or team as an expert, proved by works."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from duijie.library.models.item import Item, Kind, item_constraints, item_indexes
from duijie.registry.models import Person


@pghistory.track(exclude=["search_text", "search_vector"])
class Talent(Item):
    """An expert; ``title`` is the name. Works are what the match is scored through."""

    class Availability(models.TextChoices):
        OPEN = "open", _("open to cooperation")
        LIMITED = "limited", _("limited time")
        CLOSED = "closed", _("not available")

    kind: ClassVar[Kind] = Kind.TALENT

    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    headline = models.CharField(_("headline"), max_length=200, blank=True)
    expertise = models.TextField(_("expertise"), validators=[MaxLengthValidator(20_000)])
    post = models.CharField(_("post"), max_length=120, blank=True)
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("languages"), default=list, blank=True)
    availability = models.CharField(
        _("availability"), max_length=10, choices=Availability.choices, default=Availability.OPEN
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="talents")

    class Meta(Item.Meta):
        verbose_name = _("talent")
        verbose_name_plural = _("talents")
        indexes = item_indexes("talent")
        constraints = item_constraints("talent")

    @property
    def body(self) -> str:
        return self.expertise

    @property
    def display_title(self) -> str:
        """The name in the reader's language where both are kept."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.title


class Work(models.Model):
    """A paper, patent, project or standard that proves a talent."""

    class Kind(models.TextChoices):
        PAPER = "paper", _("paper")
        PATENT = "patent", _("patent")
        PROJECT = "project", _("project")
        STANDARD = "standard", _("standard")

    talent = models.ForeignKey(Talent, on_delete=models.CASCADE, related_name="works")
    ordinal = models.PositiveSmallIntegerField(default=0)
    external_id = models.CharField(_("external id"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PAPER)
    title = models.CharField(_("title"), max_length=400)
    abstract = models.TextField(_("abstract"), blank=True, validators=[MaxLengthValidator(10_000)])
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    venue = models.CharField(_("published in"), max_length=300, blank=True)

    class Meta:
        ordering = ["ordinal", "id"]
        verbose_name = _("work")

    def __str__(self) -> str:
        return self.title
