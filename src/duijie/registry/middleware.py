"""Which community's site a request is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix

from duijie.registry.models import Community


class CommunityMiddleware:
    """``/c/<slug>/…`` is the site of that community, everything else the root's.

    The prefix moves from the path to the script name, so every page works under it and
    ``reverse`` keeps the visitor inside. ``request.community`` is None until the first
    community has been made.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        prefix = get_script_prefix()
        try:
            request.community = _community(request)  # type: ignore[attr-defined]
            return self.get_response(request)
        finally:
            set_script_prefix(prefix)  # the thread goes on to serve another site


def _community(request: HttpRequest) -> Community | None:
    if request.path_info.startswith(("/static/", "/healthz", "/readyz")):
        return None
    if request.path_info.startswith("/c/"):
        slug, _, rest = request.path_info[3:].partition("/")
        community = Community.objects.filter(slug=slug, parent__isnull=False).first()
        if community is None:
            raise Http404
        prefix = f"/c/{slug}"
        request.path_info = f"/{rest}"
        request.META["SCRIPT_NAME"] = f"{request.META.get('SCRIPT_NAME', '')}{prefix}"
        set_script_prefix(f"{prefix}/")
        return community
    return Community.objects.filter(parent__isnull=True).first()


def community_of(request: HttpRequest) -> Community:
    """The community whose site the request is for.

    Raises:
        Http404: the installation has no community yet.
    """
    community = cast("Community | None", getattr(request, "community", None))
    if community is None:
        raise Http404
    return community
