"""What has to follow when allauth changes an account: it tells by signals only."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_removed, user_logged_in
from allauth.socialaccount.signals import social_account_added

from duijie.core.models import User
from duijie.registry.services import claiming, joining


def connect() -> None:
    """Listen. Call it in ``AppConfig.ready``."""
    user_logged_in.connect(_signed_in, dispatch_uid="registry-claims")
    social_account_added.connect(_connected, dispatch_uid="registry-claims")
    email_removed.connect(_address_removed, dispatch_uid="registry-memberships")


def _signed_in(user: User, **_arguments: Any) -> None:
    claiming.claim_by_orcid(user=user)


def _connected(sociallogin: Any, **_arguments: Any) -> None:
    claiming.claim_by_orcid(user=sociallogin.user)


def _address_removed(user: User, **_arguments: Any) -> None:
    joining.address_gone(user=user)
