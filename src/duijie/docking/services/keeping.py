"""Keeping the files of contracts: known by their bytes, never overwritten, only ever served as downloads."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import InvalidInput, TooLarge
from duijie.core.models import User
from duijie.core.text import clean
from duijie.docking.models import Contract, ContractFile
from duijie.library.services.attachments import ACCEPTED

SCANS = {ending: ACCEPTED[ending] for ending in ("pdf", "jpg", "jpeg", "png")}
"""What a signed copy may be."""
MOST_FILES = 10
"""Files that are handed in at a time."""


def keep_upload(
    *, actor: User, contract: Contract, upload: UploadedFile, purpose: ContractFile.Purpose, side: str
) -> ContractFile:
    """Keep what somebody uploaded. It is known by its ending and its first bytes.

    Raises:
        TooLarge: more than ``DUIJIE_UPLOAD_LIMIT_MB``.
        InvalidInput: an empty file, or one of a kind that is not accepted.
    """
    accepted = SCANS if purpose == ContractFile.Purpose.SCAN else ACCEPTED
    name = clean(upload.name or "").replace("/", "_").replace("\\", "_")[-200:] or "file"
    if (upload.size or 0) > settings.UPLOAD_LIMIT:
        sentence = _("The file is larger than %(limit)s MB; make it smaller.") % {
            "limit": settings.UPLOAD_LIMIT // 1024 // 1024
        }
        raise TooLarge(sentence, fields={"file": [sentence]})
    ending = name.rpartition(".")[2].lower()
    upload.seek(0)
    data = upload.read()
    if not data:
        empty = _("The file is empty; choose another one.")
        raise InvalidInput(empty, fields={"file": [empty]})
    if ending not in accepted or not data.startswith(accepted[ending][0]):
        unfit = _("This file is none of the accepted kinds (%(kinds)s), or not what its name says.") % {
            "kinds": ", ".join(accepted)
        }
        raise InvalidInput(unfit, fields={"file": [unfit]})
    return keep(
        actor=actor, contract=contract, name=name, data=data, media_type=accepted[ending][1], purpose=purpose, side=side
    )


def keep(
    *,
    actor: User | None,
    contract: Contract,
    name: str,
    data: bytes,
    media_type: str,
    purpose: ContractFile.Purpose,
    side: str = "",
) -> ContractFile:
    """Keep bytes under a name of their own. A transaction that fails leaves a file that nothing names."""
    kept = ContractFile(
        contract=contract,
        purpose=purpose,
        name=name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        side=side,
        uploaded_by=actor,
    )
    kept.file.save(f"{kept.pk}.{name.rpartition('.')[2].lower()}", ContentFile(data), save=False)
    kept.full_clean()
    kept.save()
    return kept
