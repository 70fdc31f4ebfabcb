"""Errors as RFC 9457 problem details.

Every error of the API has this one form, whoever raised it: a service, the reading of the
input, Django, or a mistake of ours. ``type`` is the address of a page that explains it,
``code`` its stable name, ``errors`` says which parts of the input to mend.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from http.client import responses
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError as ModelValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import HttpError
from ninja.errors import ValidationError as InputValidationError
from pydantic import BaseModel, ConfigDict, Field

from duijie.api.sentences import sentence
from duijie.core.errors import Conflict, DuijieError, InvalidInput, NotFound, Unavailable
from duijie.core.middleware import request_id
from duijie.core.rest import Malformed

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_RESERVED = {"type", "title", "status", "detail", "code", "errors", "request_id", "fields"}

CODES: dict[str, tuple[int, Any]] = {
    "invalid-input": (422, gettext_lazy("The input does not fit")),
    "malformed": (400, gettext_lazy("The request cannot be read")),
    "sign-in-needed": (401, gettext_lazy("Sign-in needed")),
    "not-allowed": (403, gettext_lazy("Not allowed")),
    "not-found": (404, gettext_lazy("Not found")),
    "method-not-allowed": (405, gettext_lazy("This cannot be done here")),
    "conflict": (409, gettext_lazy("The state does not allow it")),
    "stale-edit": (409, gettext_lazy("Changed in the meantime")),
    "too-large": (413, gettext_lazy("Too large")),
    "unsupported-media-type": (415, gettext_lazy("Media type not read here")),
    "version-needed": (428, gettext_lazy("Version needed")),
    "too-many-requests": (429, gettext_lazy("Too many requests")),
    "internal": (500, gettext_lazy("Our mistake")),
    "unavailable": (503, gettext_lazy("A part is not available")),
    "error": (400, gettext_lazy("Error")),
}
"""Every code with its usual status and its title; the page at ``/api/problems`` lists them."""
_BY_STATUS = {status: code for code, (status, _title) in reversed(CODES.items()) if code not in ("error", "stale-edit")}


class ProblemError(BaseModel):
    """One part of the input that needs mending."""

    detail: str = Field(description="What is wrong with it, in one sentence.")
    pointer: str | None = Field(None, description="Where in the body, as a JSON pointer: #/requirements/0/text")
    parameter: str | None = Field(None, description="Which query parameter, path part or header.")


class ProblemDetails(BaseModel):
    """An error (RFC 9457). Some codes add members: stale-edit has ``version`` and ``changes``."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="The address of a page that explains this kind of error.")
    title: str = Field(description="The kind of error, in the language asked for.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong here and how to mend it, in one sentence.")
    code: str = Field(description="The stable name of the kind, for programs.")
    errors: list[ProblemError] = Field(description="Which parts of the input need mending.")
    request_id: str = Field(description="Under which name the log knows this request.")


def problem(
    *,
    code: str,
    detail: str,
    status: int | None = None,
    errors: Iterable[Mapping[str, Any]] = (),
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A response that is a problem; ``extra`` members never displace the standard ones."""
    usual, title = CODES.get(code, (400, code))
    status = status or usual
    body = {
        **{name: value for name, value in (extra or {}).items() if name not in _RESERVED},
        "type": f"{settings.SITE_URL}/api/problems#{code}",
        "title": str(title),
        "status": status,
        "detail": detail,
        "code": code,
        "errors": list(errors),
        "request_id": request_id.get(),
    }
    response = HttpResponse(
        json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )
    response["Cache-Control"] = "no-store"
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Duijie"'
    return response


def of_status(status: int) -> HttpResponse:
    """The problem for a bare status that Django itself answered with."""
    code = _BY_STATUS.get(status, "internal" if status >= 500 else "error")
    sentences = {
        400: _("The request breaks a rule of HTTP; look at its address, headers and body."),
        403: _("You may not do this."),
        404: _("There is nothing at this address; /api/docs lists all there is."),
        405: _("This address does not know the method; the header Allow names those it knows."),
        503: Unavailable("").public,
        500: _("Something went wrong on our side and nothing was changed; tell the operator the request_id."),
    }
    return problem(code=code, status=status, detail=sentences.get(status, responses.get(status, str(status))))


def of_exception(request: HttpRequest, error: Exception) -> HttpResponse:
    """The one handler: any exception as a problem, never a traceback."""
    if isinstance(error, InputValidationError):
        return _of_input(error)
    if isinstance(error, ModelValidationError):
        fields = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        return problem(code="invalid-input", detail=_("Some fields need another look."), errors=_of_fields(fields))
    if isinstance(error, Http404):
        error = NotFound(_("There is nothing at this address; /api/docs lists all there is."))
    elif isinstance(error, HttpError):
        if error.status_code != 400:
            return of_status(error.status_code)
        cause = error.__cause__
        error = cause if isinstance(cause, DuijieError) else Malformed(_("The body is not valid JSON."))
    elif isinstance(error, IntegrityError):
        log.warning("a constraint refused a write", exc_info=error)
        error = Conflict(_("This clashes with a record made at the same moment; read it again and retry."))
    elif isinstance(error, DataError):
        log.warning("the database could not keep a value", exc_info=error)
        error = InvalidInput(_("A value is out of range or holds a character that cannot be kept; look at the input."))
    elif isinstance(error, OperationalError):
        log.error("the database did not answer", exc_info=error)
        error = Unavailable("the database does not answer")
    if isinstance(error, Unavailable):
        log.error("a part does not answer: %s", error)
        return problem(code=error.code, status=error.status, detail=error.public)
    if isinstance(error, DuijieError):
        return _of_duijie(error)
    log.error("unexpected error at %s %s", request.method, request.path, exc_info=error)
    return of_status(500)


def _of_duijie(error: DuijieError) -> HttpResponse:
    response = problem(
        code=error.code,
        status=error.status,
        detail=str(error),
        errors=_of_fields(error.details.get("fields") or {}),
        extra={name: value for name, value in error.details.items() if value is not None},
    )
    if "retry_after" in error.details:
        response["Retry-After"] = str(error.details["retry_after"])
    return response


def _of_fields(fields: Mapping[str, Iterable[Any]]) -> Iterator[dict[str, str]]:
    """``{"requirements.0.text": ["…"]}`` as services say it."""
    for name, messages in fields.items():
        pointer = "#" if name == "__all__" else "#/" + name.replace("__all__", "").strip(".").replace(".", "/")
        for message in [messages] if isinstance(messages, str) else messages:
            yield {"pointer": pointer, "detail": str(message)}


def _of_input(error: InputValidationError) -> HttpResponse:
    errors = []
    for one in error.errors:
        place, *path = one["loc"]
        found = {"detail": sentence(one)}
        if place == "body":
            # The first part is the name of the view's argument, which the caller does not know.
            found["pointer"] = "#" + "".join(f"/{_escaped(part)}" for part in path[1:])
        elif path and one["type"] != "unknown_parameter":
            found["parameter"] = str(next((part for part in reversed(path) if isinstance(part, str)), path[-1]))
        elif one["type"] == "unknown_parameter":
            found["parameter"] = one["ctx"]["name"]
        errors.append(found)
    first = errors[0].get("pointer", errors[0].get("parameter", ""))
    detail = _("%(place)s: %(sentence)s") % {"place": first, "sentence": errors[0]["detail"]}
    return problem(code="invalid-input", detail=detail, errors=errors)


def _escaped(part: Any) -> str:
    """A part of a JSON pointer (RFC 6901)."""
    return str(part)[:80].replace("~", "~0").replace("/", "~1")
