"""The files that people put into a deal's room."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.docking.models.deals import Deal
from duijie.docking.models.introductions import SideName


class DealFile(Record):
    """One version of a file. A new upload under the same name is the next version; all are kept.

    What the parties keep from the broker counts its versions apart: a number tells nobody of a
    file that is not open to them. ``form`` is the id of the form it was sent with. A withdrawn
    version keeps its row and its digest, its bytes are gone.
    """

    class Scan(models.TextChoices):
        WAITING = "waiting", _("being checked for viruses")
        CLEAN = "clean", _("checked, no virus found")
        INFECTED = "infected", _("a virus was found")
        UNSCANNED = "unscanned", _("not checked for viruses")

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("name"), max_length=200)
    number = models.PositiveIntegerField(_("version"))
    file = models.FileField(upload_to="deals/%Y/%m/")
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    side = models.CharField(max_length=10, choices=SideName.choices)
    with_broker = models.BooleanField(_("the broker may open it"), default=True)
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.UNSCANNED)
    scanned_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    form = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "name", "with_broker", "number"], name="deal_file_version"),
            models.UniqueConstraint(
                fields=["deal", "form"], condition=models.Q(form__isnull=False), name="deal_file_once"
            ),
        ]
        indexes = [models.Index(fields=["scan"], condition=models.Q(scan="waiting"), name="deal_file_to_scan")]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("docking:file", args=[self.deal_id, self.pk])
