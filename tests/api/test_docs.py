"""The description of the API: complete, true to the endpoints, readable without a network."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pydantic import BaseModel

from duijie.api.v1 import api
from duijie.core.rest import In, Out
from tests.api.conftest import World

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def _schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return found


def _operations() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, operations in _schema()["paths"].items()
        for method, operation in operations.items()
    ]


def test_the_guide_names_each_endpoint_and_no_other() -> None:
    named = set(re.findall(r"`((?:GET|POST|PATCH|PUT|DELETE) /api/v1/[^`]*)`", GUIDE.read_text(encoding="utf-8")))
    assert named == {re.sub("/c/[^/]+", "", name) for name, _operation in _operations()}


def test_each_operation_says_what_it_does_and_how_it_fails() -> None:
    for name, operation in _operations():
        assert len(operation["summary"]) > 5, name
        assert len(operation["description"]) > 20, name
        assert {"401", "422", "429", "default"} <= operation["responses"].keys(), name
        for status, response in operation["responses"].items():
            media = "application/json" if status.startswith("2") else "application/problem+json"
            assert "schema" in response["content"][media], (name, status)


def test_operations_have_names_of_their_own() -> None:
    counts = Counter(operation["operationId"] for _name, operation in _operations())
    assert [name for name, count in counts.items() if count > 1] == []


def test_what_changes_something_needs_a_sign_in() -> None:
    for name, operation in _operations():
        open_to_all = {} in operation["security"]
        reads = name.startswith("GET ") or "/match" in name
        assert open_to_all == (reads and not name.startswith("GET /api/v1/me")), name


def _subclasses(model: type[BaseModel]) -> list[type[BaseModel]]:
    return [one for below in model.__subclasses__() for one in (below, *_subclasses(below))]


def test_no_two_schemas_share_a_name() -> None:
    names = Counter(model.__name__ for model in {*_subclasses(In), *_subclasses(Out)})
    public = [name for name, count in names.items() if count > 1 and not name.startswith("_")]
    assert public == []


def test_the_description_is_served_on_each_communitys_site(world: World) -> None:
    for prefix in ("", "/c/branch"):
        described = Client().get(f"{prefix}/api/v1/openapi.json").json()
        assert described["openapi"].startswith("3.1")
        assert f"{prefix}/api/v1/problems" in described["paths"]


def test_the_interactive_page_loads_nothing_from_elsewhere(world: World) -> None:
    for prefix in ("", "/c/branch"):
        page = Client().get(f"{prefix}/api/docs")
        assert page.status_code == 200
        text = page.content.decode()
        assert f"{prefix}/api/v1/openapi.json" in text
        assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
        policy = page["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        for file in re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', text):
            assert file.startswith("/static/"), file


def test_its_files_come_with_the_packages() -> None:
    from django.contrib.staticfiles.finders import find

    for name in ("ninja/swagger-ui-bundle.js", "ninja/swagger-ui-init.js", "ninja/swagger-ui.css", "api/docs.css"):
        assert find(name), name
