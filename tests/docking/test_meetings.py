"""Meetings of a deal: who is invited, what calendars get, and what becomes of changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from duijie.core import mailing
from duijie.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, StaleEdit
from duijie.core.models import Mail, Notice
from duijie.docking import invitation
from duijie.docking.models import Deal, LogEntry, Meeting
from duijie.docking.queries import rooms as queries_rooms
from duijie.docking.rules import change_meeting, read_meeting
from duijie.docking.services import deals, log, meetings
from duijie.registry.standing import ANONYMOUS, standing
from tests.docking.conftest import Match
from tests.docking.rooms import everybody

WHEN = datetime(2027, 7, 1, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 6, 1, tzinfo=UTC))


def _called(match: Match, deal: Deal, **values: Any) -> Meeting:
    given: dict[str, Any] = {
        "actor": match.asker, "title": "中试, 现场; 看设备", "starts": WHEN, "ends": WHEN + timedelta(hours=2),
        "place": "https://meet.example.org/j/1?pwd=a,b",
    }  # fmt: skip
    return meetings.call(deal=deal, **{**given, **values})


def _event(data: bytes) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_everybody_in_the_room_gets_the_meeting_by_mail(match: Match, brokered_deal: Deal) -> None:
    meeting = _called(match, brokered_deal)
    people = {match.asker, match.world.teammate, match.solver, match.solver_colleague, match.world.broker}
    assert {row.user for row in Notice.objects.filter(kind="deal-meeting")} == people
    while mailing.send_next():
        pass
    sent = [message for message in mail.outbox if message.attachments]
    assert {message.to[0] for message in sent} == {user.email for user in people}
    parsed = message_from_bytes(sent[0].message().as_bytes(), policy=policy.default)
    (part,) = parsed.iter_attachments()
    assert (part.get_content_type(), part["Content-Type"].params["method"]) == ("text/calendar", "REQUEST")
    assert part.get_filename() == "meeting.ics"
    calendar, event = _event(cast("bytes", part.get_payload(decode=True)))
    assert (calendar["VERSION"], calendar["METHOD"], str(event["SUMMARY"])) == ("2.0", "REQUEST", meeting.title)
    assert event["DTSTART"].dt == WHEN and event["DTSTART"].to_ical() == b"20270701T013000Z"
    assert event["DTEND"].to_ical() == b"20270701T033000Z"
    assert (int(event["SEQUENCE"]), str(event["LOCATION"])) == (0, meeting.place)
    assert {str(one) for one in event["ATTENDEE"]} == {f"mailto:{user.email}" for user in people}
    assert str(event["ORGANIZER"]) == f"mailto:{match.asker.email}"


def test_an_invitation_is_what_the_standard_asks_for(match: Match) -> None:
    match.asker.name = 'Wang "the, boss"; 王'
    match.asker.save()
    data = invitation.written(meetings.as_invitation(_called(match, match.deal(), title="很长的标题" * 40)))
    lines = data.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 for line in lines), "lines are folded"
    assert b"\n" not in data.replace(b"\r\n", b"")
    _calendar, event = _event(data)
    assert not event.errors and {"UID", "DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE"} <= set(event)
    assert event["ORGANIZER"].params["CN"] == "Wang 'the, boss'; 王"
    assert str(event["SUMMARY"]) == "很长的标题" * 40


def test_changing_and_cancelling_keep_the_uid_and_raise_the_sequence(match: Match, deal: Deal) -> None:
    meeting = _called(match, deal)
    seen = [invitation.written(meetings.as_invitation(meeting))]
    later = WHEN + timedelta(days=1)
    changed = meetings.change(
        actor=match.asker, meeting=meeting, title="改期", starts=later, ends=later + timedelta(hours=1), place="西山",
        version=meeting.version,
    )  # fmt: skip
    seen.append(invitation.written(meetings.as_invitation(changed)))
    seen.append(invitation.written(meetings.as_invitation(meetings.cancel(actor=match.asker, meeting=meeting))))
    parsed = [_event(data) for data in seen]
    assert [int(event["SEQUENCE"]) for _calendar, event in parsed] == [0, 1, 2]
    assert len({str(event["UID"]) for _calendar, event in parsed}) == 1
    assert [str(calendar["METHOD"]) for calendar, _event in parsed] == ["REQUEST", "REQUEST", "CANCEL"]
    assert str(parsed[2][1]["STATUS"]) == "CANCELLED"
    told = Notice.objects.filter(user=match.solver, kind__startswith="deal-meeting").order_by("id")
    assert [row.kind for row in told] == ["deal-meeting", "deal-meeting-changed", "deal-meeting-cancelled"]
    actions = ["call-meeting", "change-meeting", "cancel-meeting"]
    assert (
        list(LogEntry.objects.filter(action__in=actions).order_by("place").values_list("action", flat=True)) == actions
    )
    entry = LogEntry.objects.get(action="change-meeting")
    assert (entry.before["starts"], entry.after["starts"]) == (WHEN.astimezone(UTC).isoformat(), later.isoformat())
    assert "改期" not in str(entry.after) and log.verify_all().holds


def test_a_form_sent_twice_calls_one_meeting_and_one_pressed_twice_cancels_once(match: Match, deal: Deal) -> None:
    form = uuid4()
    first, again = (_called(match, deal, form=form) for _twice in range(2))
    assert first == again and Meeting.objects.count() == 1
    for _twice in range(2):
        meetings.cancel(actor=match.asker, meeting=first)
    assert LogEntry.objects.filter(action="cancel-meeting").count() == 1
    assert Notice.objects.filter(user=match.solver, kind="deal-meeting-cancelled").count() == 1


def test_of_two_tabs_one_wins_and_the_other_is_told(match: Match, deal: Deal) -> None:
    meeting = _called(match, deal)
    values: dict[str, Any] = {
        "starts": WHEN,
        "ends": WHEN + timedelta(hours=1),
        "place": "",
        "version": meeting.version,
    }
    meetings.change(actor=match.asker, meeting=meeting, title="第一页", **values)
    with pytest.raises(StaleEdit):
        meetings.change(actor=match.asker, meeting=meeting, title="第二页", **values)
    meeting.refresh_from_db()
    assert meeting.title == "第一页"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": " \u202e"}),
        ("title", {"title": "长" * 201}),
        ("place", {"place": "长" * 501}),
        ("starts", {"starts": datetime(2020, 1, 1, tzinfo=UTC)}),
        ("starts", {"starts": datetime(1, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))}),
        (
            "starts",
            {"starts": datetime(9999, 12, 31, 23, tzinfo=UTC), "ends": datetime(9999, 12, 31, 23, 30, tzinfo=UTC)},
        ),
        ("ends", {"ends": WHEN}),
        ("ends", {"ends": WHEN + timedelta(days=30, minutes=1)}),
    ],
)
def test_times_and_titles_that_do_not_fit_are_refused(
    match: Match, deal: Deal, field: str, values: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        _called(match, deal, **values)
    assert field in refused.value.details["fields"]
    assert not Meeting.objects.exists() and not Notice.objects.filter(kind="deal-meeting").exists()


def test_a_meeting_without_the_broker_is_not_told_to_the_broker(match: Match, brokered_deal: Deal) -> None:
    meeting = _called(match, brokered_deal, with_broker=False)
    broker = match.world.broker
    assert list(queries_rooms.meetings(standing(broker), brokered_deal)) == []
    with pytest.raises(NotFound):
        queries_rooms.access_meeting(standing(broker), brokered_deal, meeting.pk)
    assert not Notice.objects.filter(user=broker, kind="deal-meeting").exists()
    assert not Mail.objects.filter(to=broker.email, attachments__0__name="meeting.ics").exists()
    assert broker.email.encode() not in invitation.written(meetings.as_invitation(meeting))
    with pytest.raises(NotAllowed):
        _called(match, brokered_deal, actor=broker, with_broker=False)


def test_only_the_side_that_called_it_changes_it(match: Match, brokered_deal: Deal) -> None:
    meeting = _called(match, brokered_deal)
    people = everybody(match)
    for name, user in people.items():
        if user is None or "demand" in name:
            continue
        with pytest.raises(NotAllowed):
            meetings.cancel(actor=user, meeting=meeting)
        if not name.endswith(" side") and name != "broker":
            with pytest.raises(NotAllowed):
                _called(match, brokered_deal, actor=user)
    meetings.cancel(actor=match.world.teammate, meeting=meeting)


def test_what_has_begun_or_is_over_stays_as_it_was(match: Match, deal: Deal, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = _called(match, deal)
    values: dict[str, Any] = {
        "title": "x",
        "starts": WHEN + timedelta(days=9),
        "ends": WHEN + timedelta(days=10),
        "place": "",
    }
    monkeypatch.setattr(timezone, "now", lambda: WHEN + timedelta(hours=1))
    with pytest.raises(Conflict):
        meetings.change(actor=match.asker, meeting=meeting, version=meeting.version, **values)
    monkeypatch.setattr(timezone, "now", lambda: WHEN + timedelta(hours=3))
    with pytest.raises(Conflict):
        meetings.cancel(actor=match.asker, meeting=meeting)


def test_a_meeting_can_be_cancelled_after_the_deal_ended(match: Match, deal: Deal) -> None:
    meeting = _called(match, deal)
    deals.end(actor=match.solver, deal=deal, reason="不做了")
    with pytest.raises(Conflict):
        _called(match, deal)
    assert meetings.cancel(actor=match.asker, meeting=meeting).cancelled_at is not None


def test_rules_say_the_same_for_one_and_for_many(match: Match, brokered_deal: Deal) -> None:
    for actor in (match.asker, match.solver, match.world.broker):
        _called(match, brokered_deal, actor=actor)
    _called(match, brokered_deal, with_broker=False)
    deals.leave(actor=match.solver_colleague, deal=brokered_deal)
    for one in [standing(user) if user else ANONYMOUS for user in everybody(match).values()]:
        for rule in (read_meeting, change_meeting):
            rows = Meeting.objects.all()
            allowed = {row.pk for row in rows if rule.allows(one, row)}
            assert allowed == set(rule.filter(one, rows).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("place", "link"),
    [
        ("https://meet.example.org/j/1", True),
        ("http://[::1", False),
        ("javascript:alert(1)", False),
        ("西山大学 3 号楼", False),
        ("https://meet.example.org/ 会议室", False),
        ("", False),
    ],
)
def test_only_an_address_on_the_web_becomes_a_link(place: str, link: bool) -> None:
    assert invitation.is_link(place) is link
