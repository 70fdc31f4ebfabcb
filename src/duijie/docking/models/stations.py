"""Groups of brokers responsible for a place or an industry (挂点组), and what they aim at."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.registry.models import Community


def _codes(label: str) -> ArrayField:
    return ArrayField(models.CharField(max_length=20), verbose_name=label, default=list, blank=True)


class Station(Record):
    """Some brokers of a community who look after the problems of their places and fields.

    ``places`` are GB/T 2260 or ISO 3166 codes, those below them included; ``fields`` FORD codes.
    Without places or fields it looks after those of all. ``lead`` is one of its brokers, or nobody.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="stations")
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    places = _codes(_("places"))  # type: ignore[arg-type]  # a lazy translation
    fields = _codes(_("fields"))  # type: ignore[arg-type]  # a lazy translation
    brokers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="stations", blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("leads the station"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name_zh", "id"]
        constraints = [models.UniqueConstraint(fields=["community", "name_zh"], name="station_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language where both are kept."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name_zh


class Target(models.Model):
    """How many problems a station, or the whole community, should bring to a step in a year."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="targets")
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=12)
    number = models.PositiveIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "station", "year", "step"], nulls_distinct=False, name="target_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.station or self.community} {self.year} {self.step} {self.number}"
