"""People with accounts for a load, two in each deal: ``python -m duijie.bench.load.guests N``, on a throwaway site.

Prints ``{"guests": [[session, room]], "items": [path], "words": [text]}`` once the worker has followed
all of it into the index: what a site does in its first minute is not what a load is to measure.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from itertools import islice
from typing import Any

from duijie.core.session import database

_ITEMS = 60
_FOLLOWED_SECONDS = 600.0
_MESSAGE = "我们想了解中试的条件和所需的时间。"


def make(number: int) -> dict[str, Any]:
    """Make ``number`` people (an even number), each in the room of a deal with the next one."""
    from django.db import transaction

    from duijie.library.models import ITEM_MODELS

    with transaction.atomic():
        guests = [guest for place in range(number // 2) for guest in _pair(place)]
    rows = [
        (str(item.get_absolute_url()), str(item.title))
        for model in ITEM_MODELS.values()
        for item in islice(model._default_manager.filter(state="published", sample=True).order_by("id"), _ITEMS // 3)
    ]
    _followed()
    return {"guests": guests, "items": [path for path, _title in rows], "words": [title for _path, title in rows]}


def _followed() -> None:
    """Wait until no change waits for the index, its vectors included."""
    from duijie.core.models import OutboxEntry

    until = time.monotonic() + _FOLLOWED_SECONDS
    while OutboxEntry.objects.exists() and time.monotonic() < until:
        time.sleep(0.5)


def _pair(place: int) -> list[tuple[str, str]]:
    from duijie.core.models import User
    from duijie.docking.models import Deal
    from duijie.docking.services import introductions
    from duijie.library.models import Problem, Project
    from duijie.registry.models import Community, Organisation, Role
    from duijie.registry.services import grant_role

    root = Community.objects.get(parent=None)
    users = []
    for side in ("demand", "supply"):
        firm = Organisation.objects.create(name=f"Load {side} {place}", community=root, sample=True)
        user = User.objects.create_user(f"{side}-{place}@load.example.org", None, name=f"{side} {place}")
        grant_role(actor=None, user=user, community=root, kind=Role.Kind.ORGANISATION_ADMIN, organisation=firm)
        users.append((user, firm))
    (asker, firm), (solver, school) = users
    common = {"community": root, "state": "published"}
    problem = Problem.objects.create(
        title=f"电镀废水除镍 {place}", statement="镍降到 0.1 mg/L 以下。", owner=asker, organisation=firm, **common
    )
    project = Project.objects.create(
        title=f"螯合树脂除镍 {place}", summary="出水 0.05 mg/L。", owner=solver, organisation=school, **common
    )
    invited = introductions.invite(actor=asker, problem=problem, item=project, message=_MESSAGE)
    introductions.accept(actor=solver, introduction=invited)
    room = Deal.objects.get(introduction=invited).get_absolute_url()
    return [(_session(user), room) for user, _organisation in users]


def _session(user: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    with database():
        print(json.dumps(make(int(sys.argv[1])), ensure_ascii=False))  # noqa: T201 - read by the bench
