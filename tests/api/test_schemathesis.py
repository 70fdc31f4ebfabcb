"""Machine-made requests, fitting and unfitting, to every endpoint: the answers keep to the
description, and nothing that is sent makes the server fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from duijie.api.services import create_token
from duijie.api.v1 import api
from duijie.reading import read_bytes
from duijie.reading.models import Statement
from duijie.reading.services import accept, save_articles
from duijie.registry.services import add_post, create_person
from tests.api.conftest import World
from tests.docking.challenges.staging import published
from tests.reading.review_world import page, proposal, read

load_all_checks()
pytestmark = pytest.mark.django_db

EXAMPLES = 12
"""Requests of each kind (fitting or not, signed in or not) to each endpoint."""

BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
PLAIN = {"Accept-Encoding": "identity"}
"""The in-process client does not unpack."""

SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))))
SCHEMA.app = WSGIHandler()
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]  # type: ignore[union-attr]


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Django drops its connection after a request, and with it the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def records(world: World, by_words: Callable[[], None], settings: Any, tmp_path: Any) -> dict[str, str]:
    """The path parameter of one real record of each kind."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    person = create_person(actor=None, community=world.branch, name="王明")
    post = add_post(actor=None, person=person, organisation=world.works, title="总工程师")
    text = "大会召开\n\n三千名代表在武汉参加了这次会议。"
    saved = save_articles(articles=read_bytes(text.encode(), "page.txt"))
    article = page(world.branch)
    read(article)
    accept(actor=world.secretariat, proposal=proposal("membership"))
    found = {
        "fact_id": article.facts.get(type="membership").pk,
        "statement_id": Statement.objects.get(kind="membership").pk,
        "problem_id": world.item("problem", lines={"requirements": [{"text": "95 %"}]}).pk,
        "challenge_id": published(world.item("problem")).pk,
        "project_id": world.item("project", state="submitted").pk,
        "talent_id": world.item("talent", lines={"works": [{"title": "Leaching"}]}).pk,
        "organisation_id": world.works.pk,
        "person_id": person.pk,
        "post_id": post.pk,
        "article_id": saved.articles[0].pk,
        "slug": "branch",
    }
    by_words()
    return {name: str(value) for name, value in found.items()}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_nothing_that_is_sent_breaks_the_endpoint(operation: Any, world: World, records: dict[str, str]) -> None:
    _token, secret = create_token(actor=world.secretariat, name="fuzz", scope="write")
    for headers in ({"Authorization": f"Bearer {secret}"}, {}):
        for mode in GenerationMode:
            _try(operation, mode, headers | PLAIN, records)


def _try(operation: Any, mode: GenerationMode, headers: dict[str, str], records: dict[str, str]) -> None:
    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
    def run(case: Any, real: bool) -> None:
        if real and mode is GenerationMode.POSITIVE:
            for name in case.path_parameters or {}:
                case.path_parameters[name] = records[name]
        # What the description cannot say (a code that is not in the classification, a step that
        # the state does not allow) is refused too.
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    run()


def test_what_fits_the_description_of_a_read_is_answered(world: World, records: dict[str, str]) -> None:
    """Else the test above would only ever see refusals."""
    answered = {operation.label for operation in OPERATIONS if _answered(operation, records)}
    expected = {operation.label for operation in OPERATIONS if operation.method == "get"}
    # Nobody is signed in, and the project waits for the secretariat.
    assert expected - answered == {
        "GET /api/v1/me",
        "GET /api/v1/me/problems",
        "GET /api/v1/projects/{project_id}",
        "GET /api/v1/projects/{project_id}/problems",
    }


def _answered(operation: Any, records: dict[str, str]) -> bool:
    statuses: set[int] = set()

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def run(case: Any) -> None:
        for name in case.path_parameters or {}:
            case.path_parameters[name] = records[name]
        statuses.add(case.call(headers=PLAIN).status_code)

    run()
    return 200 in statuses
