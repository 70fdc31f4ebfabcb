"""Two records of people that may be of one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.registry.models.who import Person


class PersonPair(Record):
    """Two people of one name, how likely they are one, and what was decided.

    ``reasons`` are rows of kind, weight, template and values, as
    :class:`duijie.registry.sameness.judging.Reason`. Records that were joined have no pair any
    more: one of them leads to the other (``Person.merged_into``).
    """

    class Verdict(models.TextChoices):
        OPEN = "open", _("not decided")
        APART = "apart", _("kept apart")

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pairs")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pairs_as_other")
    probability = models.FloatField(_("probability"))
    reasons = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.OPEN, db_index=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-probability", "id"]
        constraints = [
            models.UniqueConstraint(Least("one", "other"), Greatest("one", "other"), name="person_pair_once"),
            models.CheckConstraint(condition=~models.Q(one=models.F("other")), name="person_pair_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.one} ? {self.other}"
