"""A broker lets another stand in for a time, and the parties may refuse who it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.docking.models.columns import user_column
from duijie.docking.models.introductions import Introduction, SideName
from duijie.registry.models import Community

TIME_TO_REFUSE: Final = timedelta(hours=24)
"""How long what somebody else arranged for a broker gives nothing without that broker's yes."""


class Delegation(Record):
    """``taker`` acts for ``giver`` from the first to the last day, both included, in all that the giver
    brokers in the community or in some introductions and the deals that come of them.

    ``made_by`` is the giver, or who leads their station and is not the taker; then it gives nothing
    before the giver has agreed (``agreed_at``) or has had :data:`TIME_TO_REFUSE`. ``told_over`` is when
    both were told that it is over.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="delegations")
    giver = user_column()
    taker = user_column()
    made_by = user_column()
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=500)
    everything = models.BooleanField(_("everything"), default=False)
    introductions = models.ManyToManyField(Introduction, related_name="delegations", blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = user_column()
    agreed_at = models.DateTimeField(null=True, blank=True)
    form = models.UUIDField(null=True, blank=True, unique=True)
    told_over = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="delegation_days",
                violation_error_message=_("The last day is before the first; exchange the two dates."),
            ),
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="delegation_to_another"),
        ]
        indexes = [models.Index(fields=["taker", "last_day"], name="delegation_now")]

    def __str__(self) -> str:
        return f"{self.taker} / {self.giver} {self.first_day}–{self.last_day}"

    def holds(self, day: date | None = None) -> bool:
        """Whether it holds on a day, today when none is given."""
        days = self.first_day <= (day or timezone.localdate()) <= self.last_day
        return self.ended_at is None and days and not self.awaited

    @property
    def waits_until(self) -> datetime:
        """Until when it gives nothing unless the giver agrees."""
        return self.created_at + TIME_TO_REFUSE

    @property
    def awaited(self) -> bool:
        """Whether the giver may still say whether they agree before it gives anything."""
        return self.agreed_at is None and timezone.now() < self.waits_until

    @property
    def over(self) -> bool:
        """Whether it has ended, by somebody or by itself."""
        return self.ended_at is not None or self.last_day < timezone.localdate()


class Refusal(models.Model):
    """A party does not want somebody to stand in for the broker of an introduction and its deal."""

    id = models.BigAutoField(primary_key=True)
    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="refusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=10, choices=SideName.choices)
    by = user_column()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["introduction", "user", "side"], name="refusal_once_a_side")]

    def __str__(self) -> str:
        return f"{self.introduction} ✗ {self.user}"
