"""One small world: a root community with two branches, and people of every standing in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from duijie.api.services import create_token
from duijie.core.models import User
from duijie.library import services as library
from duijie.library.models import Item, Problem
from duijie.registry.models import Community, Organisation, Role
from duijie.registry.services import (
    create_community,
    create_organisation,
    grant_role,
    load_classifications,
)

STATEMENT = "The furnace dust holds zinc that we want to recover below 300 yuan a tonne."
SUMMARY = "A leaching process recovers 96 % of the zinc from furnace dust."


@dataclass
class World:
    """Who and what there is. ``owner`` and ``teammate`` belong to ``works``; ``secretariat`` runs
    the branch that the items live in, ``foreign`` the other one; ``outsider`` has an account only."""

    root: Community
    branch: Community
    other: Community
    works: Organisation
    owner: User
    teammate: User
    manager: User
    member: User
    secretariat: User
    foreign: User
    outsider: User

    def item(
        self, kind: str = "problem", *, state: str = "published", owner: User | None = None, **values: Any
    ) -> Item:
        """An item of the owner and the works, in the branch, as far as ``state``."""
        body = {"problem": "statement", "project": "summary", "talent": "expertise"}[kind]
        lines = values.pop("lines", {})
        item = library.create_item(
            actor=owner or self.owner,
            kind=kind,
            community=values.pop("community", self.branch),
            values={
                "title": "Zinc from furnace dust",
                body: STATEMENT if kind == "problem" else SUMMARY,
                "organisation": self.works,
                "fields": ["2.5"],
                "places": ["430100"],
                **values,
            },
            **lines,
        )
        for action in {
            "draft": [],
            "submitted": ["submit"],
            "published": ["submit", "publish"],
            "closed": ["submit", "publish", "close"],
            "archived": ["submit", "publish", "archive"],
        }[state]:
            library.act(actor=None, item=item, action=action)
        return item

    def secret(self, **values: Any) -> Problem:
        """A published problem of which only the title is for everybody."""
        item = self.item("problem", confidentiality="title-only", keywords=["secret-alloy"], **values)
        assert isinstance(item, Problem)
        return item


@pytest.fixture
def world(db: None) -> World:
    load_classifications()
    root = create_community(actor=None, parent=None, slug="hub", name_zh="科技共同体", name_en="Hub")
    branch = create_community(actor=None, parent=root, slug="branch", name_zh="分会", name_en="Branch")
    other = create_community(actor=None, parent=root, slug="other", name_zh="学会", name_en="Society")
    works = create_organisation(actor=None, community=branch, name="Lu Metal Works", kind="company")

    def user(name: str) -> User:
        return User.objects.create_user(f"{name}@example.org", "correct horse battery", name=name, language="en")

    made = {
        name: user(name) for name in ("owner", "teammate", "manager", "member", "secretariat", "foreign", "outsider")
    }
    grant_role(actor=None, user=made["owner"], community=branch, kind=Role.Kind.MEMBER, organisation=works)
    grant_role(actor=None, user=made["teammate"], community=branch, kind=Role.Kind.MEMBER, organisation=works)
    grant_role(
        actor=None, user=made["manager"], community=branch, kind=Role.Kind.ORGANISATION_ADMIN, organisation=works
    )
    grant_role(actor=None, user=made["member"], community=branch, kind=Role.Kind.MEMBER)
    grant_role(actor=None, user=made["secretariat"], community=branch, kind=Role.Kind.SECRETARIAT)
    grant_role(actor=None, user=made["foreign"], community=other, kind=Role.Kind.SECRETARIAT)
    return World(root=root, branch=branch, other=other, works=works, **made)


Answer = Any
"""A response with what the test client adds to it, such as ``json()``; its class has no public name."""


class Api:
    """A program that speaks to the API in somebody's name, or in nobody's."""

    def __init__(self, user: User | None = None, scope: str = "write", prefix: str = "") -> None:
        self.client = Client(raise_request_exception=False)
        self.prefix = f"{prefix}/api/v1"
        self.headers = {"Accept-Language": "en"}
        if user is not None:
            self.token, secret = create_token(actor=user, name="test", scope=scope)
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, path: str, data: Any = None, **headers: str) -> Answer:
        return self.client.get(self.prefix + path, data, headers=self.headers | _dashed(headers))

    def send(self, method: str, path: str, body: Any, **headers: str) -> Answer:
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.client.generic(
            method,
            self.prefix + path,
            data,
            content_type=headers.pop("content_type", "application/json"),
            headers=self.headers | _dashed(headers),
        )

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Answer:
        return self.send("PATCH", path, body, **headers)


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    caches["process"].clear()


@pytest.fixture
def by_words(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """An index of its own, asked by words alone; call it to bring the index up to date.

    What the endpoints do with an answer does not depend on the vector spaces, whose models
    take long to load.
    """
    from duijie.matching import runtime
    from duijie.matching.indexing import feeding

    settings.INDEX_URI = str(tmp_path / "index")
    monkeypatch.setattr(runtime, "embedders", lambda: ())
    runtime.close()

    def index() -> None:
        while feeding.drain_words():
            pass

    yield index
    runtime.close()
