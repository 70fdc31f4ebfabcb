"""Errors that no endpoint answered, in the API's form."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from duijie.api.problems import MEDIA_TYPE, of_exception, of_status

_API = re.compile(r"(?:/c/[^/]+)?/api/v\d+/")


class ProblemMiddleware:
    """Below ``/api/v…/`` an error page of Django's (no such address, wrong method, a mistake of
    ours) becomes a problem. Stands outside the middleware that looks for the community, so that
    an unknown one is told in the same form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _API.match(request.path) is None:
            return self.get_response(request)
        try:
            response = self.get_response(request)
        except Exception as error:
            # Even Django's own error page failed, as it does while the database is away.
            return of_exception(request, error)
        if response.status_code < 400 or response.headers.get("Content-Type") == MEDIA_TYPE:
            return response
        told = of_status(response.status_code)
        for name in ("Allow", "Retry-After", "X-Request-ID", "WWW-Authenticate"):
            if name in response.headers:
                told[name] = response[name]
        return told
