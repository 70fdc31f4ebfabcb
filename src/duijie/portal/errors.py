"""The pages for what went wrong before or outside a view."""

from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import Resolver404

from duijie.portal.kept import given_back
from duijie.portal.parents import page_for


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request could not be read, or is larger than any form of ours takes."""
    too_large = isinstance(exception, RequestDataTooBig)
    return render(request, "400.html", {"too_large": too_large}, status=413 if too_large else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is at this address; one that was cut short leads to the page above it."""
    if isinstance(exception, Resolver404) and request.method in ("GET", "HEAD"):
        above = page_for(request.path_info)
        if above is not None:
            return redirect(above)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Shown when our own code failed, so it must need nothing: no database, no request."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "10"})
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: cookies are off, or the page is from before signing in."""
    if (kept := given_back(request, status=403)) is not None:
        return kept
    context: dict[str, Any] = {"no_cookie": not request.COOKIES}
    return render(request, "403_csrf.html", context, status=403)
