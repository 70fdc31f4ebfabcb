"""What every request to the API passes before its endpoint: who asks, how often, how much.

Reading needs no sign-in: the rules of each room decide what the anonymous visitor sees. A
token speaks for its user; the session of the browser does too, with Django's CSRF check.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.translation import gettext_lazy as _
from ninja.utils import check_csrf

from duijie.api import services
from duijie.core import limits
from duijie.core.errors import NotAllowed, TooLarge
from duijie.core.models import User
from duijie.core.rest import Malformed, SignInNeeded, UnsupportedMedia

_SAFE = {"GET", "HEAD", "OPTIONS"}


def gate(request: HttpRequest) -> str:
    """Let a request in, or say why not; errors become problems in the API's one handler.

    Sets ``request.user`` to the token's user, and ``request.read_only`` for a token that may
    only read.

    Returns:
        Under which name the request is counted.

    Raises:
        SignInNeeded: a token that is unknown, expired or revoked.
        NotAllowed: a session without the CSRF token.
        TooManyRequests: see :mod:`duijie.core.limits`.
        TooLarge, UnsupportedMedia, Malformed: a body that is not read.
    """
    address = f"a:{limits.address_of(request)}"
    header = request.headers.get("Authorization", "").strip()
    if header:
        who = _token(request, header, address)
        limits.count(who, settings.API_RATE)
    elif isinstance(request.user, User) and request.user.is_active:
        who = f"u:{request.user.pk}"
        if request.method not in _SAFE and check_csrf(request):
            raise NotAllowed(
                _("The browser's session needs the CSRF token in the header X-CSRFToken; programs send a token.")
            )
        limits.count(who, settings.API_RATE)
    else:
        who = address
        limits.count(who, settings.API_RATE_ANONYMOUS)
    _body(request)
    return who


def _token(request: HttpRequest, header: str, address: str) -> str:
    scheme, _blank, secret = header.partition(" ")
    token = services.token_for(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        limits.count(f"wrong-token:{address}", settings.API_RATE_ANONYMOUS)
        raise SignInNeeded(
            _("This token is unknown, expired or revoked; make one on your page “API tokens” and send it as Bearer.")
        )
    request.user = token.user
    request.read_only = token.scope != token.Scope.WRITE  # type: ignore[attr-defined]
    return f"t:{token.pk}"


def _body(request: HttpRequest) -> None:
    if request.method in _SAFE:
        return
    most: int = settings.API_BODY_LIMIT
    too_large = TooLarge(
        _("The body is larger than %(limit)s KB; send less at once.") % {"limit": most // 1024}, limit=most
    )
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > most or len(request.body) > most:
            raise too_large
    except (ValueError, UnreadablePostError) as error:
        raise Malformed(_("The body cannot be read.")) from error
    except RequestDataTooBig as error:
        raise too_large from error
    if request.body and request.content_type != "application/json":
        raise UnsupportedMedia(_("Send the body as JSON, with the header “Content-Type: application/json”."))
