"""Pages about the API: the interactive description, what its errors mean, one's tokens."""

from __future__ import annotations

import json
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.api import services
from duijie.api.forms import TokenForm
from duijie.api.meanings import meanings
from duijie.core.errors import DuijieError
from duijie.core.models import User

# Swagger UI sets styles of its own and shows small pictures of its sheet as data; scripts are
# still files of our own origin only.
_DOCS_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI over the OpenAPI description, all from files that come with the packages."""
    settings = {
        "url": reverse("api:api-1:openapi-json"),
        "layout": "BaseLayout",
        "deepLinking": True,
        "docExpansion": "list",
        "defaultModelsExpandDepth": 0,
        "validatorUrl": None,
    }
    response = render(request, "api/docs.html", {"settings": json.dumps(settings)})
    response["Content-Security-Policy"] = _DOCS_POLICY
    return response


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """What each code of a problem means; the ``type`` of a problem leads here."""
    return render(request, "api/problems.html", {"meanings": meanings()})


@login_required
@never_cache
@sensitive_variables("secret", "context")
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens, and the form for a new one. A new token is shown in the answer to the form
    and never again."""
    user = cast(User, request.user)
    form = TokenForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = services.create_token(
                actor=user, name=form.cleaned_data["name"], scope=form.cleaned_data["scope"], days=form.life()
            )
        except DuijieError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            context |= {"made": token, "secret": secret, "form": TokenForm()}
    elif request.method == "POST":
        status = 422
    context["tokens"] = services.tokens_of(user)
    return render(request, "api/tokens.html", context, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End a token."""
    token = services.revoke_token(actor=cast(User, request.user), token_id=token_id)
    messages.success(request, _("The token “%(name)s” opens nothing any more.") % {"name": token.name})
    return HttpResponseRedirect(reverse("api:tokens"))
