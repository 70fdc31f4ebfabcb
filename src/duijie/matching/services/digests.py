"""The weekly mail: one a person, once a week, of what is new in the saved searches.

A row and its mail are made together, and sent as all mails are (:mod:`duijie.core.mailing`). What
the mail says is written when it goes and checked against the rules then; what it told is remembered
in the transaction that notes that it went. Whoever dies before the mail server is spoken to leaves
it waiting; in that moment, listed as unsent.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from duijie.core import mailing
from duijie.core.errors import InvalidInput
from duijie.core.models import Mail, NoticeHabits, NoticePreference, OutboxEntry, User
from duijie.core.notices.preferences import clock_of
from duijie.matching.indexing.topics import ITEMS, VECTORS
from duijie.matching.models import Digest, SavedSearch
from duijie.matching.services.news import Told, news_of, remembered, still_open
from duijie.matching.services.saved import unsubscribe_token
from duijie.matching.weekly import COMPOSER, GROUP
from duijie.registry.standing import forget, standing

log = logging.getLogger(__name__)

SENT_ON: Final = (0, time(7))
"""Monday at seven, in the time zone of the site: from then on the mails of a week are made."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it would go now; ``told`` is empty when nothing is new."""

    user: User
    told: tuple[Told, ...]
    subject: str = ""
    text: str = ""
    html: str = ""

    @property
    def count(self) -> int:
        """How many items are told of; one that several searches found counts once."""
        return counted(self.told)


def period_of(day: date) -> str:
    """The week of a day: ``2026-W47``."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def begins(period: str) -> datetime:
    """When the mails of a week go out.

    Raises:
        InvalidInput: that is no week.
    """
    try:
        monday = datetime.strptime(f"{period}-1", "%G-W%V-%u").date()
    except ValueError:
        raise InvalidInput(f"“{period[:20]}” is no week; write it like 2026-W47.") from None
    return timezone.make_aware(datetime.combine(monday + timedelta(days=SENT_ON[0]), SENT_ON[1]))


def receivers() -> QuerySet[User]:
    """Who keeps a search that is not paused, wants the mail and can be written to: an address that
    its owner was asked to confirm, and did not, gets no mail."""
    unproved = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=False)
    active = SavedSearch.objects.filter(owner=OuterRef("pk"), paused=False)
    unwanted = NoticePreference.objects.filter(user=OuterRef("pk"), group=GROUP.name, rhythm="off")
    rows = User.objects.filter(Exists(active), ~Exists(unproved), ~Exists(unwanted), is_active=True)
    return rows.order_by("pk")


def plan(*, period: str, due_only: bool = True, users: Iterable[User] | None = None) -> int:
    """Make row and mail for each person who has none for this week yet; how many.

    The mail goes at the hour and on the day of the week that its reader chose.

    Args:
        due_only: only of searches that were there when the week's mails went out; else at once.
        users: only these.
    """
    wanted = receivers().exclude(digests__period=period)
    if users is not None:
        wanted = wanted.filter(pk__in=[user.pk for user in users])
    start = begins(period)
    if due_only:
        if timezone.now() < start:
            return 0
        older = SavedSearch.objects.filter(owner=OuterRef("pk"), paused=False, told_until__lt=start)
        wanted = wanted.filter(Exists(older))
    readers = list(wanted)
    habits = NoticeHabits.objects.in_bulk([user.pk for user in readers])
    return sum(_plan_one(user, period, habits.get(user.pk) if due_only else None, due_only) for user in readers)


@transaction.atomic
def _plan_one(user: User, period: str, habits: NoticeHabits | None, due_only: bool) -> bool:
    row, made = Digest.objects.get_or_create(user=user, period=period)
    if not made:
        return False
    clock = clock_of(habits)
    day = timezone.localtime(begins(period)).date() + timedelta(days=clock.weekday)
    with override(user.language):
        subject = gettext("New in your saved searches")
    mailing.queue(
        key=row.mail_key,
        to=user.email,
        subject=subject,
        text="",
        user=user,
        composer=COMPOSER,
        due_at=clock.at(day) if due_only else None,
    )
    return True


def waiting(*, period: str = "") -> QuerySet[Digest]:
    """The digests that are still to be sent and may be tried now, the oldest first."""
    due = Mail.objects.filter(composer=COMPOSER, state=Mail.State.WAITING, due_at__lte=timezone.now())
    keys = [key.partition(":")[2] for key in due.values_list("key", flat=True)]
    rows = Digest.objects.filter(pk__in=keys, state=Digest.State.WAITING)
    return (rows.filter(period=period) if period else rows).order_by("pk")


def unsent() -> list[tuple[Digest, Mail]]:
    """The digests that did not go, with their mails: those that wait, were cut off, or were given up."""
    rows = {row.mail_key: row for row in Digest.objects.filter(state=Digest.State.WAITING).select_related("user")}
    mails = Mail.objects.filter(key__in=rows).order_by("pk")
    return [(rows[mail.key], mail) for mail in mails]


def send(*, digest: UUID) -> Digest | None:
    """Write a digest and send it, unless somebody did; None when there is none."""
    row = Digest.objects.filter(pk=digest).first()
    if row is not None:
        mailing.send_next(key=row.mail_key)
        row.refresh_from_db()
    return row


def write(mail: Mail) -> mailing.Letter | None:
    """The mail as it would go now, for :mod:`duijie.core.mailing`; notes on its row what it tells.

    Raises:
        Unavailable: the index cannot be read.
    """
    row = Digest.objects.select_for_update(of=("self",)).select_related("user").get(pk=mail.key.partition(":")[2])
    until = _looked_until()
    if not receivers().filter(pk=row.user_id).exists():
        return None
    letter = compose(user=row.user)
    row.told = {str(one.search.pk): one.seen for one in letter.told}
    row.items, row.looked_until = letter.count, until
    row.save(update_fields=["told", "items", "looked_until", "updated_at"])
    if not letter.told:
        return None
    stop = stop_address(row.user)
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
    }
    return mailing.Letter(row.user.email, letter.subject, letter.text, letter.html, headers)


def ended(mail: Mail) -> None:
    """Remember what a mail told that went, or that nothing was new."""
    row = Digest.objects.select_for_update().get(pk=mail.key.partition(":")[2])
    row.state = Digest.State.SENT if mail.state == Mail.State.SENT else Digest.State.NOTHING
    row.sent_at = mail.sent_at
    row.save(update_fields=["state", "sent_at", "updated_at"])
    if row.looked_until is None:
        return
    for search in SavedSearch.objects.select_for_update().filter(owner=row.user_id, paused=False):
        search.told = remembered(search, row.told.get(str(search.pk), {}))
        search.told_until = max(search.told_until, row.looked_until)
        search.save(update_fields=["told", "told_until"])


def compose(*, user: User) -> Letter:
    """The mail as it would go now: what is new in each search, and only what the receiver may see.

    Raises:
        Unavailable: the index cannot be read.
    """
    forget(user)  # the roles may have changed since the row was made
    actor = standing(user)
    found = []
    for search in SavedSearch.objects.filter(owner=user, paused=False).order_by("pk"):
        try:
            found.append(news_of(actor, search))
        except InvalidInput as error:  # a need that the rules of today refuse keeps no other from being told
            log.warning("The saved search %s cannot be asked: %s", search.pk, error)
    told = tuple(one for one in (still_open(actor, one) for one in found) if one.news)
    if not told:
        return Letter(user, ())
    with override(user.language):
        count = counted(told)
        context = {**_context(user, told), "count": count}
        subject = ngettext("%(number)s new for you at %(site)s", "%(number)s new for you at %(site)s", count)
        return Letter(
            user,
            told,
            " ".join((subject % {"number": count, "site": settings.SITE_NAME}).split()),
            render_to_string("matching/mail/digest.txt", context),
            render_to_string("matching/mail/digest.html", context),
        )


def counted(told: Sequence[Told]) -> int:
    """How many items are told of: each that is listed once, and what the searches leave out."""
    return len({news.item.key for one in told for news in one.news}) + sum(one.more for one in told)


def _context(user: User, told: Sequence[Told]) -> dict[str, Any]:
    site = settings.SITE_URL
    parts = [
        {
            "search": one.search,
            "url": site + reverse("matching:saved", args=[one.search.pk]),
            "stop": stop_address(user, one.search),
            "more": one.more,
            "degraded": one.degraded,
            "rows": [
                {
                    "title": getattr(news.item, "display_title", news.item.title),
                    "url": site + news.item.get_absolute_url(),
                    "kind": news.item.kind.label,
                    "language": news.item.language,
                    "fresh": news.fresh,
                    "sentence": news.sentence,
                }
                for news in one.news
            ],
        }
        for one in told
    ]
    return {
        "parts": parts,
        "name": str(user),
        "site": settings.SITE_NAME,
        "site_url": site + "/",
        "searches_url": site + reverse("matching:saved-list"),
        "stop_all": stop_address(user),
        "language": user.language,
    }


def stop_address(user: User, search: SavedSearch | None = None) -> str:
    """The address that stops the mails of one search, or of all."""
    return settings.SITE_URL + reverse("matching:unsubscribe", args=[unsubscribe_token(user, search)])


def _looked_until() -> datetime:
    """Up to when everything is in the index: what waits for it is looked for again the next time."""
    oldest = OutboxEntry.objects.filter(topic__in=[ITEMS, VECTORS]).order_by("created_at").first()
    now = timezone.now()
    return min(now, oldest.created_at) if oldest else now
