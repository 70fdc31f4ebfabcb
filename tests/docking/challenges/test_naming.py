"""Officers are named by typing: hundreds of people, no script."""

from __future__ import annotations

import re

import pytest

from duijie.core.models import User
from duijie.docking.challenges import queries
from duijie.docking.challenges.forms import DraftForm
from duijie.docking.challenges.naming import SUGGESTED
from duijie.registry.models import Role
from duijie.registry.services import grant_role
from tests.docking.challenges.staging import Stage
from tests.helpers import browser

pytestmark = pytest.mark.django_db


def _colleague(stage: Stage, number: int, name: str) -> User:
    world = stage.match.world
    user = User.objects.create_user(f"colleague{number}@east.example.org", None, name=name)
    grant_role(actor=None, user=user, community=world.east, kind=Role.Kind.MEMBER, organisation=world.firm)
    return user


def _form(stage: Stage, **typed: str) -> DraftForm:
    form = DraftForm(typed, people=queries.may_be_officers(stage.problem))
    form.is_valid()
    return form


def test_one_of_hundreds_is_found_by_a_part_of_the_name(stage: Stage) -> None:
    wanted = _colleague(stage, 0, "欧阳🧪静雯")
    for number in range(1, 300):
        _colleague(stage, number, f"同事{number:03}")
    form = _form(stage, officer_1="静雯", officer_2=stage.secretariat.email.upper())
    assert form.officers == [wanted, stage.secretariat]
    page = browser(stage.owner).get(f"/challenges/new/?problem={stage.problem.pk}").content.decode()
    [suggested, *_] = re.findall(r"<datalist.*?</datalist>", page, re.DOTALL)
    assert 0 < suggested.count("<option value=") <= SUGGESTED


def test_what_fits_several_or_nobody_is_said_in_a_sentence(stage: Stage) -> None:
    first, second = _colleague(stage, 1, "王芳"), _colleague(stage, 2, "王芳")
    _colleague(stage, 3, "王芳菲")
    form = _form(stage, officer_1="王芳", officer_2="王", officer_3="赵子龙")
    assert first.email in form.errors["officer_1"][0] and second.email in form.errors["officer_1"][0]
    assert "王芳菲" in form.errors["officer_2"][0]
    assert "赵子龙" in form.errors["officer_3"][0]
    assert form.officers == []
    outsider = stage.match.world.outsider
    assert "officer_1" in _form(stage, officer_1=outsider.email).errors, "who may not be one is not found"


def test_a_draft_that_is_opened_again_names_its_officers(stage: Stage) -> None:
    challenge = stage.draft()
    page = browser(stage.owner).get(f"/challenges/{challenge.pk}/edit/").content.decode()
    assert 'value="owner（' in page and 'value="secretariat（' in page
