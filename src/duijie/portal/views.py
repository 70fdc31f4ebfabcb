"""Home, my items, the reader's choices, the community's look, how far the index is."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import activate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duijie.core.paging import page_of
from duijie.library import queries
from duijie.library.display import dressed
from duijie.library.models import Kind
from duijie.matching.forms import NeedForm
from duijie.portal.account.services import choose_language
from duijie.portal.colours import palette
from duijie.portal.context import THEMES
from duijie.portal.status import index_status
from duijie.reading import queries as reading
from duijie.registry.building_rules import secretarial_only
from duijie.registry.models import Community
from duijie.registry.standing import Standing, standing

_YEAR = 365 * 24 * 3600
_EMBLEMS = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One box for a need; below it what is new."""
    actor, community = standing(request.user), getattr(request, "community", None)
    shelves = [_shelf(kind, actor, community) for kind in Kind]
    return render(
        request,
        "portal/home.html",
        {
            "form": NeedForm(initial={"text": request.GET.get("text", "")}),
            "shelves": shelves,
            "articles": reading.latest(actor, community),
        },
    )


def _shelf(kind: Kind, actor: Standing, community: Community | None) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "items": dressed(queries.latest(kind.value, actor, community, most=5), actor),
        "count": queries.count(kind.value, actor, community),
    }


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the reader owns or administers, one library at a time."""
    actor = standing(request.user)
    kind = request.GET.get("kind", Kind.PROBLEM.value)
    counts = {value.value: queries.mine(value.value, actor).count() for value in Kind}
    if "kind" not in request.GET:  # open where there is something
        kind = next((value for value, number in counts.items() if number), kind)
    page = page_of(request, queries.mine(kind, actor))
    page.object_list = dressed(page.object_list, actor)
    return render(request, "portal/mine.html", {"kind": kind, "counts": counts, "page": page})


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep a language or a look in a cookie and go back to the page."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=False):
        target = reverse("portal:home")
    response = HttpResponseRedirect(target)
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        activate(language)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=_YEAR, samesite="Lax")
        if request.user.is_authenticated:
            choose_language(user=request.user, language=language)
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=_YEAR, samesite="Lax")
    return response


@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """The community's colour as a sheet: the policy allows no style in the page itself."""
    community = getattr(request, "community", None)
    shades = palette(community.colour if community else "")
    response = render(request, "portal/theme.css", {"shades": shades}, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def emblem(request: HttpRequest) -> FileResponse:
    """The community's emblem, never as anything but a picture; its address changes with the community's version."""
    community = getattr(request, "community", None)
    kind = _EMBLEMS.get(PurePath(community.emblem.name).suffix.lower()) if community and community.emblem else None
    if community is None or kind is None or not community.emblem.storage.exists(community.emblem.name):
        raise Http404
    response = FileResponse(community.emblem.open("rb"), content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=3600"
    return response


@login_required
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """How far the search index follows the libraries."""
    actor = standing(request.user)
    secretarial_only(actor, _("How far the index is, is shown to the secretariat."))
    found = index_status()
    if found is None:
        messages.error(request, _("The search index cannot be read; run “duijie index rebuild”."))
    return render(request, "portal/status.html", {"status": found})
