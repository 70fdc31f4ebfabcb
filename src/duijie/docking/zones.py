"""The time zones that people choose from, and how they are called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_KEPT = "zone"
_CITIES: dict[str, Any] = {
    "Asia/Shanghai": _("Beijing"),
    "Asia/Urumqi": _("Ürümqi"),
    "Asia/Hong_Kong": _("Hong Kong"),
    "Asia/Taipei": _("Taipei"),
    "Asia/Singapore": _("Singapore"),
    "Asia/Tokyo": _("Tokyo"),
    "Asia/Seoul": _("Seoul"),
    "Asia/Bangkok": _("Bangkok"),
    "Asia/Kolkata": _("New Delhi"),
    "Asia/Dubai": _("Dubai"),
    "Europe/Moscow": _("Moscow"),
    "Africa/Johannesburg": _("Johannesburg"),
    "Europe/Berlin": _("Berlin"),
    "Europe/Paris": _("Paris"),
    "Europe/London": _("London"),
    "UTC": _("universal time"),
    "America/Sao_Paulo": _("São Paulo"),
    "America/New_York": _("New York"),
    "America/Chicago": _("Chicago"),
    "America/Denver": _("Denver"),
    "America/Los_Angeles": _("Los Angeles"),
    "Australia/Sydney": _("Sydney"),
    "Pacific/Auckland": _("Auckland"),
}


def of_reader(request: HttpRequest) -> ZoneInfo:
    """The zone that the reader chose last, else that of the site."""
    return known(request.session.get(_KEPT, "")) or ZoneInfo(settings.TIME_ZONE)


def keep(request: HttpRequest, name: str) -> None:
    """Remember the reader's zone; a name that is none changes nothing."""
    if known(name) is not None and request.session.get(_KEPT) != name:
        request.session[_KEPT] = name


def known(name: str) -> ZoneInfo | None:
    """A zone by its IANA name; None where there is no such zone."""
    return ZoneInfo(name) if name in available_timezones() else None


def called(name: str, at: datetime | None = None) -> str:
    """How a zone is called, with its distance from universal time: UTC+08:00 Beijing."""
    moment = (at or timezone.now()).astimezone(ZoneInfo(name))
    offset = moment.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:]} {_CITIES.get(name, name)}"


def choices(*more: str) -> Iterator[tuple[str, str]]:
    """The zones to choose from, the site's own and ``more`` first where they are not among the cities."""
    names = dict.fromkeys([*(name for name in (*more, settings.TIME_ZONE) if name not in _CITIES), *_CITIES])
    return ((name, called(name)) for name in names if known(name) is not None)
