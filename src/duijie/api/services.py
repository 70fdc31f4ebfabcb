"""Making, using and revoking tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.api.models import ApiToken
from duijie.core import audit
from duijie.core.errors import Conflict, InvalidInput, NotFound
from duijie.core.models import User
from duijie.core.text import clean

MOST_TOKENS = 20
"""Live tokens of one user."""
LONGEST_DAYS = 366
"""How long a token may live unless it is made without an end."""
_MARK = "dj_"
_USED_EVERY = timedelta(minutes=1)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(*, actor: User, name: str, scope: str, days: int | None = 90) -> tuple[ApiToken, str]:
    """Make a token for the actor.

    Args:
        scope: "read" or "write".
        days: how long it lives, 1 to :data:`LONGEST_DAYS`; None: until it is revoked.

    Returns:
        The record, and the token itself, which is kept nowhere and can be shown only now.

    Raises:
        InvalidInput: no name, an unknown scope, or a life that does not fit.
        Conflict: the actor has :data:`MOST_TOKENS` live tokens.
    """
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise InvalidInput(_("A token lives 1 to %(most)s days, or without an end.") % {"most": LONGEST_DAYS})
    User.objects.select_for_update().get(pk=actor.pk)  # two requests at once count each other
    if _live(actor).count() >= MOST_TOKENS:
        raise Conflict(_("You have %(most)s tokens; revoke one that you no longer use.") % {"most": MOST_TOKENS})
    secret = _MARK + secrets.token_urlsafe(32)
    token = ApiToken(
        user=actor,
        name=clean(name),
        scope=scope,
        prefix=secret[:10],
        digest=_digest(secret),
        expires_at=None if days is None else timezone.now() + timedelta(days=days),
    )
    try:
        token.full_clean()
    except ValidationError as error:
        raise InvalidInput(_("Give the token a name and say what it may do."), fields=error.message_dict) from error
    token.save()
    audit.record(actor=actor, action="create-token", target=token, after={"scope": scope})
    return token, secret


@transaction.atomic
def revoke_token(*, actor: User, token_id: UUID) -> ApiToken:
    """End a token of the actor's; doing it twice changes nothing.

    Raises:
        NotFound: the actor has no such token.
    """
    token = ApiToken.objects.select_for_update().filter(user=actor, pk=token_id).first()
    if token is None:
        raise NotFound(_("You have no such token."))
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.version += 1
        token.save(update_fields=["revoked_at", "version", "updated_at"])
        audit.record(actor=actor, action="revoke-token", target=token)
    return token


def tokens_of(actor: User) -> QuerySet[ApiToken]:
    """The actor's tokens, the newest first, those that ended included."""
    return ApiToken.objects.filter(user=actor)


def token_for(secret: str) -> ApiToken | None:
    """The live token with this secret, of a user who may sign in; notes that it was used.

    The time of use is written at most once a minute, so that reading costs no write.
    """
    if not secret.startswith(_MARK) or len(secret) > 100 or not secret.isascii():
        return None
    token = ApiToken.objects.select_related("user").filter(digest=_digest(secret)).first()
    if token is None or not token.live or not token.user.is_active:
        return None
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - _USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def _live(actor: User) -> QuerySet[ApiToken]:
    return tokens_of(actor).filter(Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()), revoked_at=None)
