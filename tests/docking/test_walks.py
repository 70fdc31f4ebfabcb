"""Many people do anything in any order: no state is reached that the rules forbid, and nothing that is
said in a room appears to anybody outside, nor what the parties keep to themselves to the broker.

``DUIJIE_WALKS=40x60`` walks 40 times 60 steps instead of the few of every run.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from duijie.core.logs import JsonFormatter
from duijie.core.models import User
from duijie.docking.models import (
    Amendment,
    Contract,
    Deal,
    DealFile,
    Introduction,
    Meeting,
    Milestone,
    Payment,
    Station,
    Terms,
    Thread,
)
from duijie.docking.urls import urlpatterns
from duijie.registry.models import Role
from duijie.registry.services import grant_role
from tests.docking.conftest import Match
from tests.docking.walking import KEPT, MARK, Walk

_WALKS, _STEPS = (int(part) for part in os.environ.get("DUIJIE_WALKS", "3x25").split("x"))
_DEEP = {"deal contracted", "contract signed", "agree-delegation"}
"""What walks must have come to, or they say little."""


def _nothing_is_shown_outside(walk: Walk) -> None:
    """Every page, export and answer of the API as those who must not see it."""
    addresses = _addresses()
    for who, marks in {
        None: (MARK, KEPT),
        "outsider": (MARK, KEPT),
        "broker": (KEPT,),
        "second": (KEPT,),
        "lead": (KEPT,),
    }.items():
        client = Client(raise_request_exception=False)
        if who:
            client.force_login(walk.user(who))
        for address in addresses:
            if who in ("broker", "second", "lead") and "delegations" in address:
                continue  # the reason of a delegation is theirs
            response = client.get(address)
            assert response.status_code in (200, 302, 403, 404, 405), (who, address, response.status_code)
            content: bytes = response.getvalue() if response.streaming else response.content
            for mark in marks:
                assert mark not in content.decode(errors="replace"), (who, address, mark)


def _addresses() -> list[str]:
    """Every address of the room that names nothing or its records; the lists, the API, the exports."""
    found = [
        "/", "/problems/", "/projects/", "/problems/?q=朱雀", "/problems/?q=白虎", "/api/v1/problems",
        "/api/v1/projects", "/problems/download/?format=csv", "/account/", "/notices/", "/mine/",
    ]  # fmt: skip
    one, deal, contract = Introduction.objects.first(), Deal.objects.first(), Contract.objects.last()
    kinds = {"sheet": Terms, "meeting": Meeting, "milestone": Milestone, "payment": Payment, "amendment": Amendment}
    names: dict[str, list[Any]] = {
        key: [row.pk for row in model._default_manager.order_by("-pk")[:1]] for key, model in kinds.items()
    }
    files = DealFile.objects.order_by("with_broker", "-pk").distinct("with_broker")
    names["file"] = [row.pk for row in files] + ([row.pk for row in contract.files.all()[:1]] if contract else [])
    names |= {"number": [1], "thread": list(Thread.objects.values_list("pk", flat=True)[:2]), "action": ["bring"]}
    for pattern in urlpatterns:
        name = getattr(pattern, "name", None) or ""
        if not name or name.startswith("challenge"):
            continue  # folders that lead up, and what has walks of its own
        names["pk"] = [row.pk for row in (one if name.startswith("introduction") else deal,) if row is not None]
        asked = list(pattern.pattern.converters)
        if all(key in names for key in asked):
            for given in product(*(names[key] for key in asked)):
                found.append(reverse(f"docking:{name}", kwargs=dict(zip(asked, given, strict=True))))
    if deal is not None:
        for thread in deal.threads.filter(with_broker=False)[:1]:
            found.append(f"{deal.get_absolute_url()}?thread={thread.pk}")
    return list(dict.fromkeys(found))


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The log of the process."""
    written: list[str] = []
    formatter = JsonFormatter()
    handler = logging.Handler()
    handler.emit = lambda record: written.append(formatter.format(record))  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_any_walk_stays_within_the_rules_and_tells_nothing_outside(
    match: Match, lines: list[str], settings_files: None
) -> None:
    brokers = {}
    for name in ("second", "lead"):
        brokers[name] = User.objects.create_user(f"{name}@example.org", "correct horse battery", name=name)
        grant_role(actor=None, user=brokers[name], community=match.world.east, kind=Role.Kind.BROKER)
    station = Station.objects.create(community=match.world.east, name_zh="东站", lead=brokers["lead"])
    station.brokers.set([match.world.broker, *brokers.values()])
    Walk.reached = set()
    run_state_machine_as_test(
        lambda: Walk(match, brokers, lines, _nothing_is_shown_outside),  # type: ignore[arg-type]
        settings=settings(
            max_examples=_WALKS,
            stateful_step_count=_STEPS,
            deadline=None,
            phases=[Phase.generate],  # what fails is told as it was walked
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Walk.reached >= _DEEP, f"the walks never came to {sorted(_DEEP - Walk.reached)}"
    print(f"{_WALKS} walks of {_STEPS} steps came to {len(Walk.reached)} states and actions: {sorted(Walk.reached)}")  # noqa: T201


@pytest.fixture
def settings_files(settings: Any, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
