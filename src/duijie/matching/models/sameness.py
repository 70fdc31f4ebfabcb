"""What items are compared by, and which of them say the same."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record


class ItemPrint(models.Model):
    """What a listed item is compared by (:mod:`duijie.matching.sameness.comparing`)."""

    key = models.CharField(max_length=60, primary_key=True)
    title_key = models.CharField(max_length=32, blank=True, db_index=True)
    text_key = models.CharField(max_length=32, blank=True, db_index=True)
    holders = ArrayField(models.CharField(max_length=40), default=list)
    minhash = ArrayField(models.BigIntegerField(), default=list)
    bands = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [GinIndex(fields=["bands"], name="itemprint_bands")]

    def __str__(self) -> str:
        return self.key


class ItemTwin(Record):
    """Two items that say the same, by their keys, the smaller first; ``apart`` when the secretariat
    said that they do not, which is remembered."""

    class Verdict(models.TextChoices):
        SAME = "same", _("say the same")
        APART = "apart", _("kept apart")

    class Why(models.TextChoices):
        TEXT = "text", _("nearly the same text")
        TITLE = "title", _("the same title and holder")

    one = models.CharField(max_length=60, db_index=True)
    other = models.CharField(max_length=60, db_index=True)
    score = models.FloatField(_("likeness"))
    why = models.CharField(max_length=10, choices=Why.choices)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.SAME)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="item_twin_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="item_twin_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one} = {self.other}"
