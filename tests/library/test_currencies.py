"""One list of currencies for problems, challenges, deals and contracts; another one is refused with a sentence."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from duijie.core.currencies import CHOICES
from duijie.core.errors import InvalidInput
from duijie.docking.contracts.amounts import chinese_words, english_words
from duijie.docking.models import Challenge, ChallengeRules, Contract, OpenedProposal, Proposal, Terms
from duijie.library.forms import ProblemForm
from duijie.library.models import Problem
from duijie.library.services import create_item, update_item
from tests.factories.world import World, make
from tests.library.test_exchange_bad import problems, saved

VALUES = {"title": "除镍", "statement": "镍降到 0.1 mg/L", "budget_max": "5"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_chosen_is_called_as_in_the_contract(language: str) -> None:
    with override(language):
        for code, name in CHOICES:
            words = chinese_words(Decimal(1), code) if language == "zh-hans" else english_words(Decimal(1), code)
            assert str(name) in words


def test_every_amount_is_in_a_currency_of_the_one_list() -> None:
    for model in (Challenge, ChallengeRules, Contract, OpenedProposal, Proposal, Terms):
        assert list(model._meta.get_field("currency").choices or ()) == CHOICES
    assert ProblemForm.base_fields["currency"].choices == CHOICES  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_problem_in_gold_is_refused_on_every_way_in(world: World, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        create_item(actor=world.owner, kind="problem", community=world.east, values={**VALUES, "currency": "XAU"})
    assert list(refused.value.details["fields"]) == ["currency"]

    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(world.owner)
    typed = {
        **VALUES, "problem_kind": "need", "confidentiality": "open", "visibility": "public", "currency": "XAU",
        "requirements-TOTAL_FORMS": "0", "requirements-INITIAL_FORMS": "0",
    }  # fmt: skip
    page = client.post("/problems/new/", typed)
    assert page.status_code == 422
    assert "“XAU”" in page.content.decode() and "CNY, USD, EUR, GBP, JPY, HKD" in page.content.decode()
    assert "镍降到 0.1 mg/L" in page.content.decode(), "what was typed is not lost"

    answer = client.post("/api/v1/problems", {**VALUES, "currency": "XAU"}, content_type="application/json")
    assert answer.status_code == 422 and "XAU" in answer.content.decode(), answer.content.decode()

    row = json.dumps({"id": 1, "title": "除镍", "text": "x", "currency": "XAU"})
    [(_line, column, reason)] = problems(world, saved(tmp_path, "a.jsonl", row), "problem")
    assert column == "currency" and "CNY" in reason
    assert not Problem.objects.exists()

    assert client.post("/problems/new/", {**typed, "currency": "GBP"}).status_code == 302
    assert Problem.objects.get().currency == "GBP"


@pytest.mark.django_db
def test_a_currency_that_an_item_had_before_keeps_nobody_from_mending_a_title(world: World) -> None:
    old = make(world, "problem", currency="ITL")
    mended = update_item(actor=world.owner, item=old, values={"title": "除镍（二）"}, expected_version=old.version)
    assert mended.title == "除镍（二）"
    with pytest.raises(InvalidInput):
        update_item(actor=world.owner, item=mended, values={"currency": "XAU"}, expected_version=mended.version)
