"""The meetings of a deal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.docking.models.deals import Deal
from duijie.docking.models.introductions import SideName


class Meeting(Record):
    """When and where people of a deal meet. ``sequence`` grows with each change that calendars must
    follow (RFC 5545, 3.8.7.4); ``form`` is the id of the form it was called with."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(_("title"), max_length=200)
    starts = models.DateTimeField(_("begins"))
    ends = models.DateTimeField(_("ends"))
    place = models.CharField(_("place or link"), max_length=500, blank=True)
    with_broker = models.BooleanField(_("the broker is invited"), default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    side = models.CharField(max_length=10, choices=SideName.choices)
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    form = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")),
                name="meeting_times",
                violation_error_message=_("The meeting must end after it begins."),
            ),
            models.UniqueConstraint(
                fields=["deal", "form"], condition=models.Q(form__isnull=False), name="meeting_once"
            ),
        ]
        indexes = [models.Index(fields=["deal", "starts"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("docking:meeting", args=[self.deal_id, self.pk])
