"""From talking to agreed terms: proposals against requirements, sheets that both must say yes to."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from duijie.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from duijie.docking.forms.terms import AmountField
from duijie.docking.models import Deal, LogEntry, Proposal, Terms
from duijie.docking.queries import deals as queries
from duijie.docking.services import deals, introductions, log, terms
from duijie.docking.services.terms import Answer, Step
from duijie.library.models import Requirement
from duijie.registry.standing import standing
from tests.docking.conftest import MESSAGE, Match
from tests.factories.world import make
from tests.helpers import browser

START = timezone.localdate() + timedelta(days=30)
PROPOSAL = {"approach": "先中试两周，再上装置。", "amount": Decimal("800000"), "currency": "CNY", "weeks": 20}
SHEET: dict[str, Any] = {
    "kind": "development",
    "subject": "电镀废水深度除镍装置的开发与中试。",
    "amount": Decimal("800000"),
    "currency": "CNY",
    "start": START,
    "end": START + timedelta(days=150),
    "ownership": "专利权归双方共有。",
    "secrecy_years": 3,
}
STEPS = [
    Step("中试", START + timedelta(days=40), "连续七天出水镍低于 0.1 mg/L", Decimal("300000")),
    Step("交付", START + timedelta(days=150), "装置验收合格", Decimal("500000")),
]


@pytest.fixture
def deal(match: Match) -> Deal:
    Requirement.objects.create(problem=match.problem, ordinal=0, text="出水镍 ≤ 0.1 mg/L", must=True)
    Requirement.objects.create(problem=match.problem, ordinal=1, text="占地小于 20 平方米", must=False)
    return match.deal()


def _sheet(match: Match, deal: Deal, **changed: Any) -> Terms:
    steps = changed.pop("milestones", STEPS)
    return terms.offer_terms(actor=match.solver, deal=deal, values=SHEET | changed, milestones=steps)


def test_a_proposal_answers_each_requirement_and_moves_the_deal_on(match: Match, deal: Deal) -> None:
    made = terms.propose(
        actor=match.solver, deal=deal, values=PROPOSAL, answers=[Answer(0, "met", "中试可达 0.05 mg/L")]
    )
    assert [(row.requirement_text, row.fit) for row in made.answers.all()] == [
        ("出水镍 ≤ 0.1 mg/L", "met"),
        ("占地小于 20 平方米", "open"),
    ]
    deal.refresh_from_db()
    assert deal.state == "negotiating"


def test_the_side_with_the_problem_does_not_propose(match: Match, deal: Deal) -> None:
    with pytest.raises(NotAllowed):
        terms.propose(actor=match.asker, deal=deal, values=PROPOSAL)
    assert not Proposal.objects.exists()


def test_proposals_of_several_deals_stand_side_by_side_for_the_asker_only(match: Match, deal: Deal) -> None:
    terms.propose(actor=match.solver, deal=deal, values=PROPOSAL, answers=[Answer(0, "met")])
    second = introductions.invite(actor=match.professor, problem=match.problem, item=match.talent, message=MESSAGE)
    introductions.accept(actor=match.asker, introduction=second)
    other = Deal.objects.get(introduction=second)
    terms.propose(actor=match.professor, deal=other, values=PROPOSAL | {"amount": Decimal("600000")})

    problem, found = queries.access_comparison(standing(match.asker), match.problem.pk)
    assert problem == match.problem
    assert [row.amount for row in found["columns"]] == [Decimal("600000"), Decimal("800000")]
    assert [[answer.fit for answer in answers] for _row, answers in found["rows"]] == [
        ["open", "met"],
        ["open", "open"],
    ]
    for outsider in (match.solver, match.professor, match.world.secretariat, match.world.teammate):
        with pytest.raises(NotFound):
            queries.access_comparison(standing(outsider), match.problem.pk)


def test_terms_are_agreed_when_both_have_said_yes_to_the_same_sheet(match: Match, deal: Deal) -> None:
    first = _sheet(match, deal)
    second = terms.offer_terms(
        actor=match.asker,
        deal=deal,
        values=SHEET | {"amount": Decimal("700000")},
        milestones=[Step("交付", START, "验收合格", Decimal("700000"))],
    )
    with pytest.raises(Conflict):
        terms.agree(actor=match.asker, terms=first)  # a newer one is on the table
    with pytest.raises(Conflict):
        terms.agree(actor=match.asker, terms=second)  # who puts it forward has agreed
    agreed = terms.agree(actor=match.solver, terms=second)
    deal.refresh_from_db()
    assert agreed.agreed and deal.state == "agreed"
    assert log.verify_all().holds


def test_agreed_terms_are_opened_again_with_a_reason_only(match: Match, deal: Deal) -> None:
    terms.agree(actor=match.asker, terms=_sheet(match, deal))
    with pytest.raises(Conflict):
        _sheet(match, deal)
    with pytest.raises(InvalidInput):
        terms.reopen_terms(actor=match.asker, deal=deal, reason="")
    terms.reopen_terms(actor=match.asker, deal=deal, reason="预算减少")
    deal.refresh_from_db()
    assert deal.state == "negotiating" and not Terms.objects.get().agreed


@pytest.mark.parametrize(
    "changed",
    [
        {"end": START - timedelta(days=1)},
        {"amount": Decimal("1")},
        {"currency": "XXX"},
        {"kind": "gift"},
        {"subject": " "},
        {"amount": Decimal("-5")},
        {"milestones": []},
        {"milestones": list(reversed(STEPS))},
        {"milestones": [Step("晚", START + timedelta(days=900), "合格", Decimal("800000"))]},
    ],
    ids=str,
)
def test_terms_that_do_not_fit_are_refused_by_field(match: Match, deal: Deal, changed: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        _sheet(match, deal, **changed)
    assert refused.value.details["fields"]
    deal.refresh_from_db()
    assert deal.state == "talking" and not Terms.objects.exists()


def test_a_form_sent_twice_puts_terms_forward_once(match: Match, deal: Deal) -> None:
    form = uuid4()
    first = terms.offer_terms(actor=match.solver, deal=deal, values=SHEET, milestones=STEPS, form=form)
    again = terms.offer_terms(actor=match.solver, deal=deal, values=SHEET, milestones=STEPS, form=form)
    assert first == again and Terms.objects.count() == 1


def test_nothing_is_agreed_in_a_deal_that_ended(match: Match, deal: Deal) -> None:
    sheet = _sheet(match, deal)
    deals.end(actor=match.asker, deal=deal, reason="不做了")
    for act in (
        lambda: terms.agree(actor=match.asker, terms=sheet),
        lambda: _sheet(match, deal),
        lambda: terms.propose(actor=match.solver, deal=deal, values=PROPOSAL),
    ):
        with pytest.raises(Conflict):
            act()


def test_the_record_says_what_was_put_forward(match: Match, deal: Deal) -> None:
    _sheet(match, deal)
    entry = LogEntry.objects.order_by("-place")[0]
    assert (entry.action, entry.after["amount"], entry.after["currency"]) == ("offer-terms", "800000", "CNY")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1200000", "1200000"),
        ("1,200,000.50", "1200000.50"),
        ("１２００", "1200"),
        ("1 200 000", "1200000"),
        ("0", "0"),
        ("1.234,56", "1234.56"),
        ("1 234,5", "1234.5"),
        ("１２３４，５６", "1234.56"),
        ("1\u202f200\u202f000,00", "1200000"),
        ("1,50", "1.50"),
    ],
)
def test_amounts_as_people_write_them(written: str, meant: str) -> None:
    assert AmountField().clean(written) == Decimal(meant)


@pytest.mark.parametrize(
    "written",
    [
        "1.500",
        "1,5000",
        "1,23,456",
        "1.234.567",
        "1,234,56",
        "1.234,567",
        "1,2.3",
        "١٢",
        "12万",
        "-3",
        "1e9",
        "NaN",
        "12.345",
        "99999999999999999",
    ],
)
def test_amounts_that_could_mean_something_else_are_refused(written: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        AmountField().clean(written)


def test_the_pages_from_a_proposal_to_agreed_terms(match: Match, deal: Deal) -> None:
    room = deal.get_absolute_url()
    solver, asker = browser(match.solver), browser(match.asker)
    assert asker.get(f"{room}proposals/new/").status_code == 403
    form = {
        "approach": "先中试", "amount": "800,000", "currency": "CNY", "weeks": "20", "form": str(uuid4()),
        "answers-TOTAL_FORMS": "2", "answers-INITIAL_FORMS": "0", "answers-0-fit": "met", "answers-0-text": "可达",
        "answers-1-fit": "partly", "answers-1-text": "二十五平方米",
    }  # fmt: skip
    assert solver.post(f"{room}proposals/new/", form | {"amount": "八十万"}).status_code == 422
    assert solver.post(f"{room}proposals/new/", form).status_code == 302
    assert "二十五平方米" in asker.get(f"/problems/{match.problem.pk}/proposals/").content.decode()
    assert solver.get(f"/problems/{match.problem.pk}/proposals/").status_code == 404

    sheet = {
        "kind": "development", "subject": "开发", "amount": "800000", "currency": "CNY", "start": START.isoformat(),
        "end": (START + timedelta(days=100)).isoformat(), "ownership": "共有", "secrecy_years": "3", "place": "",
        "other": "", "form": str(uuid4()), "steps-TOTAL_FORMS": "2", "steps-INITIAL_FORMS": "0",
        "steps-0-title": "全部", "steps-0-due": (START + timedelta(days=100)).isoformat(),
        "steps-0-criteria": "合格", "steps-0-amount": "800000",
    }  # fmt: skip
    refused = solver.post(f"{room}terms/new/", sheet | {"steps-0-amount": "1"})
    assert refused.status_code == 422 and "全部" in refused.content.decode(), "what was typed stays"
    assert "合计 1\xa0元，总金额为 80\xa0万元" in refused.content.decode()
    past = (date.today() - timedelta(days=400)).isoformat()
    assert solver.post(f"{room}terms/new/", sheet | {"start": past, "end": past}).status_code == 422
    more = solver.post(f"{room}terms/new/", sheet | {"more": "1"}).content.decode()
    assert "steps-4-title" in more and "开发" in more
    page = solver.post(f"{room}terms/new/", sheet).headers["Location"]
    assert "80\xa0万元" in asker.get(page).content.decode()
    assert "CNY\xa0800,000" in asker.get(page, headers={"Accept-Language": "en"}).content.decode()
    assert asker.post(f"{page}agree/").status_code == 302
    deal.refresh_from_db()
    assert deal.state == "agreed"
    assert asker.get(f"{room}terms/reopen/").status_code == 200


@pytest.mark.parametrize("who", ["outsider", "secretariat", "teammate"])
def test_the_pages_of_terms_are_not_there_for_others(match: Match, deal: Deal, who: str) -> None:
    sheet = _sheet(match, deal)
    client = browser(match.world.people[who])
    room = deal.get_absolute_url()
    for address in ("proposals/", "proposals/new/", "terms/new/", f"terms/{sheet.pk}/", "terms/reopen/"):
        assert client.get(f"{room}{address}").status_code == 404
    assert client.post(f"{room}terms/{sheet.pk}/agree/").status_code == 404


def test_a_sheet_of_another_deal_is_not_found_through_this_one(match: Match, deal: Deal) -> None:
    sheet = _sheet(match, deal)
    problem = make(match.world, "problem", title="另一个问题", state="published")
    second = introductions.invite(actor=match.asker, problem=problem, item=match.talent, message=MESSAGE)
    introductions.accept(actor=match.professor, introduction=second)
    other = Deal.objects.get(introduction=second)
    assert browser(match.professor).get(f"{other.get_absolute_url()}terms/{sheet.pk}/").status_code == 404


def test_who_agrees_once_more_is_told_how_it_stands(match: Match, deal: Deal) -> None:
    """Two tabs, or the form sent again."""
    sheet = _sheet(match, deal)
    with pytest.raises(Conflict, match="等待另一方"):
        terms.agree(actor=match.solver, terms=sheet)
    terms.agree(actor=match.asker, terms=sheet)
    for party in (match.solver, match.asker):
        with pytest.raises(Conflict, match="可以起草合同"):
            terms.agree(actor=party, terms=sheet)
