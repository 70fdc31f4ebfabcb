"""What people type by mistake or in earnest: a clear sentence, nothing lost, nothing doubled, nothing disguised."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from email import message_from_bytes, policy
from io import BytesIO
from typing import Any, cast
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.utils import timezone
from docx import Document
from icalendar import Calendar
from pypdf import PdfReader

from duijie.core import mailing
from duijie.core.errors import InvalidInput
from duijie.core.models import User
from duijie.docking.models import Deal, DealFile, Terms
from duijie.docking.services import contracts, meetings, terms
from duijie.library.models import Problem
from duijie.library.services import create_item, update_item
from tests.docking.agreed import PARTIES, VALUES, agreed
from tests.docking.conftest import Match
from tests.docking.rooms import upload
from tests.factories.world import World, make
from tests.helpers import browser

pytestmark = pytest.mark.django_db
TURNED = "\u202e"
"""Right-to-left override: what follows is shown backwards."""
DISGUISED = f"镍{TURNED}fdp.exe\u2066\u200f 🧪\u200b"
HARMLESS = "镍fdp.exe 🧪"
MARKS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f")


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def sheet(**changed: Any) -> dict[str, Any]:
    """The form of terms as a browser sends it."""
    today = timezone.localdate()
    return {
        "kind": "development", "subject": "完成中试。", "amount": "100", "currency": "CNY", "ownership": "双方共有。",
        "start": today.isoformat(), "end": (today + timedelta(days=30)).isoformat(), "secrecy_years": "5",
        "steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0", "steps-0-title": "全部", "steps-0-criteria": "达标",
        "steps-0-due": (today + timedelta(days=30)).isoformat(), "steps-0-amount": changed.get("amount", "100"),
        "form": str(uuid4()), **changed,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"currency": "XAU"}, "XAU"),
        ({"start": "2020-01-01", "end": "2020-02-01", "steps-0-due": "2020-02-01"}, ""),
        ({"amount": "1.500"}, "1200000"),
        ({"amount": "一百万"}, "1200000"),
        ({"end": "2027-02-30"}, ""),
    ],
)
def test_terms_that_cannot_be_meant_come_back_with_a_sentence_and_all_that_was_typed(
    match: Match, deal: Deal, changed: dict[str, str], said: str
) -> None:
    answer = browser(match.asker).post(f"{deal.get_absolute_url()}terms/new/", sheet(**changed))
    page = answer.content.decode()
    assert answer.status_code == 422 and "error" in page and said in page
    assert "完成中试。" in page and "双方共有。" in page
    assert not Terms.objects.exists()


def test_a_decimal_comma_is_understood_where_it_can_mean_only_one_amount(match: Match, deal: Deal) -> None:
    answer = browser(match.asker).post(f"{deal.get_absolute_url()}terms/new/", sheet(amount="1.234,56"))
    assert answer.status_code == 302, answer.content.decode()
    assert Terms.objects.get().amount == Decimal("1234.56")


def test_a_form_of_terms_sent_again_puts_them_forward_once(match: Match, deal: Deal) -> None:
    given = sheet()
    client = browser(match.asker)
    for _twice in range(2):
        assert client.post(f"{deal.get_absolute_url()}terms/new/", given).status_code == 302
    assert Terms.objects.count() == 1


def test_an_unknown_currency_is_refused_by_the_service_too(match: Match) -> None:
    today = timezone.localdate()
    values = {"kind": "development", "subject": "x", "amount": Decimal(1), "currency": "XAU", "start": today,
              "end": today, "ownership": "x", "secrecy_years": 1}  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        terms.offer_terms(
            actor=match.asker, deal=match.deal(), values=values, milestones=[terms.Step("x", today, "x", Decimal(1))]
        )
    assert list(refused.value.details["fields"]) == ["currency"]


@pytest.mark.django_db
def test_a_problem_is_not_due_before_it_is_put(world: World) -> None:
    past = timezone.localdate() - timedelta(days=1)
    values = {"title": "除镍", "statement": "镍降到 0.1 mg/L", "deadline": past}
    with pytest.raises(InvalidInput) as refused:
        create_item(actor=world.owner, kind="problem", community=world.east, values=values)
    assert list(refused.value.details["fields"]) == ["deadline"]
    old = make(world, "problem", deadline=date(2020, 1, 1))
    update_item(actor=world.owner, item=old, values={"title": "除镍（二）"}, expected_version=old.version)
    assert Problem.objects.get().title == "除镍（二）", "a day that passed meanwhile keeps nobody from mending a title"
    page = browser(world.owner).post(
        "/problems/new/",
        {**values, "deadline": past.isoformat(), "problem_kind": "need", "confidentiality": "open", "currency": "CNY"},
    )
    assert page.status_code == 422 and "镍降到 0.1 mg/L" in page.content.decode()
    assert Problem.objects.count() == 1


def test_a_name_that_shows_something_else_than_it_is_becomes_plain_everywhere(match: Match) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    signed_up = {"name": f"李{TURNED}芳🧪", "email": "li.fang@example.org", "password1": "correct horse battery"}
    client.post("/accounts/signup/", signed_up)
    assert User.objects.get(email="li.fang@example.org").name == "李芳🧪"

    deal = match.deal()
    room = browser(match.asker)
    added = {"file": upload(f"{DISGUISED}.pdf"), "form": str(uuid4())}
    assert room.post(f"{deal.get_absolute_url()}files/new/", added).status_code == 302
    kept = DealFile.objects.get()
    assert kept.name == f"{HARMLESS}.pdf"
    listing = room.get(f"{deal.get_absolute_url()}files/").content.decode()
    assert HARMLESS in listing and not MARKS & set(listing)
    link = room.get(kept.get_absolute_url()).context["link"]
    sent = room.get(link)["Content-Disposition"]
    assert sent.isascii() and sent.startswith("attachment; filename*=utf-8''") and "%E2%80%AE" not in sent


def test_such_a_title_in_a_meeting_and_its_mails(match: Match, deal: Deal) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    title = f"{DISGUISED}\r\nBcc: all@example.org"
    meetings.call(actor=match.asker, deal=deal, title=title, starts=tomorrow, ends=tomorrow + timedelta(hours=1))
    while mailing.send_next():
        pass
    invited = [message for message in mail.outbox if message.attachments]
    assert invited
    for message in mail.outbox:
        raw = message_from_bytes(message.message().as_bytes(), policy=policy.default)
        assert raw["Bcc"] is None and "\n" not in str(raw["Subject"])
        assert not MARKS & set(str(raw["Subject"]) + str(message.body))
    raw = message_from_bytes(invited[0].message().as_bytes(), policy=policy.default)
    (part,) = raw.iter_attachments()
    (event,) = Calendar.from_ical(cast("bytes", part.get_payload(decode=True))).walk("VEVENT")
    assert str(event["SUMMARY"]).startswith(HARMLESS) and not MARKS & set(str(event["SUMMARY"]))


def test_such_a_title_in_a_contract(match: Match) -> None:
    parties = {**PARTIES, "demand": {**PARTIES["demand"], "representative": f"王{TURNED}工🧪"}}
    values = {**VALUES, "title": f"{DISGUISED}中试", "parties": parties}
    contract = contracts.draft(actor=match.solver, deal=agreed(match), values=values)
    version = contract.versions.get()
    assert contract.title == f"{HARMLESS}中试"
    with version.docx.file.open("rb") as stream:
        written = "\n".join(cell for cell in _texts(Document(BytesIO(stream.read()))))
    assert f"{HARMLESS}中试" in written and "王工🧪" in written and not MARKS & set(written)
    with version.pdf.file.open("rb") as stream:
        read = "".join(page.extract_text() for page in PdfReader(BytesIO(stream.read())).pages)
    assert "fdp.exe" in read and "王工" in read and not MARKS & set(read)
    sent = browser(match.asker).get(f"{Deal.objects.get().get_absolute_url()}contract/files/{version.pdf.pk}/")
    if sent.status_code == 200:
        assert sent["Content-Disposition"].isascii()


def _texts(document: Any) -> list[str]:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells
