"""How fast people may send forms and search."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from duijie.core import limits
from duijie.core.models import User
from duijie.core.rest import TooManyRequests

_Handler = Callable[[HttpRequest], HttpResponse]


class PaceMiddleware:
    """Slows down who sends forms or searches faster than people do: counted by user, without sign-in by
    address, and for all users of one address together ten times as many. The API and the pages of
    allauth count for themselves; stopping mails is not counted, since mail services do it for many
    people from few addresses, each with a signed token."""

    def __init__(self, get_response: _Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            self._count(request)
        except TooManyRequests as error:
            response = render(request, "error.html", {"error": error}, status=error.status)
            response["Retry-After"] = str(error.details["retry_after"])
            return response
        return self.get_response(request)

    @staticmethod
    def _count(request: HttpRequest) -> None:
        if request.path_info.startswith(("/api/", "/accounts/")) or "/notices/stop/" in request.path_info:
            return
        if request.method == "POST":
            what, most, anonymous = "post", settings.POST_RATE, settings.POST_RATE_ANONYMOUS
        elif request.GET.get("q", "").strip():
            what, most, anonymous = "search", settings.SEARCH_RATE, settings.SEARCH_RATE_ANONYMOUS
        else:
            return
        address = limits.address_of(request)
        if isinstance(request.user, User):
            limits.count(f"{what}:u:{request.user.pk}", most)
            limits.count(f"{what}:all:{address}", 10 * most)
        else:
            limits.count(f"{what}:a:{address}", anonymous)
