"""A mail goes out once, whoever dies on the way, when the reader wants it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from duijie.core import mailing
from duijie.core.errors import Unavailable
from duijie.core.models import Mail, User
from duijie.core.notices import preferences
from duijie.matching.models import Digest, SavedSearch
from duijie.matching.services import digests, news
from duijie.matching.services.digests import plan, send, unsent, waiting
from tests.factories.world import World
from tests.matching.plating import nickel
from tests.matching.saved.searching import later, listing, post, saved, this_week

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process is gone: nothing after this line runs."""


def _dies(*_anything: Any, **_more: Any) -> None:
    raise Killed


def test_whoever_dies_before_sending_leaves_it_listed_and_it_is_sent_once(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(listing(reader))
    nickel(world)
    plan(period=this_week(), due_only=False)
    with monkeypatch.context() as patched:
        patched.setattr(digests, "_context", _dies)
        with pytest.raises(Killed):
            send(digest=waiting()[0].pk)
    [(row, letter)] = unsent()
    assert (row.state, letter.state, mail.outbox) == (Digest.State.WAITING, Mail.State.WAITING, [])
    assert send(digest=row.pk).state == Digest.State.SENT  # type: ignore[union-attr]
    assert len(mail.outbox) == 1
    assert send(digest=row.pk).state == Digest.State.SENT  # type: ignore[union-attr]
    assert plan(period=this_week(), due_only=False) == 0
    assert len(mail.outbox) == 1
    assert not unsent()


def test_whoever_dies_while_sending_leaves_it_listed_and_it_is_not_sent_by_itself(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(listing(reader))
    nickel(world)
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", _dies)
        with pytest.raises(Killed):
            post(reader)
    [(row, letter)] = unsent()
    assert letter.state == Mail.State.SENDING and not waiting()
    Mail.objects.update(due_at=timezone.now() - timedelta(hours=1))
    assert mailing.unsent().get() == letter
    mailing.send_again(Mail.objects.all())
    assert send(digest=row.pk).state == Digest.State.SENT  # type: ignore[union-attr]
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_down_is_asked_again_later(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(listing(reader))
    nickel(world)

    def refuses(*_anything: Any) -> Any:
        raise OSError("connection refused")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", refuses)
        [row] = post(reader)
    assert row.state == Digest.State.WAITING
    [(left, letter)] = unsent()
    assert left == row and "refused" in letter.error
    assert letter.due_at > timezone.now()
    assert not waiting().exists()
    Mail.objects.update(due_at=timezone.now())
    assert send(digest=row.pk).state == Digest.State.SENT  # type: ignore[union-attr]
    assert len(mail.outbox) == 1


def test_an_index_that_is_away_puts_the_mail_off(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(saved(reader))

    def away(**_values: Any) -> Any:
        raise Unavailable("the index is away")

    monkeypatch.setattr(news, "find_matches", away)
    [row] = post(reader)
    assert row.state == Digest.State.WAITING
    assert "away" in unsent()[0][1].error


def test_it_goes_on_the_day_and_at_the_hour_that_the_reader_chose(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = listing(reader)
    monday = digests.begins("2026-W47")
    SavedSearch.objects.filter(pk=search.pk).update(told_until=monday - timedelta(days=7))
    preferences.choose(actor=reader, chosen={}, time_zone="Europe/Berlin", hour=18, weekday=4)
    monkeypatch.setattr("django.utils.timezone.now", lambda: monday + timedelta(hours=1))
    assert plan(period="2026-W47") == 1
    assert Mail.objects.get().due_at.isoformat() == "2026-11-20T17:00:00+00:00"
    assert not waiting().exists()


def test_who_wants_no_such_mail_gets_none_and_keeps_the_searches(world: World, by_words: None, reader: User) -> None:
    later(listing(reader))
    nickel(world)
    plan(period=this_week(), due_only=False)
    preferences.choose(actor=reader, chosen={"searches": "off"})
    assert [row.state for row in post(reader, "2030-W02")] == [Digest.State.NOTHING]
    assert mail.outbox == [] and not SavedSearch.objects.get().paused
    preferences.choose(actor=reader, chosen={"searches": "weekly"})
    post(reader, "2030-W03")
    assert len(mail.outbox) == 1, "what was not told is told then"


def test_the_weekly_mail_goes_out_once_its_hour_has_come(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = listing(reader)
    monday = digests.begins("2026-W47")
    assert (monday.weekday(), monday.hour) == (0, 7)
    SavedSearch.objects.filter(pk=search.pk).update(told_until=monday - timedelta(days=7))
    for hours, planned in ((-1, 0), (1, 1), (2, 0)):
        monkeypatch.setattr("django.utils.timezone.now", lambda hours=hours: monday + timedelta(hours=hours))
        assert plan(period="2026-W47") == planned
    SavedSearch.objects.filter(pk=search.pk).update(told_until=monday + timedelta(days=1))
    monkeypatch.setattr("django.utils.timezone.now", lambda: monday + timedelta(days=2))
    Digest.objects.all().delete()
    assert plan(period="2026-W47") == 0, "saved after Monday: the next week's mail is the first"
