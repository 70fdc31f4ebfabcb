"""An address that takes forms only, typed or reloaded: a page that says what to do, not an empty one."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_who_comes_back_to_an_address_that_only_takes_forms_reads_what_to_do(client: Client) -> None:
    answer = client.get(f"/problems/{uuid.uuid4()}/match/", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    shown = answer.content.decode()
    assert "press it there" in shown
    assert "To the home page" in shown


def test_programs_get_problem_details(client: Client) -> None:
    answer = client.get("/api/v1/match")
    assert answer.status_code == 405
    assert "json" in answer["Content-Type"]
