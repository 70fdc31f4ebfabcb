"""Files on their way into a sealed proposal: held in memory, never written to a disk unsealed."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from duijie.core.forms import MarkedForm
from duijie.core.uploads import FORM_BYTES, too_large
from duijie.docking.views.bounded import refuse_alone, takes


class InMemory(FileUploadHandler):
    """Keeps the files of a request in memory, up to a limit for all of them, and stops reading there."""

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self.limit, self.stopped, self._seen = limit, False, 0
        self._held = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._seen += len(raw_data)
        if self._seen > self.limit:
            self.stopped = True
            raise StopUpload(connection_reset=True)
        self._held.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._held.seek(0)
        return InMemoryUploadedFile(
            self._held, self.field_name, self.file_name or "", self.content_type or "", file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip


def _in_memory(request: HttpRequest) -> None:
    """Have the files of a request read into memory.

    Raises:
        TooLarge: the request says that it is larger than ``DUIJIE_UPLOAD_LIMIT_MB``.
    """
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and int(length) > settings.UPLOAD_LIMIT + FORM_BYTES:
        raise too_large(settings.UPLOAD_LIMIT)
    request.upload_handlers = [InMemory(request, settings.UPLOAD_LIMIT)]


takes_sealed_files = takes(_in_memory)
"""Lets a view take files of ``DUIJIE_UPLOAD_LIMIT_MB`` together, and keep them off the disk; the view asks
:func:`refused` for a request that turned out to be larger."""


def refused(request: HttpRequest, form: MarkedForm) -> bool:
    """Whether reading was stopped because the files turned out to be too large; the form says so then."""
    handler = request.upload_handlers[0] if request.upload_handlers else None
    if not isinstance(handler, InMemory) or not handler.stopped:
        return False
    refuse_alone(form, too_large(handler.limit, "enclosed"))
    return True
