"""What people change about their own account."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from duijie.core.models import User


@transaction.atomic
def change_me(*, user: User, name: str, language: str) -> None:
    """Keep another name and language."""
    user.name, user.language = name, language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "language"])


@transaction.atomic
def end_session(*, user: User, session: UserSession) -> None:
    """Sign out one session of a user's."""
    Session.objects.filter(pk=session.session_key).delete()
    UserSession.objects.filter(user=user, pk=session.pk).delete()
