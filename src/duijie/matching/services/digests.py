"""The weekly mail: one a person, once a week, of what is new in the saved searches.

A row says that a mail is to go before anything is composed; what it says is composed, checked
against the rules and sent while the row is locked, and the row is marked in the same transaction.
Whoever dies before the mail server has the mail leaves the row waiting, and the mail is sent the
next time; its Message-ID stays the same, so that one that was handed over in the last moment is
known as the same mail.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from smtplib import SMTPException
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from duijie.core.errors import DuijieError, InvalidInput
from duijie.core.models import OutboxEntry, User
from duijie.matching.indexing.topics import ITEMS, VECTORS
from duijie.matching.models import Digest, SavedSearch
from duijie.matching.services.news import Told, news_of, remembered, still_open
from duijie.matching.services.saved import unsubscribe_token
from duijie.registry.standing import forget, standing

log = logging.getLogger(__name__)

SENT_ON: Final = (0, time(7))
"""Monday at seven, in the time zone of the site."""
_TRIES: Final = 8
_AGAIN: Final = timedelta(minutes=10)


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
        return sum(len(one.news) + one.more for one in self.told)


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
    """Who keeps a search that is not paused and can be written to: an address that its owner was
    asked to confirm, and did not, gets no mail."""
    unproved = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=False)
    active = SavedSearch.objects.filter(owner=OuterRef("pk"), paused=False)
    return User.objects.filter(Exists(active), ~Exists(unproved), is_active=True).order_by("pk")


def plan(*, period: str, due_only: bool = True, users: Iterable[User] | None = None) -> int:
    """Make a row for each person who has none for this week yet; how many.

    Args:
        due_only: only of searches that were there when the week's mails went out.
        users: only these.
    """
    wanted = receivers().exclude(digests__period=period)
    if users is not None:
        wanted = wanted.filter(pk__in=[user.pk for user in users])
    if due_only:
        start = begins(period)
        if timezone.now() < start:
            return 0
        older = SavedSearch.objects.filter(owner=OuterRef("pk"), paused=False, told_until__lt=start)
        wanted = wanted.filter(Exists(older))
    rows = [Digest(user=user, period=period) for user in wanted.iterator()]
    Digest.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def waiting(*, period: str = "") -> QuerySet[Digest]:
    """The digests that are still to be sent and may be tried now, the oldest first."""
    rows = Digest.objects.filter(state=Digest.State.WAITING, due_at__lte=timezone.now())
    return (rows.filter(period=period) if period else rows).order_by("pk")


def unsent() -> QuerySet[Digest]:
    """The digests that were not sent: those that wait, and those that were given up."""
    rows = Digest.objects.filter(state__in=[Digest.State.WAITING, Digest.State.FAILED])
    return rows.select_related("user").order_by("pk")


def send(*, digest: UUID) -> Digest | None:
    """Compose a digest and send it, unless somebody did; None when another process does so now.

    What the mail server refuses, and what the index cannot answer, is tried again later, eight
    times in all.
    """
    try:
        with transaction.atomic():
            row = Digest.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=digest).first()
            if row is None or row.state != Digest.State.WAITING:
                return row
            until = _looked_until()
            letter = compose(user=row.user)
            if letter.told and receivers().filter(pk=row.user_id).exists():
                _message(row, letter).send()
                row.state, row.items, row.sent_at = Digest.State.SENT, letter.count, timezone.now()
            else:
                row.state = Digest.State.NOTHING
            row.error, row.attempts = "", row.attempts + 1
            row.save(update_fields=["state", "items", "sent_at", "error", "attempts", "updated_at"])
            _remember(row.user, letter.told, until)
            return row
    except (SMTPException, OSError, DuijieError) as error:
        log.warning("The digest %s was not sent: %s", digest, error)
        return _failed(digest, error)


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
        count = sum(len(one.news) + one.more for one in told)
        context = {**_context(user, told), "count": count}
        subject = ngettext("%(number)s new for you at %(site)s", "%(number)s new for you at %(site)s", count)
        return Letter(
            user,
            told,
            " ".join((subject % {"number": count, "site": settings.SITE_NAME}).split()),
            render_to_string("matching/mail/digest.txt", context),
            render_to_string("matching/mail/digest.html", context),
        )


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


def _message(row: Digest, letter: Letter) -> EmailMultiAlternatives:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<digest-{row.pk}@{host}>",
        "List-Unsubscribe": f"<{stop_address(letter.user)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        "Auto-Submitted": "auto-generated",
    }
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.user.email], headers=headers)
    message.attach_alternative(letter.html, "text/html")
    return message


def _looked_until() -> datetime:
    """Up to when everything is in the index: what waits for it is looked for again the next time."""
    oldest = OutboxEntry.objects.filter(topic__in=[ITEMS, VECTORS]).order_by("created_at").first()
    now = timezone.now()
    return min(now, oldest.created_at) if oldest else now


def _remember(user: User, told: Sequence[Told], until: datetime) -> None:
    by_search = {one.search.pk: one for one in told}
    for search in SavedSearch.objects.select_for_update().filter(owner=user, paused=False):
        one = by_search.get(search.pk)
        search.told = remembered(search, one) if one else search.told
        search.told_until = max(search.told_until, until)
        search.save(update_fields=["told", "told_until"])


def _failed(digest: UUID, error: Exception) -> Digest | None:
    rows = Digest.objects.filter(pk=digest, state=Digest.State.WAITING)
    row = rows.first()
    if row is None:
        return None
    rows.update(
        attempts=F("attempts") + 1,
        due_at=timezone.now() + _AGAIN * 2**row.attempts,
        error=f"{type(error).__name__}: {error}"[:300],
        state=Digest.State.FAILED if row.attempts + 1 >= _TRIES else Digest.State.WAITING,
    )
    row.refresh_from_db()
    return row
