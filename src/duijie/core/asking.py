"""Who asks: the request of somebody signed in."""

from __future__ import annotations

from django.http import HttpRequest

from duijie.core.models import User


class SignedInRequest(HttpRequest):
    """What a view gets behind ``login_required``: ``user`` is one of ours, not an anonymous one.

    It is there for annotations; the decorator is what makes it true.
    """

    user: User
