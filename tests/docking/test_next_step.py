"""What a room puts first: whose turn it is, and the way to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from duijie.docking.models import Contract, Deal, Milestone
from duijie.docking.next_step import Situation, next_step
from duijie.docking.services import contracts, deals, delivery, signing, terms
from tests.docking.agreed import VALUES, scan
from tests.docking.conftest import Match
from tests.helpers import browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _apart(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def room(match: Match, who: str, deal: Deal) -> str:
    return browser(getattr(match, who)).get(deal.get_absolute_url()).content.decode()


def offers(page: str, deal: Deal, name: str, *more: object) -> bool:
    """Whether the step on top of the page leads there."""
    top = page.partition('aria-labelledby="next"')[2].partition("</section>")[0]
    return f'href="{reverse(f"docking:{name}", args=[deal.pk, *more])}"' in top


def waits(page: str) -> bool:
    """Whether it is the other side's turn: there is a sentence, and nothing to press."""
    top = page.partition('aria-labelledby="next"')[2].partition("</section>")[0]
    return "<p>" in top and "href" not in top


def test_the_side_that_can_solve_it_proposes_and_the_other_is_told_to_wait(match: Match, deal: Deal) -> None:
    assert offers(room(match, "solver", deal), deal, "deal-propose")
    assert waits(room(match, "asker", deal))


def test_a_sheet_of_terms_waits_for_who_has_not_agreed(match: Match, agreed_deal: Deal) -> None:
    sheet = agreed_deal.terms.get()
    type(sheet).objects.filter(pk=sheet.pk).update(demand_agreed_at=None)
    Deal.objects.filter(pk=agreed_deal.pk).update(state=Deal.State.NEGOTIATING)
    assert offers(room(match, "asker", agreed_deal), agreed_deal, "terms", sheet.pk)
    assert waits(room(match, "solver", agreed_deal))


def test_agreed_terms_become_a_contract_that_both_sign(match: Match, agreed_deal: Deal) -> None:
    assert offers(room(match, "asker", agreed_deal), agreed_deal, "contract-draft")
    contract = contracts.draft(actor=match.solver, deal=agreed_deal, values=VALUES)
    assert offers(room(match, "asker", agreed_deal), agreed_deal, "contract")
    signing.sign(actor=match.asker, version=contract.versions.get(), upload=scan())
    assert waits(room(match, "asker", agreed_deal)) and offers(
        room(match, "solver", agreed_deal), agreed_deal, "contract"
    )


def test_work_is_handed_in_accepted_and_reviewed(match: Match, contract: Contract) -> None:
    deal = contract.deal
    for milestone in contract.milestones.all():
        assert offers(room(match, "solver", deal), deal, "milestone", milestone.pk)
        handed = delivery.submit(actor=match.solver, milestone=milestone, text="报告在附件里。", uploads=[scan()])
        assert offers(room(match, "asker", deal), deal, "milestone", milestone.pk)
        delivery.accept(actor=match.asker, submission=handed)
    assert offers(room(match, "asker", deal), deal, "review")
    fresh = type(contract).objects.get(pk=contract.pk)
    delivery.review(
        actor=match.asker, contract=fresh, values={"result": 5, "reliability": 5, "together": 5, "text": ""}
    )
    assert 'aria-labelledby="next"' not in room(match, "asker", deal)
    assert offers(room(match, "solver", deal), deal, "review")


def test_a_broker_and_an_ended_deal_have_nothing_to_do(match: Match, brokered_deal: Deal) -> None:
    assert (
        'aria-labelledby="next"'
        not in browser(match.world.broker).get(brokered_deal.get_absolute_url()).content.decode()
    )
    deals.end(actor=match.asker, deal=brokered_deal, reason="预算取消")
    assert 'aria-labelledby="next"' not in room(match, "asker", brokered_deal)


def test_a_confidential_problem_is_sworn_to_before_anything_else() -> None:
    deal = Deal(state=Deal.State.TALKING)
    step = next_step(Situation(deal, "supply", sworn=False))
    assert step is not None and step.url == reverse("docking:deal-act", args=[deal.pk, "promise"])


def test_who_works_while_a_milestone_waits_is_told_so() -> None:
    deal = Deal(state=Deal.State.CONTRACTED)
    steps = [Milestone(title="报告", due=date(2027, 1, 2), state=Milestone.State.SUBMITTED)]
    mine = next_step(Situation(deal, "supply", milestones=steps))
    assert mine is not None and not mine.own and "报告" in mine.text
    done = [Milestone(title="报告", due=date(2027, 1, 2), state=Milestone.State.ACCEPTED)]
    assert next_step(Situation(deal, "supply", milestones=done)) is None


def test_both_read_the_proposal_before_there_are_terms(match: Match, deal: Deal) -> None:
    values = {"approach": "两级树脂柱。", "amount": 880_000, "currency": "CNY", "weeks": 26}
    terms.propose(actor=match.solver, deal=deal, values=values, answers=[])
    for who in ("asker", "solver"):
        assert offers(room(match, who, deal), deal, "deal-offer")
