"""The pages from agreed terms to two reviews, as each person sees them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.test import Client

from duijie.docking.models import Contract, ContractFile, Deal, Payment, Review, Submission
from duijie.docking.services import contracts, delivery
from tests.docking.agreed import agreed, drafted, scan
from tests.docking.conftest import Match
from tests.helpers import assert_same_queries, browser

DRAFT = {
    "title": "螯合树脂深度除镍中试",
    "requirements": "出水镍低于 0.1 mg/L",
    "demand_name": "东湖电镀有限公司",
    "supply_name": "西山大学",
    "court": "court",
    "court_name": "武汉市",
    "late_permille": "0.5",
    "late_cap_percent": "20",
    "copies": "4",
}


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def _form(client: Client, address: str) -> str:
    return str(client.get(address).context["form"]["form"].value())


def test_two_people_go_from_agreed_terms_to_two_reviews(match: Match) -> None:
    asker, solver = browser(match.asker), browser(match.solver)
    room = agreed(match).get_absolute_url()
    assert f"{room}contract/draft/" in solver.get(room).content.decode()
    page = solver.get(f"{room}contract/draft/")
    assert page.context["form"]["demand_name"].value() == match.world.firm.name
    sent = {**DRAFT, "form": str(page.context["form"]["form"].value()), "version": "0"}
    for _twice in range(2):
        assert solver.post(f"{room}contract/draft/", sent).status_code == 302
    contract = Contract.objects.get()
    version = contract.versions.get()

    got = asker.get(f"{room}contract/files/{version.pdf_id}/")
    assert got.getvalue().startswith(b"%PDF")
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff" and "no-store" in got.headers["Cache-Control"]

    for client in (asker, solver):
        assert "上传" in client.get(f"{room}contract/").content.decode()
        assert client.post(f"{room}contract/sign/1/", {"file": scan()}).status_code == 302
    contract.refresh_from_db()
    assert contract.state == "signed"
    assert "第1步" in asker.get(room).content.decode()

    for step in contract.milestones.all():
        address = f"{room}delivery/milestones/{step.pk}/"
        form = _form(solver, f"{address}submit/")
        data = {"text": "报告", "evidence": [scan(), scan(b"\x89PNG\r\n\x1a\n.", "图.png")], "form": form}
        assert solver.post(f"{address}submit/", data).status_code == 302
        assert "图.png" in asker.get(address).content.decode()
        if step.ordinal == 0:
            assert asker.post(f"{address}1/reject/", {"reason": ""}).status_code == 422
            assert asker.post(f"{address}1/reject/", {"reason": "缺少数据"}).status_code == 302
            assert "缺少数据" in solver.get(address).content.decode()
            data = {"text": "补充", "form": _form(solver, f"{address}submit/")}
            solver.post(f"{address}submit/", data)
        last = Submission.objects.filter(milestone=step).first()
        assert last is not None
        assert asker.get(f"{address}{last.number}/reject/").status_code == 200
        assert asker.post(f"{address}{last.number}/accept/").status_code == 302
        late = asker.get(f"{address}{last.number}/reject/", follow=True)
        assert late.redirect_chain == [(address, 302)], "what was accepted asks for no reason"
        assert "这一轮已有答复" in late.content.decode()

    form = _form(asker, f"{room}delivery/payments/new/")
    data = {"amount": "1,000.50", "paid_on": "2026-01-05", "payer": "demand", "form": form}
    for _twice in range(2):
        asker.post(f"{room}delivery/payments/new/", data)
    payment = Payment.objects.get()
    assert solver.post(f"{room}delivery/payments/{payment.pk}/confirm/").status_code == 302

    stars = {"result": "5", "reliability": "4", "together": "5"}
    asker.post(f"{room}delivery/review/", {**stars, "text": "成果好，按时交"})
    assert "成果好" not in solver.get(f"{room}delivery/").content.decode(), "sealed"
    assert "成果好" not in browser(None).get(match.project.get_absolute_url()).content.decode()
    solver.post(f"{room}delivery/review/", {**stars, "text": "需求写得清楚"})
    assert "成果好" in solver.get(f"{room}delivery/").content.decode()
    item = browser(None).get(match.project.get_absolute_url()).content.decode()
    assert "成果好" in item and "需求写得清楚" not in item, "what is said of the project, not by it"
    assert "需求写得清楚" in browser(match.asker).get(match.problem.get_absolute_url()).content.decode()


def test_nothing_typed_is_lost_when_a_draft_is_refused(match: Match, agreed_deal: Deal) -> None:
    room = agreed_deal.get_absolute_url()
    client = browser(match.asker)
    data = {**DRAFT, "form": _form(client, f"{room}contract/draft/"), "version": "0", "copies": "99"}
    answer = client.post(f"{room}contract/draft/", data)
    assert answer.status_code == 422 and "出水镍低于 0.1 mg/L" in answer.content.decode()
    assert not Contract.objects.exists()


def test_two_tabs_with_the_same_draft_have_one_winner_and_a_sentence(match: Match, draft: Contract) -> None:
    room = draft.deal.get_absolute_url()
    client = browser(match.asker)
    first, second = (_form(client, f"{room}contract/draft/") for _tab in range(2))
    assert client.post(f"{room}contract/draft/", {**DRAFT, "form": first, "version": "1"}).status_code == 302
    late = client.post(f"{room}contract/draft/", {**DRAFT, "form": second, "version": "1", "title": "另一个"})
    assert late.status_code == 422 and "另一个" in late.content.decode()


def test_the_registration_sheet_is_kept_and_fetched(match: Match, contract: Contract) -> None:
    client, address = browser(match.solver), f"{contract.deal.get_absolute_url()}contract/registration"
    fields = contracts.code_table().asked(contract.kind)
    data = {field.key: field.choices[0].key if field.choices else "" for field in fields}
    wrong = client.post(f"{address}/", {**data, "technology_amount": "1.500"})
    assert wrong.status_code == 422
    assert client.post(f"{address}/", {**data, "technology_amount": "800,000"}).status_code == 302
    sheet = client.get(f"{address}.csv")
    assert "800000" in sheet.content.decode() and sheet.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"{address}.xlsx").content.startswith(b"PK")


def _pages(contract: Contract) -> list[tuple[str, dict[str, Any] | None]]:
    """Every page and action of a contract and its delivery."""
    room = contract.deal.get_absolute_url()
    step = contract.milestones.all()[0]
    file = ContractFile.objects.filter(contract=contract, purpose="evidence").first()
    nothing = UUID(int=0)
    gets = [
        "contract/", "contract/draft/", "contract/sign/1/", "contract/withdraw/", "contract/end/",
        "contract/registration/", "contract/registration.csv", "contract/registration.xlsx", "contract/amendments/",
        "contract/amendments/new/", "delivery/", f"delivery/milestones/{step.pk}/",
        f"delivery/milestones/{step.pk}/submit/", f"delivery/milestones/{step.pk}/1/reject/", "delivery/payments/new/",
        "delivery/review/", f"contract/files/{contract.versions.get().pdf_id}/", f"contract/files/{file.pk}/",  # type: ignore[union-attr]
    ]  # fmt: skip
    posts = [
        "contract/draft/", "contract/sign/1/", "contract/esign/1/", "contract/withdraw/", "contract/end/",
        "contract/broker/", "contract/registration/", "contract/amendments/new/",
        f"contract/amendments/{nothing}/agree/", f"contract/amendments/{nothing}/take-back/",
        f"delivery/milestones/{step.pk}/submit/", f"delivery/milestones/{step.pk}/1/accept/",
        f"delivery/milestones/{step.pk}/1/reject/", "delivery/payments/new/",
        f"delivery/payments/{nothing}/confirm/", "delivery/review/",
    ]  # fmt: skip
    return [(room + one, None) for one in gets] + [(room + one, {"reason": "x", "text": "x"}) for one in posts]


@pytest.mark.parametrize("who", ["outsider", "teammate", "secretariat", "secretariat_root", "admin", "broker", None])
def test_nobody_else_opens_a_page_or_does_anything(match: Match, brokered_contract: Contract, who: str | None) -> None:
    delivery.submit(
        actor=match.solver, milestone=brokered_contract.milestones.all()[0], text="秘密证据", uploads=[scan()]
    )
    client = browser(match.world.people[who] if who else None)
    for address, data in _pages(brokered_contract):
        answer = client.get(address) if data is None else client.post(address, data)
        expected = (302,) if who is None else (403, 404) if who == "broker" else (404,)
        assert answer.status_code in expected, address
        if who is None:
            assert "/accounts/" in answer.headers["Location"]
    assert Submission.objects.get().answer == "" and not Review.objects.exists()


def test_the_broker_sees_state_only_until_the_parties_say_otherwise(match: Match, brokered_contract: Contract) -> None:
    room, broker = brokered_contract.deal.get_absolute_url(), browser(match.world.broker)
    page = broker.get(room).content.decode()
    assert "已签署" in page and brokered_contract.number not in page and "第1步" not in page
    browser(match.asker).post(f"{room}contract/broker/", {"allowed": "1"})
    assert broker.get(f"{room}contract/").status_code == 200
    assert broker.get(f"{room}contract/files/{brokered_contract.versions.get().pdf_id}/").status_code == 200
    assert broker.get(f"{room}delivery/").status_code == 404
    assert broker.post(f"{room}contract/broker/", {"allowed": "0"}).status_code == 403


def test_the_secretariat_sees_kind_and_state_and_no_more(match: Match, contract: Contract) -> None:
    for user, sees in ((match.world.secretariat, True), (match.world.secretariat_west, False), (match.asker, True)):
        page = browser(user).get("/contracts/").content.decode()
        assert (match.problem.title in page) == sees
        assert contract.number not in page and "1000000" not in page.replace(",", "") and "1,000,000" not in page
    assert contract.deal.get_absolute_url() not in browser(match.world.secretariat).get("/contracts/").content.decode()


def test_lists_cost_the_same_for_one_and_for_thirty(match: Match, contract: Contract) -> None:
    client, room = browser(match.asker), contract.deal.get_absolute_url()
    values = {"payer": "demand", "paid_on": contract.start}

    def pay(number: int) -> None:
        for cents in range(number):
            delivery.record_payment(actor=match.asker, contract=contract, values={**values, "amount": cents + 1})

    assert_same_queries(lambda: client.get(f"{room}delivery/"), pay)


def test_an_unsigned_scan_and_a_missing_file_are_said_kindly(match: Match, draft: Contract) -> None:
    room = draft.deal.get_absolute_url()
    client = browser(match.asker)
    for data in ({}, {"file": scan(b"")}, {"file": scan(b"MZ", "a.pdf")}):
        assert client.post(f"{room}contract/sign/1/", data).status_code == 422
    assert client.get(f"{room}contract/sign/7/").status_code == 404


def test_a_file_that_is_too_large_is_refused_unread_or_while_it_is_read(match: Match, settings: LazySettings) -> None:
    settings.UPLOAD_LIMIT = 1024
    room = drafted(match).deal.get_absolute_url()
    client = browser(match.asker)
    said = client.post(f"{room}contract/sign/1/", {"file": scan()}, CONTENT_LENGTH=str(5 * 1024**3))
    assert said.status_code == 413 and "文件超过" in said.content.decode()
    read = client.post(f"{room}contract/sign/1/", {"file": scan(b"%PDF-" + b"x" * 4096)})
    assert read.status_code == 422 and "文件超过" in read.content.decode()
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(match.asker)
    assert checked.post(f"{room}contract/sign/1/", {"file": scan()}).status_code == 403
