"""Gathered notices: one mail a day or a week, in the reader's language, at the reader's hour.

A row for each reader and period is made together with the mail's; what the mail says is read
when it goes: without what the reader has read in the site or may not see any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from duijie.core import mailing
from duijie.core.models import Mail, Notice, NoticeDigest, NoticeHabits, User
from duijie.core.notices import kinds, stopping
from duijie.core.notices.preferences import clock_of, switched_off
from duijie.core.notices.rhythm import GATHERED, Rhythm, last_due

COMPOSER: Final = "notice-digest"
_PREFIX: Final = "notice-digest:"
MOST: Final = 100
"""Notices in one mail; the others are counted."""
_AT_ONCE: Final = 500  # readers whose habits are read together


@dataclass(slots=True)
class Matter:
    """What happened with one deal or item."""

    heading: str
    rows: list[dict[str, Any]] = field(default_factory=list)


def plan(now: datetime | None = None) -> int:
    """Make a mail for each reader whose hour has come since something was gathered; how many."""
    now = now or timezone.now()
    waits = Notice.objects.filter(rhythm__in=GATHERED, digest=None, user__is_active=True)
    rows = list(waits.order_by("user", "rhythm").values_list("user", "rhythm").annotate(first=Min("created_at")))
    made = 0
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        habits = NoticeHabits.objects.in_bulk({user for user, _rhythm, _first in part})
        for user, rhythm, first in part:
            due, period = last_due(clock_of(habits.get(user)), cast(Rhythm, rhythm), now)
            if first < due:
                made += _plan_one(user, rhythm, due, period)
    return made


@transaction.atomic
def _plan_one(user: UUID, rhythm: str, due: datetime, period: str) -> bool:
    """The mail of one period. What came too late for it waits for the next."""
    reader = User.objects.select_for_update(of=("self",)).get(pk=user)
    digest, made = NoticeDigest.objects.get_or_create(user=reader, rhythm=rhythm, period=period)
    if not made:
        return False
    waits = Notice.objects.filter(user=reader, rhythm=rhythm, digest=None, created_at__lt=due)
    if not waits.update(digest=digest):
        digest.delete()
        return False
    with override(reader.language):
        subject = _subject(rhythm, 0)
    mailing.queue(
        key=f"{_PREFIX}{digest.pk}", to=reader.email, subject=subject, text="", user=reader, composer=COMPOSER
    )
    return True


def compose(mail: Mail) -> mailing.Letter | None:
    """What a gathered mail says now; None when nothing is left to say."""
    digest = NoticeDigest.objects.select_related("user").filter(pk=mail.key.removeprefix(_PREFIX)).first()
    if digest is None or not digest.user.is_active:
        return None
    user = digest.user
    waits = Notice.objects.filter(digest=digest, read_at=None).exclude(kind__in=switched_off(user)).order_by("id")
    rows = kinds.visible(user, list(waits))
    if not rows:
        return None
    clock = clock_of(NoticeHabits.objects.filter(user=user).first())
    stop = stopping.address(user, stopping.gathered(digest.rhythm))
    with override(user.language), timezone.override(clock.zone):
        context = {
            "matters": _matters(rows[:MOST]),
            "more": max(0, len(rows) - MOST),
            "daily": digest.rhythm == "daily",
            "name": str(user),
            "site": settings.SITE_NAME,
            "language": user.language,
            "notices_url": settings.SITE_URL + reverse("portal:notices"),
            "settings_url": settings.SITE_URL + reverse("portal:notice-settings"),
            "stop": stop,
        }
        return mailing.Letter(
            to=user.email,
            subject=_subject(digest.rhythm, len(rows)),
            text=render_to_string("core/mail/notices.txt", context),
            html=render_to_string("core/mail/notices.html", context),
            headers=stopping.headers(stop),
        )


def _matters(rows: list[Notice]) -> list[Matter]:
    """The notices by what they belong to, in the order in which each matter first came up. What was
    told several times stands once, with how often and when last."""
    found: dict[str, Matter] = {}
    said: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        name = kinds.matter_of(row)
        matter = found.setdefault(name, Matter(kinds.heading_of(row) or gettext("Other")))
        line = {"title": kinds.title_of(row), "text": kinds.text_of(row), "url": settings.SITE_URL + row.url}
        one = said.setdefault((name, line["title"], row.url), {**line, "times": 0})
        if not one["times"]:
            matter.rows.append(one)
        one["times"], one["at"] = one["times"] + 1, row.created_at
    return list(found.values())


def _subject(rhythm: str, count: int) -> str:
    if not count:
        return gettext("What happened today") if rhythm == "daily" else gettext("What happened this week")
    text = ngettext("%(number)s notice for you at %(site)s", "%(number)s notices for you at %(site)s", count)
    return text % {"number": count, "site": settings.SITE_NAME}
