"""Connected accounts: which there are, and taking one away."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from duijie.config.signing import SignInProvider
from duijie.core import audit
from duijie.core.errors import Conflict
from duijie.core.models import User


@dataclass(frozen=True, slots=True)
class Connected:
    """An account elsewhere that opens the one here; ``usable`` while the operator names its provider."""

    pk: int
    name: str
    label: str
    since: datetime
    usable: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A provider as pages show it: its name, and where signing in or connecting begins."""

    name: str
    url: str


def ways() -> list[Way]:
    """The providers through which one may sign in."""
    return [_way(one) for one in settings.SIGN_IN_PROVIDERS]


def _way(provider: SignInProvider) -> Way:
    by_key = provider.kind == "openid_connect"
    return Way(
        provider.name, reverse("openid_connect_login", args=[provider.key]) if by_key else reverse("orcid_login")
    )


def signed_in_lately(request: HttpRequest, user: User) -> bool:
    """Whether somebody has shown in this session, as lately as allauth asks for, who they are.

    allauth asks nothing of an account that has neither a password nor a second factor; what counts
    then is when they came back from the provider.
    """
    shown = [float(one["at"]) for one in get_authentication_records(request, user)]
    return bool(shown) and time.time() - max(shown) < app_settings.REAUTHENTICATION_TIMEOUT


def connected(user: User) -> list[Connected]:
    """The accounts that somebody has connected, the oldest first."""
    known = {one.key: one for one in settings.SIGN_IN_PROVIDERS}
    return [
        Connected(
            pk=row.pk,
            name=known[row.provider].name if row.provider in known else row.provider,
            label=_label(row),
            since=row.date_joined,
            usable=row.provider in known,
        )
        for row in SocialAccount.objects.filter(user=user).order_by("pk")
    ]


def to_connect(user: User) -> list[Way]:
    """The providers that somebody has not connected yet."""
    held = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
    return [_way(one) for one in settings.SIGN_IN_PROVIDERS if one.key not in held]


def _label(account: SocialAccount) -> str:
    if account.provider == "orcid":
        return str(account.uid)
    told = account.extra_data if isinstance(account.extra_data, dict) else {}
    return str(told.get("email") or told.get("name") or "")


@transaction.atomic
def disconnect(*, user: User, account: SocialAccount) -> None:
    """Take a connected account away from one's own.

    Raises:
        Conflict: nothing else would let the user in.
    """
    user = User.objects.select_for_update().get(pk=user.pk)  # two at once must not each leave the other one
    if not _another_way(user, account):
        raise Conflict(_("This is the only way into your account. Set a password or add a passkey first."))
    audit.record(actor=user, action="disconnect-account", target=user, before={"provider": account.provider})
    account.delete()


def _another_way(user: User, account: SocialAccount) -> bool:
    if user.has_usable_password():
        return True
    keys = [one.key for one in settings.SIGN_IN_PROVIDERS]
    others = SocialAccount.objects.filter(user=user, provider__in=keys).exclude(pk=account.pk)
    return others.exists() or Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()
