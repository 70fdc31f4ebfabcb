"""Who is answered by which operation of the API. A new operation needs a line here."""

from __future__ import annotations

from typing import Any

from tests.endpoints.driving import NOBODY, Door, People
from tests.endpoints.site_people import (
    ADMIN,
    BROKERS,
    EDITORS,
    GOVERN,
    INSIDE,
    KEEPERS,
    OFFICER,
)
from tests.endpoints.site_people import EVERYBODY as _EVERYBODY
from tests.endpoints.site_people import SIGNED_IN as _SIGNED_IN

PROGRAM = frozenset({"owner's program"})
"""With a token of the owner's that may only read."""
EVERYBODY, SIGNED_IN = _EVERYBODY | PROGRAM, _SIGNED_IN | PROGRAM
_INSIDE = INSIDE | PROGRAM
_JSON = {"content_type": "application/json"}
_NEED = {"text": "把电镀废水中的镍降到 0.1 mg/L 以下。"}
_NEW, _CHANGED = {"title": "除镍", "community": "east"}, {"title": "除镍新法", "version": 1}
_CLOSE, _DOWN = {"action": "close"}, {"action": "take-down", "reason": "重复"}


def _op(
    name: str,
    args: str = "",
    *,
    get: People = NOBODY,
    post: People = NOBODY,
    patch: People = NOBODY,
    change: People | None = None,
    data: Any = None,
    community: str = "",
) -> Door:
    """An address of the API with all that it can be asked; the methods that it does not know are refused."""
    return Door(
        f"api:api-1:{name}", args, get=get, post=post, patch=patch, change=change, data=data or {}, how=_JSON,
        community=community,
    )  # fmt: skip


def _library(kind: str, one: str, body: str) -> tuple[Door, ...]:
    """The operations that the three libraries have in common; ``one`` is for everybody."""
    at, new = f"{kind}_id={one}", _NEW | {body: "两级树脂柱。"}
    return (
        _op(f"list_{kind}s", get=EVERYBODY, post=_SIGNED_IN, change=_SIGNED_IN, data=new),
        _op(f"count_{kind}s", get=EVERYBODY),
        _op(f"get_{kind}", at, get=EVERYBODY, patch=EDITORS, change=EDITORS, data=_CHANGED),
        _op(f"act_on_{kind}", at, post=EDITORS, change=EDITORS, data=_CLOSE),
        _op(f"act_on_{kind}", at, post=KEEPERS, change=KEEPERS, data=_DOWN),
    )


def _private(kind: str, one: str) -> tuple[Door, ...]:
    """The same for an item of the firm's that nobody outside knows of."""
    at = f"{kind}_id={one}"
    return (
        _op(f"get_{kind}", at, get=_INSIDE, patch=EDITORS, change=EDITORS, data=_CHANGED),
        _op(f"act_on_{kind}", at, post=EDITORS, change=EDITORS, data=_CLOSE),
        _op(f"act_on_{kind}", at, post=KEEPERS, change=KEEPERS, data=_DOWN),
    )


LIBRARIES = (
    *_library("problem", "open", "statement"),
    *_library("project", "offer", "summary"),
    *_library("talent", "expert", "expertise"),
    *_private("problem", "private"),
    *_private("project", "quiet"),
    _op("get_problem", "problem_id=closed", get=EVERYBODY, patch=EDITORS, change=EDITORS, data=_CHANGED),
)

MATCHING = (
    _op("match", post=EVERYBODY, data=_NEED),
    _op("match_teams", post=EVERYBODY, data=_NEED),
    _op("split_need", post=EVERYBODY, data=_NEED),
    _op("problems_of_project", "project_id=offer", get=EVERYBODY),
    _op("problems_of_project", "project_id=quiet", get=_INSIDE),
    _op("problems_of_talent", "talent_id=expert", get=EVERYBODY),
    _op("problems_of_person", "person_id=person", get=EVERYBODY),
    _op("problems_for_me", get=SIGNED_IN),
    _op("partners_of_organisation", "organisation_id=firm", get=EVERYBODY),
    _op("conflicts", post=EDITORS | BROKERS | GOVERN | PROGRAM, change=NOBODY,
        data={"one": "problem:{open}", "others": ["project:{offer}"]}),
    _op("conflicts", post=EDITORS | PROGRAM, change=NOBODY,
        data={"one": "problem:{private}", "others": ["project:{offer}"]}),
)  # fmt: skip

REGISTRY = (
    _op("list_organisations", get=EVERYBODY, post=KEEPERS, change=KEEPERS,
        data={"name": "新单位", "community": "east"}),
    _op("get_organisation", "organisation_id=firm", get=EVERYBODY, patch=KEEPERS | ADMIN, change=KEEPERS | ADMIN,
        data={"website": "https://example.org", "version": 1}),
    _op("list_people", get=EVERYBODY, post=KEEPERS, change=KEEPERS, data={"name": "周新", "community": "east"}),
    _op("get_person", "person_id=person", get=EVERYBODY, patch=KEEPERS, change=KEEPERS,
        data={"website": "https://example.org", "version": 1}),
    _op("list_posts", get=EVERYBODY, post=KEEPERS | ADMIN, change=KEEPERS | ADMIN,
        data={"person": "{person}", "organisation": "{firm}", "title": "顾问"}),
    _op("end_post", "post_id=post", patch=KEEPERS | ADMIN, change=KEEPERS | ADMIN, data={"end": "2024-01-01"}),
    _op("list_fields", get=EVERYBODY),
    _op("list_places", get=EVERYBODY),
    _op("list_communities", get=EVERYBODY),
    _op("get_community", "slug=east", get=EVERYBODY),
    _op("get_me", get=SIGNED_IN),
)  # fmt: skip

READING = (
    _op("list_articles", get=EVERYBODY),
    _op("get_article", "article_id=article", get=EVERYBODY),
    _op("list_facts", get=EVERYBODY),
    _op("get_fact", "fact_id=fact", get=EVERYBODY),
    _op("get_fact", "fact_id=rejected", get=KEEPERS),
    _op("list_statements", get=EVERYBODY),
    _op("get_statement", "statement_id=statement", get=EVERYBODY),
    _op("list_challenges", get=EVERYBODY),
    _op("get_challenge", "challenge_id=challenge", get=_INSIDE | OFFICER),
)

TABLES = {"libraries": LIBRARIES, "matching": MATCHING, "registry": REGISTRY, "reading": READING}
