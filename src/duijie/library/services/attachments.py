"""Files of an item."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core import audit
from duijie.core.errors import InvalidInput, TooLarge
from duijie.core.models import User
from duijie.core.text import clean
from duijie.library.models import Attachment, Item
from duijie.library.rules import edit_item
from duijie.registry.standing import standing

ACCEPTED: dict[str, tuple[bytes, str]] = {
    "pdf": (b"%PDF-", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    "docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "zip": (b"PK\x03\x04", "application/zip"),
    "txt": (b"", "text/plain; charset=utf-8"),
    "csv": (b"", "text/csv; charset=utf-8"),
}
"""Endings that may be uploaded, with the bytes such a file begins with and its media type."""


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
    name = clean(upload.name or "").replace("/", "_").replace("\\", "_")[-200:] or "file"
    if (upload.size or 0) > settings.UPLOAD_LIMIT:
        raise TooLarge(
            _("The file is larger than %(limit)s MB; make it smaller or link to it.")
            % {"limit": settings.UPLOAD_LIMIT // 1024 // 1024}
        )
    if not upload.size:
        raise InvalidInput(_("The file is empty; choose another one."))
    ending = name.rpartition(".")[2].lower()
    head = upload.read(16)
    upload.seek(0)
    if ending not in ACCEPTED or not head.startswith(ACCEPTED[ending][0]):
        raise InvalidInput(
            _("This file is none of the accepted kinds (%(kinds)s), or not what its name says.")
            % {"kinds": ", ".join(ACCEPTED)}
        )
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    attachment = Attachment(
        item_kind=item.kind.value,
        item_id=item.pk,
        name=name,
        size=upload.size,
        sha256=digest.hexdigest(),
        media_type=ACCEPTED[ending][1],
        uploaded_by=actor,
    )
    attachment.file.save(f"{attachment.pk}.{ending}", upload, save=False)
    attachment.full_clean()
    attachment.save()
    audit.record(actor=actor, action="attach", target=item, after={"file": name, "sha256": attachment.sha256})
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
