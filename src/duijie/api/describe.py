"""What the OpenAPI description says beyond what the endpoints' signatures do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from pydantic.json_schema import models_json_schema

from duijie.api.problems import MEDIA_TYPE, ProblemDetails, ProblemError

INTRODUCTION = """\
Problems meet the projects and people that can solve them, with the sentence that proves each point.

**Who asks.** Reading what is public needs no sign-in. A program sends a token, made on the page
*API tokens* of the site: `Authorization: Bearer dj_…`. The browser's own session works too; it
sends Django's CSRF token as `X-CSRFToken` with every request that is no GET. A token sees and
does what its user may; one with the scope *read* writes nothing.

**Lists** come in pages: `limit` (1 to 100) and `offset`; each answer has `total` and the addresses
of the `next` and `previous` page. A repeated filter (`field=2.5&field=3`) means either value,
different filters must all hold. A parameter or field that is not known is refused.

**Changes** carry the version they were made from: send the `ETag` back as `If-Match`, or `version`
in the body. When somebody else was faster the answer is a *stale-edit* problem that shows both sides.

**Errors** are problem details (RFC 9457, `application/problem+json`) with a stable `code`, one
sentence in the language of `Accept-Language` (Chinese or English), and `errors` that point at the
parts of the input to mend. Nothing of a failed request is kept.

**Communities.** Each community's site has the same API below its own path (`/c/<slug>/api/v1/…`),
which lists what belongs to it and the communities below it.
"""

TAGS = [
    {"name": "match", "description": "From a need in one's own words to matches with evidence."},
    {"name": "problems", "description": "The problem library (问题库)."},
    {"name": "projects", "description": "The project library (项目库)."},
    {"name": "talents", "description": "The talent library (人才库)."},
    {"name": "challenges", "description": "Problems with a bounty and sealed proposals (揭榜挂帅)."},
    {"name": "registry", "description": "Organisations, people, posts, fields, places, communities."},
    {"name": "articles", "description": "Public pages as they were read."},
    {"name": "me", "description": "Who the API takes you for."},
]

_TEXT = {
    400: "The request cannot be read.",
    401: "Sign-in needed, or the token opens nothing.",
    403: "Not allowed.",
    404: "There is no such record, or it is not open to you.",
    405: "The address does not know this method.",
    409: "The state does not allow it, or somebody else was faster.",
    412: "Somebody else was faster (the version came as If-Match).",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The input does not fit; `errors` says where.",
    428: "The version is missing.",
    429: "Too many requests; `Retry-After` says when to go on.",
}


def complete(schema: dict[str, Any]) -> dict[str, Any]:
    """The description with ways to sign in, the problems each operation may answer with, and
    the server's address."""
    components = schema["components"]
    _, found = models_json_schema(
        [(ProblemDetails, "serialization"), (ProblemError, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    components["schemas"].update(found["$defs"])
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token of the page “API tokens”."},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The browser's session; requests that are no GET also send X-CSRFToken.",
        },
    }
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            operation["responses"] = {str(status): told for status, told in operation["responses"].items()}
            writes = operation.pop("x-writes", False)
            operation["security"] = [*([] if writes else [{}]), {"token": []}, {"session": []}]
            for status in _statuses(path, method, operation, writes=writes):
                operation["responses"].setdefault(str(status), _problem(_TEXT[status]))
            operation["responses"]["default"] = _problem("Any other error.")
    return schema


def _statuses(path: str, method: str, operation: dict[str, Any], *, writes: bool) -> list[int]:
    found = [400, 401, 422, 429]
    if "{" in path or writes:
        found.append(404)
    if method != "get":
        found += [403, 413, 415]
    if writes:
        found.append(409)
    if method == "patch":
        found += [412, 428]
    return sorted(found)


def _problem(text: str) -> dict[str, Any]:
    return {
        "description": text,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
    }
