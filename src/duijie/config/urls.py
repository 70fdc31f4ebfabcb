"""All addresses. Each room names its own in ``urls.py``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic.base import RedirectView

from duijie.core import health
from duijie.core.metrics import metrics

ROOMS = ("registry", "library", "reading", "matching", "docking", "api", "portal")

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics),
    path("accounts/3rdparty/", RedirectView.as_view(pattern_name="portal:account")),  # all of it is in one place
    path("accounts/", include("allauth.urls")),
    *(path("", include(f"duijie.{room}.urls")) for room in ROOMS),
]

handler400 = "duijie.portal.errors.bad_request"
handler403 = "duijie.portal.errors.permission_denied"
handler404 = "duijie.portal.errors.page_not_found"
handler500 = "duijie.portal.errors.server_error"
