"""The pages of files and meetings of a deal, as each person sees them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadhandler import StopUpload
from django.core.signing import TimestampSigner
from django.http import FileResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from icalendar import Calendar
from pytest_django import Settings

from duijie.core.errors import TooLarge
from duijie.core.uploads import check_stopped, stop_at
from duijie.docking.models import Deal, DealFile, LogEntry, Meeting
from duijie.docking.services import deals, meetings
from tests.docking.conftest import Match
from tests.docking.rooms import PDF, added, everybody, upload
from tests.helpers import assert_same_queries, browser


@pytest.fixture(autouse=True)
def _apart(settings: Settings, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


def _link(client: Client, page: str) -> str:
    """The link to the bytes that a page offers; empty where it offers none."""
    found = re.search(r'href="(/deals/[^"]+/fetch/\?key=[^"]+)"', client.get(page).content.decode())
    return found.group(1) if found else ""


def _meeting(match: Match, deal: Deal, *, with_broker: bool = True) -> Meeting:
    starts = timezone.now() + timedelta(days=3)
    return meetings.call(
        actor=match.asker, deal=deal, title="看设备", starts=starts, ends=starts + timedelta(hours=1),
        place="javascript:alert(1)", with_broker=with_broker,
    )  # fmt: skip


def test_a_file_goes_from_one_side_to_the_other(match: Match, deal: Deal) -> None:
    room = deal.get_absolute_url()
    asker, solver = browser(match.asker), browser(match.solver)
    form_id = str(asker.get(f"{room}files/new/").context["form"]["form"].value())
    for _twice in range(2):
        sent = asker.post(f"{room}files/new/", {"file": upload("方案📄.pdf"), "form": form_id})
    row = DealFile.objects.get()
    assert sent.headers["Location"] == row.get_absolute_url()
    assert "<bdi>方案📄.pdf</bdi>" in solver.get(room).content.decode()
    page = solver.get(row.get_absolute_url()).content.decode()
    assert row.sha256 in page, "there is a line to compare"
    answer = solver.get(_link(solver, room))
    assert isinstance(answer, FileResponse) and b"".join(answer) == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "no-store" in answer.headers["Cache-Control"]
    assert LogEntry.objects.get(action="fetch-file").actor == str(match.solver.pk)
    assert str(match.solver) in asker.get(row.get_absolute_url()).content.decode(), "who had it"


def test_a_link_ends_and_the_page_leads_back(match: Match, deal: Deal, settings: Settings) -> None:
    row = added(match.asker, deal)
    solver = browser(match.solver)
    link = _link(solver, row.get_absolute_url())
    settings.DEAL_LINK_SECONDS = -1
    answer = solver.get(link)
    assert answer.status_code == 410 and row.get_absolute_url() in answer.content.decode()
    settings.DEAL_LINK_SECONDS = 600
    assert solver.get(link).status_code == 200


def test_a_link_is_ones_own(match: Match, brokered_deal: Deal) -> None:
    row, other = added(match.asker, brokered_deal), added(match.asker, brokered_deal, "别的.pdf")
    link = _link(browser(match.solver), row.get_absolute_url())
    for name, user in everybody(match).items():
        if user == match.solver:
            continue
        inside = name.endswith(" side") or name == "broker"
        assert browser(user).get(link).status_code == (403 if inside else 302 if user is None else 404), name
    solver = browser(match.solver)
    assert solver.get(link.replace(str(row.pk), str(other.pk))).status_code == 403
    for wrong in ("", "x", link.rpartition("=")[2][:-1], TimestampSigner().sign(f"{row.pk}.{match.solver.pk}")):
        assert solver.get(f"{row.get_absolute_url()}fetch/", {"key": wrong}).status_code == 403
    assert solver.get(f"{row.get_absolute_url()}fetch/").status_code == 403
    assert not LogEntry.objects.filter(action="fetch-file").exists()


def test_permission_is_asked_again_when_the_link_is_used(match: Match, brokered_deal: Deal) -> None:
    row = added(match.asker, brokered_deal)
    colleague = browser(match.solver_colleague)
    link = _link(colleague, row.get_absolute_url())
    deals.leave(actor=match.solver_colleague, deal=brokered_deal)
    assert colleague.get(link).status_code == 404


def test_a_withdrawn_version_answers_with_a_sentence(match: Match, deal: Deal) -> None:
    row = added(match.asker, deal)
    asker, solver = browser(match.asker), browser(match.solver)
    link = _link(solver, row.get_absolute_url())
    assert solver.post(f"{row.get_absolute_url()}withdraw/").status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_at is None, "the other side cannot"
    asker.post(f"{row.get_absolute_url()}withdraw/")
    assert solver.get(link).status_code == 409
    assert (
        _link(solver, row.get_absolute_url()) == ""
        and row.sha256 in solver.get(row.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize(
    ("name", "data"), [("空.pdf", b""), ("改名.pdf", b"MZ\x90"), ("程序.exe", b"MZ\x90"), (None, b"")]
)
def test_what_does_not_fit_is_said_beside_the_field(match: Match, deal: Deal, name: str | None, data: bytes) -> None:
    client, address = browser(match.asker), f"{deal.get_absolute_url()}files/new/"
    form_id = str(client.get(address).context["form"]["form"].value())
    answer = client.post(address, {"form": form_id, **({"file": upload(name, data)} if name else {})})
    assert answer.status_code == 422 and 'class="errors"' in answer.content.decode()
    assert not DealFile.objects.exists()


def test_five_gigabytes_are_refused_before_they_are_read(match: Match, deal: Deal) -> None:
    client, address = browser(match.asker), f"{deal.get_absolute_url()}files/new/"
    answer = client.generic("POST", address, b"--x", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(5 * 2**30))
    assert answer.status_code == 413 and "200 MB" in answer.content.decode()
    assert address in answer.content.decode(), "the way back"


def test_reading_stops_where_a_file_turns_out_to_be_too_large() -> None:
    request = RequestFactory().post("/", {"a": "1", "file": upload("大.pdf", PDF + b"0" * 300_000)})
    stop_at(request, 100_000)
    assert request.POST["a"] == "1" and "file" not in request.FILES
    with pytest.raises(TooLarge):
        check_stopped(request)
    with pytest.raises(StopUpload):
        request.upload_handlers[0].receive_data_chunk(b"0", 0)


def test_a_file_that_is_too_large_is_said_beside_the_field(match: Match, settings: Settings) -> None:
    settings.DEAL_FILE_LIMIT = 1024 * 1024
    client, address = browser(match.asker), f"{match.deal().get_absolute_url()}files/new/"
    form_id = str(client.get(address).context["form"]["form"].value())
    answer = client.post(address, {"form": form_id, "file": upload("大.pdf", PDF + b"0" * 1_200_000)})
    assert answer.status_code == 413 and answer.content.decode().count("1 MB") >= 1
    assert not DealFile.objects.exists()


def test_a_form_without_its_token_is_refused(match: Match) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(match.asker)
    assert client.post(f"{match.deal().get_absolute_url()}files/new/", {"file": upload()}).status_code == 403
    assert not DealFile.objects.exists()


def test_each_page_opens_to_those_in_the_room_only(match: Match, brokered_deal: Deal) -> None:
    room, row, meeting = (
        brokered_deal.get_absolute_url(),
        added(match.asker, brokered_deal),
        _meeting(match, brokered_deal),
    )
    reads = [
        f"{room}files/", f"{room}files/new/", row.get_absolute_url(), f"{room}meetings/", f"{room}meetings/new/",
        meeting.get_absolute_url(), f"{meeting.get_absolute_url()}meeting.ics",
    ]  # fmt: skip
    writes = [
        f"{room}files/new/", f"{room}meetings/new/", f"{row.get_absolute_url()}withdraw/",
        f"{meeting.get_absolute_url()}cancel/", f"{meeting.get_absolute_url()}change/",
    ]  # fmt: skip
    for name, user in everybody(match).items():
        client = browser(user)
        inside = name.endswith(" side") or name == "broker"
        for address in reads:
            expected = 200 if inside else 302 if user is None else 404
            assert client.get(address).status_code == expected, (name, address)
        if not inside:
            for address in writes:
                assert client.post(address, {"title": "x"}).status_code == (302 if user is None else 404), (
                    name,
                    address,
                )
    row.refresh_from_db()
    meeting.refresh_from_db()
    assert row.withdrawn_at is None and meeting.cancelled_at is None
    assert (DealFile.objects.count(), Meeting.objects.count()) == (1, 1)


def test_the_broker_sees_no_trace_of_what_is_kept_from_them(match: Match, brokered_deal: Deal) -> None:
    room = brokered_deal.get_absolute_url()
    row = added(match.asker, brokered_deal, "价格八十万.pdf", with_broker=False)
    meeting = _meeting(match, brokered_deal, with_broker=False)
    client = browser(match.world.broker)
    for address in (room, f"{room}files/", f"{room}meetings/", f"{room}log/", "/notices/"):
        page = client.get(address).content.decode()
        assert row.name not in page and meeting.title not in page and str(row.pk) not in page, address
    for address in (row.get_absolute_url(), meeting.get_absolute_url(), f"{meeting.get_absolute_url()}meeting.ics"):
        assert client.get(address).status_code == 404, address


def test_a_meeting_is_called_in_ones_own_zone_and_read_in_anothers(match: Match, deal: Deal) -> None:
    room = deal.get_absolute_url()
    asker, solver = browser(match.asker), browser(match.solver)
    form = asker.get(f"{room}meetings/new/").context["form"]
    day = (timezone.now() + timedelta(days=30)).strftime("%Y-%m-%d")
    data = {
        "title": "看设备", "starts": f"{day}T09:00", "ends": f"{day}T10:30", "zone": "Asia/Tokyo", "place": "西山",
        "form": str(form["form"].value()),
    }  # fmt: skip
    for _twice in range(2):
        sent = asker.post(f"{room}meetings/new/", data)
    meeting = Meeting.objects.get()
    assert sent.headers["Location"] == meeting.get_absolute_url()
    assert meeting.starts == datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    assert f"{day} 09:00" in asker.get(room).content.decode(), "the zone is remembered"
    assert f"{day} 08:00" in solver.get(meeting.get_absolute_url()).content.decode(), "that of the site"
    assert f"{day} 09:00" in solver.get(f"{room}meetings/", {"zone": "Asia/Seoul"}).content.decode()
    assert f"{day} 09:00" in solver.get(meeting.get_absolute_url()).content.decode()
    assert solver.get(f"{room}meetings/", {"zone": "../etc/passwd"}).status_code == 200
    answer = solver.get(f"{meeting.get_absolute_url()}meeting.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar; method=REQUEST")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("DTSTART") == meeting.starts


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts": "2020-01-01T09:00"},
        {"starts": "0001-01-01T00:00"},
        {"starts": "明天"},
        {"starts": "2026-99-99T99:99"},
        {"zone": "Mars/Base"},
        {"title": "\u202e "},
        {"ends": "2020-01-01T09:00"},
    ],
)
def test_nothing_that_was_typed_is_lost_when_a_meeting_does_not_fit(
    match: Match, deal: Deal, wrong: dict[str, str]
) -> None:
    client, address = browser(match.asker), f"{deal.get_absolute_url()}meetings/new/"
    day = (timezone.now() + timedelta(days=30)).strftime("%Y-%m-%d")
    data = {
        "title": "看设备", "starts": f"{day}T09:00", "ends": f"{day}T10:30", "zone": "Asia/Tokyo", "place": "西山楼",
        "form": str(client.get(address).context["form"]["form"].value()),
    }  # fmt: skip
    answer = client.post(address, data | wrong)
    assert answer.status_code == 422 and "西山楼" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_two_tabs_and_a_way_to_insist(match: Match, deal: Deal) -> None:
    meeting = _meeting(match, deal)
    client, address = browser(match.asker), f"{meeting.get_absolute_url()}change/"
    day = (timezone.now() + timedelta(days=30)).strftime("%Y-%m-%d")
    data = {"starts": f"{day}T09:00", "ends": f"{day}T10:30", "zone": "Asia/Shanghai", "place": "", "version": "1"}
    assert client.post(address, {**data, "title": "第一页"}).status_code == 302
    again = client.post(address, {**data, "title": "第二页"})
    assert again.status_code == 422 and "第二页" in again.content.decode()
    meeting.refresh_from_db()
    assert meeting.title == "第一页"
    client.post(address, {**data, "title": "第二页", "version": again.context["form"]["version"].value()})
    meeting.refresh_from_db()
    assert (meeting.title, meeting.sequence) == ("第二页", 2)


def test_what_is_no_address_is_no_link(match: Match, deal: Deal) -> None:
    page = browser(match.solver).get(_meeting(match, deal).get_absolute_url()).content.decode()
    assert 'href="javascript' not in page and "javascript:alert(1)" in page


def test_lists_cost_the_same_for_one_and_for_thirty(match: Match, deal: Deal) -> None:
    client = browser(match.asker)

    def more(number: int) -> None:
        for one in range(number):
            added(match.asker, deal, f"{number}-{one}.pdf")
            _meeting(match, deal)

    def show() -> None:
        for part in ("", "files/", "meetings/"):
            assert client.get(f"{deal.get_absolute_url()}{part}").status_code == 200

    assert_same_queries(show, more)
