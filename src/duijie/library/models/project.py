"""A result, technology or programme that can solve problems."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.library.models.item import Item, Kind, item_constraints, item_indexes


@pghistory.track(exclude=["search_text", "search_vector"])
class Project(Item):
    """A project with its technology readiness level (ISO 16290, 1 to 9), rights and team."""

    class Stage(models.TextChoices):
        IDEA = "idea", _("idea")
        LABORATORY = "laboratory", _("laboratory")
        PILOT = "pilot", _("pilot")
        PRODUCTION = "production", _("production")
        MARKET = "market", _("on the market")

    kind: ClassVar[Kind] = Kind.PROJECT

    summary = models.TextField(_("summary"), validators=[MaxLengthValidator(20_000)])
    trl = models.PositiveSmallIntegerField(
        _("readiness level (TRL)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, blank=True)
    ip = models.TextField(_("intellectual property"), blank=True, validators=[MaxLengthValidator(2000)])
    team = models.TextField(_("team"), blank=True, validators=[MaxLengthValidator(2000)])
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta(Item.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        indexes = item_indexes("project")
        constraints = item_constraints("project")

    @property
    def body(self) -> str:
        return self.summary
