"""What somebody typed is not lost when they turn out to be signed out, or the page is from before they signed in.

A form that is sent then comes back with everything that was in it, to be read, copied and sent again. Nothing of
it is kept on the server. Only forms of our own pages come back (a browser says where a form comes from), never
one with a password or another secret in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render, resolve_url
from django.views.decorators.debug import sensitive_variables

_SECRET = re.compile(r"pass|secret|token|credential|again|code|\bkey")
_OURS = "csrfmiddlewaretoken"
_READABLE = 12
"""What is longer, or not of ASCII alone, is shown; the rest (choices, numbers, dates) is only sent again."""


class KeptMiddleware:
    """Gives a form back to whoever is signed out, where a view would send them to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302 and _asks_to_sign_in(request, response):
            return given_back(request, status=403) or response
        return response


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a view wants somebody to sign in and then come to the address that the form was sent to."""
    target = urlsplit(response["Location"])
    wanted = parse_qs(target.query).get("next")
    return target.path == resolve_url(settings.LOGIN_URL) and wanted == [request.get_full_path()]


@sensitive_variables()
def given_back(request: HttpRequest, *, status: int) -> HttpResponse | None:
    """The page with what was typed; None where nothing may come back, or nothing was typed."""
    if not _from_our_page(request) or getattr(request, "sensitive_post_parameters", None):
        return None
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values if name != _OURS]
        files = bool(request.FILES)
    except (RequestDataTooBig, TooManyFieldsSent, UnreadablePostError, MultiPartParserError):
        return None
    readable = [value for _name, value in fields if _typed(value)]
    if not readable or any(_SECRET.search(name) for name, _value in fields):
        return None
    context = {"fields": fields, "readable": readable, "files": files, "back": _back(request)}
    response = render(request, "portal/kept.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _from_our_page(request: HttpRequest) -> bool:
    if request.headers.get("HX-Request"):
        return False
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _typed(value: str) -> bool:
    """Whether it is worth reading: a text, not the id of a form or of a record."""
    if re.fullmatch(r"(\w+:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value):
        return False
    return len(value) > _READABLE or not value.isascii()


def _back(request: HttpRequest) -> str:
    """The page with the form, where the browser names it."""
    came = urlsplit(request.headers.get("Referer", ""))
    return came.path if came.netloc == request.get_host() and came.path.startswith("/") else "/"
