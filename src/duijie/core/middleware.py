"""What every request passes: its id, the content policy, and the one place for errors."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duijie.core.errors import DuijieError, Unavailable
from duijie.core.uploads import FORM_BYTES, too_large

log = logging.getLogger(__name__)

request_id: ContextVar[str] = ContextVar("request_id", default="-")
_ID = re.compile(r"[\w.-]{8,64}")
_Handler = Callable[[HttpRequest], HttpResponse]

_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


class RequestIdFilter(logging.Filter):
    """Puts the id of the request being served into each log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class RequestIdMiddleware:
    """Takes X-Request-ID from a proxy when it is well formed, else makes one, and returns it."""

    def __init__(self, get_response: _Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if _ID.fullmatch(given) else uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)


class ContentSecurityPolicyMiddleware:
    """Own scripts and styles only, none inline; a view may set a policy of its own."""

    def __init__(self, get_response: _Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        return response


class BodyLimitMiddleware:
    """Refuses a request that says it is larger than any form takes, before the check of the form's
    token reads it. A view that checks the token itself (``csrf_exempt``) bounds what it reads itself."""

    def __init__(self, get_response: _Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        length = request.META.get("CONTENT_LENGTH") or ""
        if getattr(view, "csrf_exempt", False) or not length.isdecimal():
            return None
        if int(length) <= settings.UPLOAD_LIMIT + FORM_BYTES:
            return None
        request.META["CONTENT_LENGTH"] = "0"  # nothing of it is read
        error = too_large(settings.UPLOAD_LIMIT)
        response = render(request, "error.html", {"error": error}, status=error.status)
        response["Connection"] = "close"
        return response


class ErrorMiddleware:
    """Turns the exceptions of :mod:`duijie.core.errors` into a page that says how to mend it."""

    def __init__(self, get_response: _Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            return self._only_by_a_button(request, response)
        return response

    def _only_by_a_button(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Somebody reloaded, or came back by signing in to, an address that only takes forms: Django
        answers with an empty page, which browsers show as a broken site."""
        error = DuijieError(_("This address only takes what a button sends: go back to the page and press it there."))
        error.status = response.status_code
        page = render(request, "error.html", {"error": error}, status=error.status)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DuijieError):
            return None
        if isinstance(exception, Unavailable):
            log.error("a part does not answer: %s", exception)
            exception = Unavailable(exception.public)
        return render(request, "error.html", {"error": exception}, status=exception.status)
