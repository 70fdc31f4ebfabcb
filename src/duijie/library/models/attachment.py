"""Files that belong to an item."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record


class Attachment(Record):
    """A file of one item, kept under its checksum; seen by who may read the item's body."""

    item_kind = models.CharField(max_length=10)
    item_id = models.UUIDField()
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(upload_to="attachments/%Y/%m/")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["item_kind", "item_id"])]

    def __str__(self) -> str:
        return self.name
