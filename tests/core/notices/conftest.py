from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from duijie.core import notices
from duijie.core.models import Notice, User
from duijie.core.notices import Group, kinds
from tests.factories.world import world

__all__ = ["world"]

OPEN: set[str] = set()
"""The ids of the records that everybody may see in these tests."""


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Kinds, groups and a rule of the tests' own, for one test."""
    for name in ("_kinds", "_groups", "_seen", "_headings"):
        monkeypatch.setattr(kinds, name, dict(getattr(kinds, name)))
    monkeypatch.setattr(kinds, "_told", [])
    OPEN.clear()
    OPEN.update(str(number) for number in range(1000))
    notices.register("tea", title="Tea: {problem}", text="Tea about {problem}.")
    notices.register("rent", title="Rent: {problem}", text="Rent for {problem}.")
    notices.add_group(Group("teas", "Teas", kinds=("tea",), usual="daily"))
    notices.add_group(Group("rents", "Rents", kinds=("rent",), fixed=True))
    notices.guard("matter", lambda _user, ids: [one for one in ids if one in OPEN], heading="{problem}")
    yield


def told(user: User, kind: str = "tea", matter: int = 1, what: str = "a", **values: Any) -> list[Notice]:
    return notices.tell(
        users=[user], kind=kind, params={"problem": f"镀镍 {matter}"}, url="/", key=f"matter:{matter}:{what}", **values
    )
