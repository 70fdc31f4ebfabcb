"""Links in mails that stop them with one click, without a sign-in (RFC 8058)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.core.models import User
from duijie.core.notices import preferences
from duijie.core.notices.kinds import group_named
from duijie.core.notices.rhythm import GATHERED

_SALT: Final = "duijie.notices.stop"


@dataclass(frozen=True, slots=True)
class Stop:
    """Whose mails a link stops: of the groups named; ``title`` says which those are."""

    user: User
    groups: tuple[str, ...]
    title: Any


def group(name: str) -> str:
    """What a link carries that stops the mails of one group."""
    return f"group:{name}"


def gathered(rhythm: str) -> str:
    """What a link carries that stops a gathered mail: that of each day, or of each week."""
    return f"rhythm:{rhythm}"


def address(user: User, what: str) -> str:
    """The whole address of a link."""
    token = signing.dumps([str(user.pk), what], salt=_SALT, compress=False)
    return str(settings.SITE_URL) + reverse("portal:notices-stop", args=[token])


def headers(stop: str) -> dict[str, str]:
    """What lets a mail program offer the link as a button; nothing without a link."""
    if not stop:
        return {}
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def read(token: str) -> Stop:
    """What a link stops.

    Raises:
        NotFound: it was not made here, or the account is gone.
    """
    try:
        owner, what = signing.loads(token, salt=_SALT)
        user = User.objects.get(pk=UUID(owner), is_active=True)
        kind, _colon, name = str(what).partition(":")
    except (signing.BadSignature, User.DoesNotExist, ValueError, TypeError):
        raise NotFound(_GONE) from None
    if kind == "group" and (found := group_named(name)) is not None and not found.fixed:
        return Stop(user, (name,), found.title)
    if kind == "rhythm" and name in GATHERED:
        chosen = preferences.choices(user)
        held = [one.group for one in chosen if one.rhythm == name]
        names = tuple(group.name for group in held if not (group.fixed or group.apart))
        return Stop(user, names, _("the mail of each day") if name == "daily" else _("the mail of each week"))
    raise NotFound(_GONE)


@transaction.atomic
def stop(token: str) -> Stop:
    """Stop the mails that a link names. The notices stay in the site.

    Raises:
        NotFound: as :func:`read`.
    """
    found = read(token)
    preferences.choose(actor=found.user, chosen=dict.fromkeys(found.groups, "off"))
    return found


_GONE = _("This link stops no mails; copy all of it from the mail, or sign in.")
