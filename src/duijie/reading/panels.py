"""What this room adds to the registry's pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from duijie.reading import queries
from duijie.registry.hooks import Panel
from duijie.registry.standing import standing

_MOST = 5


def organisation_panel(request: HttpRequest, organisation: Any) -> Panel | None:
    """The newest articles that an organisation published; none, no panel."""
    found = list(queries.published_by(standing(request.user), organisation)[:_MOST])
    if not found:
        return None
    return Panel(_("Articles"), "reading/_panel.html", {"articles": found}, order=70)
