"""Files of an item."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core import audit
from duijie.core.models import User
from duijie.core.uploads import ACCEPTED, examine
from duijie.library.models import Attachment, Item
from duijie.library.rules import edit_item
from duijie.registry.standing import standing

__all__ = ["ACCEPTED", "attach", "detach"]


@transaction.atomic
def attach(*, actor: User, item: Item, upload: UploadedFile) -> Attachment:
    """Keep a file with an item. It is known by its ending and its first bytes, not by what the
    browser says of it, and is only ever served as a download.

    Raises:
        NotAllowed: the actor may not edit the item.
        TooLarge: more than ``DUIJIE_UPLOAD_LIMIT_MB``.
        InvalidInput: an empty file, or one of a kind that is not accepted.
    """
    edit_item.check(standing(actor), item, _("Only those who may change this may add files."))
    found = examine(upload, limit=settings.UPLOAD_LIMIT)
    attachment = Attachment(
        item_kind=item.kind.value,
        item_id=item.pk,
        name=found.name,
        size=found.size,
        sha256=found.sha256,
        media_type=found.media_type,
        uploaded_by=actor,
    )
    attachment.file.save(f"{attachment.pk}.{found.ending}", upload, save=False)
    attachment.full_clean()
    attachment.save()
    audit.record(actor=actor, action="attach", target=item, after={"file": found.name, "sha256": attachment.sha256})
    return attachment


@transaction.atomic
def detach(*, actor: User, item: Item, attachment: Attachment) -> None:
    """Remove a file from an item; the bytes go when the transaction holds."""
    edit_item.check(standing(actor), item, _("Only those who may change this may remove files."))
    audit.record(
        actor=actor, action="detach", target=item, before={"file": attachment.name, "sha256": attachment.sha256}
    )
    storage, path = attachment.file.storage, attachment.file.name or ""
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(path), robust=True)
