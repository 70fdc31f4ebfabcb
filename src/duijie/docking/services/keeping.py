"""Keeping the files of contracts: known by their bytes, never overwritten, only ever served as downloads."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from duijie.core.models import User
from duijie.core.uploads import ACCEPTED, examine
from duijie.docking.models import Contract, ContractFile

SCANS = {ending: ACCEPTED[ending] for ending in ("pdf", "jpg", "jpeg", "png")}
"""What a signed copy may be."""
MOST_FILES = 10
"""Files that are handed in at a time."""


def keep_upload(
    *,
    actor: User,
    contract: Contract,
    upload: UploadedFile,
    purpose: ContractFile.Purpose,
    side: str,
    field: str = "file",
) -> ContractFile:
    """Keep what somebody uploaded. It is known by its ending and its first bytes.

    Args:
        field: the field of the form that errors belong to.

    Raises:
        TooLarge: more than ``DUIJIE_UPLOAD_LIMIT_MB``.
        InvalidInput: an empty file, or one of a kind that is not accepted.
    """
    accepted = SCANS if purpose == ContractFile.Purpose.SCAN else ACCEPTED
    found = examine(upload, limit=settings.UPLOAD_LIMIT, accepted=accepted, field=field)
    kept = ContractFile(
        contract=contract,
        purpose=purpose,
        name=found.name,
        size=found.size,
        sha256=found.sha256,
        media_type=found.media_type,
        side=side,
        uploaded_by=actor,
    )
    kept.file.save(f"{kept.pk}.{found.ending}", upload, save=False)
    kept.full_clean()
    kept.save()
    return kept


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
