"""Files that people upload: known by their ending and first bytes, never by what a browser says of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import InvalidInput, TooLarge
from duijie.core.text import clean

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

MB = 1024 * 1024
_LONGEST_NAME = 200
_HEAD = 512
FORM_BYTES = MB
"""What the other fields of a form and the marks between them may take."""
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # a text in UTF-16 says so; any other with a zero byte is none


@dataclass(frozen=True, slots=True)
class Examined:
    """What an upload is: a name fit to keep, its ending, size in bytes, SHA-256 in hex and media type."""

    name: str
    ending: str
    size: int
    sha256: str
    media_type: str


def examine(
    upload: UploadedFile, *, limit: int, accepted: Mapping[str, tuple[bytes, str]] = ACCEPTED, field: str = "file"
) -> Examined:
    """Look at an upload a piece at a time; afterwards it stands at its beginning again.

    Args:
        limit: most bytes.
        field: the field of the form that the errors belong to.

    Raises:
        TooLarge: more than ``limit``.
        InvalidInput: an empty file, or one of a kind that is not accepted.
    """
    name = clean_name(upload.name or "")
    if (upload.size or 0) > limit:
        raise too_large(limit, field)
    if not upload.size:
        raise InvalidInput.at(field, _("The file is empty; choose another one."))
    ending = name.rpartition(".")[2].lower()
    upload.seek(0)
    head = upload.read(_HEAD)
    if ending not in accepted or not _begins(head, accepted[ending][0]):
        kinds = ", ".join(accepted)
        raise InvalidInput.at(
            field,
            _("This file is none of the accepted kinds (%(kinds)s), or not what its name says.") % {"kinds": kinds},
        )
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return Examined(name, ending, upload.size, digest.hexdigest(), accepted[ending][1])


def clean_name(name: str) -> str:
    """A file's name fit to keep and show: one line, no invisible or direction marks, no folders, at
    most 200 characters of which the ending stays."""
    text = " ".join(clean(name).replace("/", "_").replace("\\", "_").split())
    stem, dot, ending = text.rpartition(".")
    if dot and not stem.strip("._ "):
        text = f"file.{ending}"
    return text[-_LONGEST_NAME:] or "file"


def too_large(limit: int, field: str = "file") -> TooLarge:
    """The error for more than ``limit`` bytes."""
    sentence = _("The file is larger than %(limit)s MB; make it smaller or link to it.") % {"limit": limit // MB}
    return TooLarge(sentence, fields={field: [sentence]})


def stop_at(request: HttpRequest, limit: int) -> None:
    """See that a request with a file is not read beyond ``limit``: what says that it is larger is
    refused unread, and reading stops where a file turns out to be. Call it before anything asks for
    ``request.POST``, and :func:`check_stopped` after.

    Raises:
        TooLarge: the request says that it is larger.
    """
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and int(length) > limit + FORM_BYTES:
        raise too_large(limit)
    request.upload_handlers = [_Bounded(request, limit)]


def check_stopped(request: HttpRequest) -> None:
    """Say so when the reading of the request was stopped.

    Raises:
        TooLarge: it was.
    """
    handler = request.upload_handlers[0] if request.upload_handlers else None
    if isinstance(handler, _Bounded) and handler.stopped:
        raise too_large(handler.limit)


class _Bounded(TemporaryFileUploadHandler):
    """Writes a file to disk as it comes, up to a limit, and stops reading there."""

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self.limit, self.stopped, self._seen = limit, False, 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._seen += len(raw_data)
        if self._seen > self.limit:
            self.stopped = True
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)


def _begins(head: bytes, magic: bytes) -> bool:
    if magic:
        return head.startswith(magic)
    return not head.startswith((b"MZ", b"\x7fELF")) and (head.startswith(_WIDE) or b"\0" not in head)
