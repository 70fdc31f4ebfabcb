"""What people change about their own account, and what an account begins with."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from duijie.core.models import User
from duijie.registry.models import Community
from duijie.registry.services import join_community


@transaction.atomic
def change_me(*, user: User, name: str, language: str) -> None:
    """Keep another name and language."""
    user.name, user.language = name, language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "language"])


@transaction.atomic
def arrive(*, user: User, name: str, language: str, community: Community) -> None:
    """Name an account that was just made, and make it a member of the community it came to."""
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    join_community(user=user, community=community)


@transaction.atomic
def choose_language(*, user: User, language: str) -> None:
    """Keep the language in which somebody reads and is mailed."""
    user.language = language
    user.save(update_fields=["language"])


@transaction.atomic
def end_session(*, user: User, session: UserSession) -> None:
    """Sign out one session of a user's."""
    Session.objects.filter(pk=session.session_key).delete()
    UserSession.objects.filter(user=user, pk=session.pk).delete()
