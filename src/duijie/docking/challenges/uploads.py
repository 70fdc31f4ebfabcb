"""Files on their way into a sealed proposal: held in memory, never written to a disk unsealed."""

from __future__ import annotations

from functools import wraps
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from duijie.core.errors import TooLarge
from duijie.core.forms import MarkedForm
from duijie.core.uploads import FORM_BYTES, too_large
from duijie.docking.views.bounded import View


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


def takes_sealed_files(view: View) -> View:
    """Let a view take files of ``DUIJIE_UPLOAD_LIMIT_MB`` together. A request that says that it is larger is
    answered with the empty form and a sentence, and nothing of it is read; the view asks
    :func:`refused` for one that turned out to be larger."""
    inner = csrf_protect(login_required(require_http_methods(["GET", "HEAD", "POST"])(view)))

    @wraps(view)
    def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return inner(request, *args, **kwargs)
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > settings.UPLOAD_LIMIT + FORM_BYTES:
            error = too_large(settings.UPLOAD_LIMIT)
            request.META["CONTENT_LENGTH"] = "0"
            request.method = "GET"
            messages.error(request, str(error))
            response = inner(request, *args, **kwargs)
            response.status_code = error.status if response.status_code == 200 else response.status_code
            response["Connection"] = "close"
            return response
        request.upload_handlers = [InMemory(request, settings.UPLOAD_LIMIT)]
        return inner(request, *args, **kwargs)

    return csrf_exempt(outer)  # inner checks, once it is certain that the body may be read


def refused(request: HttpRequest, form: MarkedForm) -> bool:
    """Whether reading was stopped because the files turned out to be too large; the form says so then."""
    handler = request.upload_handlers[0] if request.upload_handlers else None
    if not isinstance(handler, InMemory) or not handler.stopped:
        return False
    form.full_clean()
    form.errors.clear()  # that fields are missing is no second mistake
    error: TooLarge = too_large(handler.limit, "enclosed")
    form.refuse(error)
    return True
