"""What every room's ``api.py`` builds on: how input is read, lists are cut into pages, writers are known.

Rooms define routers; :mod:`duijie.api` joins them, says who is asking, and turns errors into
RFC 9457 problem details.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from duijie.core.errors import DuijieError, NotAllowed, StaleEdit
from duijie.core.models import User

MOST = 100
"""The most records of one page."""
FURTHEST = 1_000_000
"""The largest offset; who needs all of a library exports it."""


class SignInNeeded(DuijieError):
    """Only somebody who is known may do this."""

    code = "sign-in-needed"
    status = 401


class Malformed(DuijieError):
    """The request is no JSON, or breaks HTTP's own rules."""

    code = "malformed"
    status = 400


class UnsupportedMedia(DuijieError):
    """The body is of a media type that is not read here."""

    code = "unsupported-media-type"
    status = 415


class VersionNeeded(DuijieError):
    """A change says which version it was made from."""

    code = "version-needed"
    status = 428


class TooManyRequests(DuijieError):
    """Slow down; ``details["retry_after"]`` says for how many seconds."""

    code = "too-many-requests"
    status = 429


class In(BaseModel):
    """A JSON body. Fields that are not known are refused, types are taken at their word."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def may_be_left_out(**said: Any) -> Any:
    """A field of a change that says nothing when it is absent, and may not be null either."""
    return Field(None, **said)


class Out(BaseModel):
    """What is sent back."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class QueryIn(BaseModel):
    """The query part of an address. Names that are not known are refused, so that a filter with
    a slip of the pen never looks like one that found everything."""

    @model_validator(mode="before")
    @classmethod
    def _known_names_only(cls, data: Any, info: ValidationInfo) -> Any:
        request = (info.context or {}).get("request")
        given = request.GET if isinstance(request, HttpRequest) else {}
        for name in given:
            if name not in cls.model_fields:
                raise PydanticCustomError(
                    "unknown_parameter",
                    "{name} is no parameter here",
                    {"name": name[:60], "known": ", ".join(cls.model_fields)},
                )
        return data


class PageIn(QueryIn):
    """Which part of a list."""

    limit: int = Field(20, ge=1, le=MOST, description=f"How many records at most, 1 to {MOST}.")
    offset: int = Field(0, ge=0, le=FURTHEST, description="How many records to pass over.")


T = TypeVar("T")


class Page(Out, Generic[T]):
    """A part of a list, in an order that stays the same from page to page."""

    items: list[T]
    total: int = Field(description="How many records the whole list has, for you.")
    limit: int
    offset: int
    next: str | None = Field(description="The address of the next page; null on the last.")
    previous: str | None = Field(description="The address of the page before; null on the first.")


def page_of(
    request: HttpRequest, kind: type[Page[T]], rows: Iterable[T], total: int, *, limit: int, offset: int
) -> Page[T]:
    """The page that holds these rows, with the addresses of its neighbours."""

    def at(position: int) -> str:
        query = request.GET.copy()
        query["offset"], query["limit"] = str(position), str(limit)
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return kind(
        items=list(rows),
        total=total,
        limit=limit,
        offset=offset,
        next=at(offset + limit) if offset + limit < total and offset + limit <= FURTHEST else None,
        previous=at(max(0, offset - limit)) if offset else None,
    )


def paginate(
    request: HttpRequest,
    kind: type[Page[T]],
    rows: QuerySet[Any],
    window: PageIn,
    show: Callable[[Any], T],
    attach: Callable[[Sequence[Any]], None] | None = None,
) -> Page[T]:
    """One page of a query: two queries however many rows, plus those of ``attach``.

    Args:
        kind: the page's schema, such as ``Page[ProblemOut]``.
        show: a record as it is sent.
        attach: loads for all rows of the page what ``show`` needs besides the row.
    """
    total = rows.order_by().count()
    found = list(rows[window.offset : window.offset + window.limit]) if window.offset < total else []
    if attach is not None:
        attach(found)
    return page_of(request, kind, map(show, found), total, limit=window.limit, offset=window.offset)


def writer(request: HttpRequest) -> User:
    """The user who may be behind a write.

    Raises:
        SignInNeeded: nobody is signed in.
        NotAllowed: the token is for reading only.
    """
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        raise SignInNeeded(_("Sign in, or send a token in the header “Authorization: Bearer …”."))
    if getattr(request, "read_only", False):
        raise NotAllowed(_("This token is for reading only; make one that may write."))
    return user


_ETAG = re.compile(r'(?:W/)?"(\d{1,9})(?:-[0-9a-f]+)?"')


def expected_version(request: HttpRequest, given: int | None, current: int) -> int:
    """The version a change was made from: ``If-Match`` (the ETag that was sent), else the body's.

    Raises:
        VersionNeeded: neither was given.
        Malformed: If-Match holds no ETag of ours.
    """
    header = request.headers.get("If-Match", "").strip()
    if header == "*":
        return current
    if header:
        found = _ETAG.fullmatch(header)
        if not found:
            raise Malformed(_("If-Match holds no ETag of this record; send back the one you were given."))
        return int(found[1])
    if given is None:
        raise VersionNeeded(_("Say which version you changed: send its ETag as If-Match, or “version” in the body."))
    return given


def as_precondition(request: HttpRequest, error: StaleEdit) -> StaleEdit:
    """A stale edit is 412 when the version came as If-Match (RFC 9110, 13.1.1), else 409."""
    if request.headers.get("If-Match"):
        error.status = 412
    return error


def mark_version(response: HttpResponse, version: int) -> None:
    """Let the ETag carry the record's version, so that it can come back as If-Match."""
    response["ETag"] = f'"{version}"'


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: Any) -> Any:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    elif isinstance(value, date):
        return value
    raise PydanticCustomError("date_form", "no date of the form 2026-01-31")


Day = Annotated[date, BeforeValidator(_day)]
"""A date as RFC 3339 writes it, nothing else."""
Id = Annotated[UUID, Field(strict=False)]
"""The id of a record."""
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9.]{1,20}$")]
"""A code of a classification: ``2.5``, ``430100``, ``CN``."""
Tongue = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$")]
"""A language as BCP 47 writes it: ``en``, ``zh-Hant``."""
