"""The API: the rooms' routers joined, one form of errors, one description."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as InputValidationError
from ninja.parser import Parser

from duijie.api import describe
from duijie.api.gate import gate
from duijie.api.problems import of_exception
from duijie.core.rest import Malformed


class StrictParser(Parser):
    """JSON as RFC 8259 has it: UTF-8, no NaN, no key twice, no tower of brackets."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return json.loads(
                request.body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_key_twice
            )
        except UnicodeDecodeError as error:
            raise Malformed(_("The body is not UTF-8; send JSON in UTF-8.")) from error
        except RecursionError as error:
            raise Malformed(_("The body is nested too deeply to be read.")) from error
        except json.JSONDecodeError as error:
            sentence = _("The body is not valid JSON: look at line %(line)s, column %(column)s.")
            raise Malformed(sentence % {"line": error.lineno, "column": error.colno}) from error
        except ValueError as error:  # Python reads whole numbers of some thousand figures at most
            raise Malformed(_("The body is not valid JSON: a number in it is too long.")) from error


def _no_constant(name: str) -> Any:
    raise Malformed(_("The body is not valid JSON: %(name)s is no JSON number.") % {"name": name})


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Malformed(_("The body is not valid JSON: a name occurs twice in one object."))
    return found


class Api(NinjaAPI):
    """django-ninja with our errors, entity tags and a description that tells all of it."""

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        """The response, with an ETag when something was read: the record's version where the
        endpoint marked one, and a digest, for what is sent also depends on who reads it."""
        response = super().create_response(request, data, status=status, temporal_response=temporal_response)
        patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
        response.headers.setdefault("Cache-Control", "private, no-cache")
        version = response.headers.get("ETag", "").strip('"')
        if request.method == "GET" and response.status_code == 200:
            digest = sha256(response.content).hexdigest()[:16]
            response["ETag"] = f'"{version}-{digest}"' if version else f'"{digest}"'
            return get_conditional_response(request, etag=response["ETag"], response=response) or response
        if version:
            response["ETag"] = f'"{version}"'
        return response

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The name of the view; client generators make it a method's name."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Any:
        return describe.complete(super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params))


def build() -> Api:
    """All endpoints of version 1."""
    api = Api(
        title="Duijie 对接",
        version="1",
        description=describe.INTRODUCTION,
        docs_url=None,
        auth=gate,
        parser=StrictParser(),
        urls_namespace="api:api-1",
        openapi_extra={"tags": describe.TAGS},
    )
    for kind in (Exception, Http404, HttpError, InputValidationError):
        api.add_exception_handler(kind, of_exception)  # type: ignore[arg-type]
    api.add_router("", "duijie.matching.api.matches.router")
    api.add_router("", "duijie.matching.api.directions.router")
    api.add_router("", "duijie.matching.conflicts.api.router")
    api.add_router("", "duijie.library.api.router")
    api.add_router("", "duijie.docking.challenges.api.router")
    api.add_router("", "duijie.registry.api.router")
    api.add_router("", "duijie.reading.api.router")
    api.add_router("", "duijie.api.me.router")
    return api


api = build()
