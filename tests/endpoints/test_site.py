"""The pages of the other rooms that are not for everybody, as each of those who might ask."""

from __future__ import annotations

from typing import Any

import pytest

from duijie.registry.models import Organisation
from tests.docking.conftest import Match, match, world
from tests.endpoints.driving import browsers, knock
from tests.endpoints.site_doors import ASKED, DOORS
from tests.factories.world import make

__all__ = ["match", "world"]

PRIVATE = "应龙专有工艺"
"""The body of a problem that is for its organisation and the secretariat."""


@pytest.mark.django_db
def test_pages_for_some_are_shown_to_those_alone(match: Match, settings: Any) -> None:
    secret = make(match.world, "problem", title=PRIVATE, statement=PRIVATE, state="published", visibility="private")
    names = {
        "firm": match.world.firm.pk, "school": Organisation.objects.get(name="西山大学").pk,
        "open": match.problem.pk, "private": secret.pk,
    }  # fmt: skip
    people = {
        "demand lead": match.asker, "supply lead": match.solver, "broker": match.world.broker,
        "secretariat": match.world.secretariat, "secretariat above": match.world.secretariat_root,
        "site admin": match.world.admin, "outsider": match.world.outsider, "anonymous": None,
    }  # fmt: skip
    assert set(people) == ASKED
    clients, wrong = browsers(people), []
    for door in DOORS:
        for who, client in clients.items():
            answer = knock(client, "get", door.address(names))
            if answer.status >= 500 or answer.refused is (who in door.get):
                wrong.append(f"{door} as {who}: {answer.status}")
            if PRIVATE in answer.text and who not in ("demand lead", "secretariat", "site admin"):
                wrong.append(f"{door} as {who} is shown the private problem")
    assert wrong == []
