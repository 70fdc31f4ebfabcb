"""What is not urgent comes in one mail a day or a week, at the reader's hour, once, and only what may be seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from duijie.core import mailing
from duijie.core.models import Mail, Notice, NoticeDigest, User
from duijie.core.notices import digests, preferences
from duijie.core.notices.digests import plan
from tests.core.notices.conftest import OPEN, told
from tests.factories.world import World
from tests.helpers import count_queries

pytestmark = pytest.mark.django_db
EVE = datetime(2026, 11, 22, 4, tzinfo=UTC)  # noon of a Sunday in Beijing
MORNING = datetime(2026, 11, 22, 23, 5, tzinfo=UTC)  # five past seven of the Monday


@pytest.fixture
def reader(world: World) -> User:
    world.owner.language = "en"
    world.owner.save()
    return world.owner


def _at(moment: datetime = EVE) -> None:
    Notice.objects.filter(digest=None).update(created_at=moment)


def _post(now: datetime = MORNING) -> list[Any]:
    plan(now)
    before = len(mail.outbox)
    while mailing.send_next():
        pass
    return mail.outbox[before:]


def test_a_day_comes_in_one_mail_grouped_by_what_it_belongs_to(reader: User) -> None:
    for matter, what in ((1, "a"), (2, "a"), (1, "b")):
        told(reader, matter=matter, what=what)
    _at()
    [message] = _post()
    assert "3 notices for you" in message.subject
    body = message.body
    assert body.count("== 镀镍 1 ==") == body.count("== 镀镍 2 ==") == 1
    assert body.partition("== 镀镍 2 ==")[0].count("Tea: 镀镍 1 ×2") == 1, "the same is said once"
    assert "2026-11-22 12:00" in body, "times are of the reader's clock"
    [(html, kind)] = message.alternatives
    assert kind == "text/html" and "镀镍 2" in html
    assert _post() == [] and _post(MORNING + timedelta(days=1)) == []


def test_it_comes_at_the_hour_of_the_readers_own_clock(reader: User) -> None:
    preferences.choose(actor=reader, chosen={}, time_zone="America/New_York", hour=18)
    told(reader)
    _at()
    assert _post(datetime(2026, 11, 22, 22, 59, tzinfo=UTC)) == []
    [message] = _post(datetime(2026, 11, 22, 23, 1, tzinfo=UTC))
    assert "2026-11-21 23:00" in message.body


def test_the_weekly_mail_waits_for_its_day(reader: User) -> None:
    preferences.choose(actor=reader, chosen={"teas": "weekly"}, time_zone="Asia/Shanghai", weekday=2)
    told(reader)
    _at()
    assert _post(MORNING + timedelta(days=1)) == []
    assert len(_post(MORNING + timedelta(days=2))) == 1


def test_it_speaks_the_readers_language(world: World) -> None:
    told(world.teammate)
    _at()
    [message] = _post()
    assert "给您的" in message.subject or "条通知" in message.subject
    assert "Hello" not in message.body


def test_what_came_after_the_hour_waits_for_the_next(reader: User) -> None:
    told(reader, what="a")
    _at()
    plan(MORNING)
    told(reader, what="b")
    _at()  # decided on before seven, committed after the mail was planned
    assert len(_post()) == 1
    assert "matter:1:b" in Notice.objects.filter(digest=None).values_list("key", flat=True)
    [message] = _post(MORNING + timedelta(days=1))
    assert "1 notice for you" in message.subject


def test_nothing_that_was_closed_to_the_reader_meanwhile_is_in_it(reader: User) -> None:
    told(reader, matter=1)
    told(reader, matter=2)
    _at()
    plan(MORNING)
    OPEN.discard("1")
    [message] = _post()
    assert "镀镍 2" in message.body and "镀镍 1" not in message.body + str(message.alternatives)


def test_there_is_no_mail_when_nothing_is_left_to_say(world: World, reader: User) -> None:
    assert _post() == []
    told(reader)
    _at()
    OPEN.clear()
    assert _post() == []
    told(world.teammate)
    _at()
    Notice.objects.update(read_at=EVE)
    assert _post() == [], "what was read in the site is not told again"
    told(world.outsider)
    _at()
    plan(MORNING)
    User.objects.filter(pk=world.outsider.pk).update(is_active=False)
    assert _post() == []
    assert set(Mail.objects.values_list("state", flat=True)) == {Mail.State.NOTHING}
    assert not mailing.unsent().exists()


def test_two_workers_at_once_make_one_mail(reader: User) -> None:
    told(reader)
    _at()
    assert [plan(MORNING), plan(MORNING)] == [1, 0]
    assert NoticeDigest.objects.count() == Mail.objects.count() == 1


class Killed(BaseException):
    """The process is gone: nothing after this line runs."""


def _dies(*_anything: object, **_more: object) -> None:
    raise Killed


@pytest.mark.parametrize("where", ["duijie.core.mailing.queue", "duijie.core.notices.digests._matters"])
def test_killed_before_it_goes_it_goes_once_the_next_time(
    reader: User, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    told(reader)
    _at()
    with monkeypatch.context() as patched:
        patched.setattr(where, _dies)
        with pytest.raises(Killed):
            _post()
    assert len(_post()) == 1
    assert _post() == []


def test_killed_while_it_goes_it_is_listed_and_not_sent_again_by_itself(
    reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(reader)
    _at()
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", _dies)
        with pytest.raises(Killed):
            _post()
    Mail.objects.update(due_at=EVE)
    assert _post() == []
    assert mailing.unsent().count() == 1
    mailing.send_again(Mail.objects.all())
    assert len(_post()) == 1, "by hand it is written anew and sent"


def test_a_mail_that_cannot_be_written_keeps_no_other_from_going(
    world: World, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(reader)
    _at()
    plan(MORNING)
    told(world.teammate, "rent")

    def breaks(*_anything: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(digests, "_matters", breaks)
    assert [message.to for message in _post()] == [[world.teammate.email]]
    waits = Mail.objects.get(composer="notice-digest")
    assert waits.state == Mail.State.WAITING and "RuntimeError" in waits.error


def test_one_click_stops_the_gathered_mails(reader: User) -> None:
    told(reader)
    _at()
    [message] = _post()
    address = (
        message.extra_headers["List-Unsubscribe"].strip("<>").partition("testserver")[2]
        or message.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    )
    assert Client().post("/" + address.lstrip("/")).status_code == 200
    told(reader, what="b")
    _at()
    assert _post(MORNING + timedelta(days=1)) == []
    assert {one.group.name: one.rhythm for one in preferences.choices(reader)}["teas"] == "off"


def test_a_long_day_is_cut_and_counted(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "MOST", 3)
    for number in range(5):
        told(reader, what=str(number))
    _at()
    [message] = _post()
    assert "5 notices" in message.subject and "and 2 more" in message.body


def test_writing_it_costs_the_same_for_1_and_30_notices(reader: User) -> None:
    told(reader)
    _at()
    plan(MORNING)
    one = count_queries(mailing.send_next)
    for number in range(30):
        told(reader, matter=number, what="later")
    _at(MORNING)
    plan(MORNING + timedelta(days=1))
    thirty = count_queries(mailing.send_next)
    assert len(mail.outbox) == 2
    assert len(one) == len(thirty)
