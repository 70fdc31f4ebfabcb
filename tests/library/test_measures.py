"""The quantity of a requirement: typed with a decimal comma, and told wherever the requirement stands alone."""

from __future__ import annotations

import pytest
from django.test import Client

from duijie.docking.models import Proposal
from duijie.docking.services import contracts, terms
from duijie.library.models import Problem, Requirement
from tests.docking.conftest import Match, match  # noqa: F401 - a fixture
from tests.factories.world import World
from tests.helpers import browser
from tests.library.test_views_edit import PROBLEM


def test_a_requirement_without_its_number_in_words_is_told_with_it() -> None:
    cost = Requirement(text="运行费", comparator="<=", value=2.5, unit="元/吨")
    assert (cost.measure, cost.clause) == ("≤ 2.5 元/吨", "运行费 ≤ 2.5 元/吨")
    told = Requirement(text="镍降到 0.1 mg/L 以下", comparator="<", value=0.1, unit="mg/L")
    assert told.clause == told.text
    heat = Requirement(text="温度", comparator="=", value=1234567.0, upper=2e6, unit="K")
    assert heat.clause == "温度 = 1234567–2000000 K"
    assert Requirement(text="不产生污泥").clause == "不产生污泥"


@pytest.mark.django_db
def test_a_decimal_comma_is_a_number_and_a_word_is_none(client: Client, world: World) -> None:
    client.force_login(world.member_east)
    refused = client.post("/problems/new/", {**PROBLEM, "requirements-0-value": "零点一"})
    page = refused.content.decode()
    assert refused.status_code == 422 and 'href="#id_requirements-0-value"' in page, "the list above leads to the line"
    assert 'value="零点一"' in page and not Problem.objects.exists()
    kept = {**PROBLEM, "requirements-0-value": "0,05", "requirements-1-value": "1,200.5"}
    assert client.post("/problems/new/", kept).status_code == 302
    assert [row.value for row in Requirement.objects.order_by("ordinal")] == [0.05, 1200.5]


@pytest.mark.django_db
def test_the_solver_answers_the_quantity_and_the_contract_names_it(match: Match) -> None:  # noqa: F811
    match.problem.requirements.all().delete()
    match.problem.requirements.create(ordinal=0, text="运行费", comparator="<=", value=2.5, unit="元/吨")
    deal = match.deal()
    for person in (match.asker, match.solver):
        page = browser(person).get(f"{deal.get_absolute_url()}proposals/new/").content.decode()
        assert person == match.asker or "运行费 ≤ 2.5 元/吨" in page
    values = {"approach": "树脂", "amount": 5, "currency": "CNY", "weeks": 3}
    terms.propose(actor=match.solver, deal=deal, values=values, answers=[terms.Answer(0, "met", "2.1 元")])
    assert Proposal.objects.get().answers.get().requirement_text == "运行费 ≤ 2.5 元/吨"
    compared = browser(match.asker).get(f"/problems/{match.problem.pk}/proposals/").content.decode()
    assert "运行费 ≤ 2.5 元/吨" in compared and "2.1 元" in compared
    assert contracts.suggested(deal, requirements=True)["requirements"] == "运行费 ≤ 2.5 元/吨"
