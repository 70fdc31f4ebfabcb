"""The longest path of today, over and over, for tests that kill it: ``python -m tests.docking.longest_path``.

``walk`` goes from an invitation over its acceptance and messages to agreed terms, while a second
thread sends the mails as the worker does. ``finish`` sends what still waits. ``tell`` prints what
holds as JSON.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import count
from pathlib import Path
from typing import Any


def _match() -> Any:
    from duijie.core.models import User
    from duijie.registry.models import Community
    from tests.docking import conftest
    from tests.factories import world as worlds

    if not Community.objects.exists():
        from django.db import transaction

        with transaction.atomic():
            world = worlds.world.__wrapped__(None)
            conftest.match.__wrapped__(world)
    people = {name: User.objects.get(email=f"{name}@west.example.org") for name in ("solver", "professor")}
    return Community.objects.get(slug="east"), User.objects.get(email="owner@example.org"), people["solver"]


def walk() -> None:
    """Go on until killed."""
    from duijie.core import mailing
    from duijie.docking.models import Deal
    from duijie.docking.services import deals, introductions
    from duijie.library.models import Problem, Project
    from tests.docking.agreed import agreed
    from tests.docking.conftest import MESSAGE

    east, asker, solver = _match()
    project = Project.objects.get()
    firm = Problem.objects.earliest("id").organisation

    def send() -> None:
        while True:
            if not mailing.send_next():
                threading.Event().wait(0.02)

    threading.Thread(target=send, daemon=True).start()
    _step()
    for number in count():
        problem = Problem.objects.create(
            title=f"问题 {Problem.objects.count()}", statement="除镍", community=east, organisation=firm, owner=asker,
            state="published",
        )  # fmt: skip
        invited = introductions.invite(actor=asker, problem=problem, item=project, message=MESSAGE)
        _step()
        introductions.accept(actor=solver, introduction=invited)
        _step()
        deal = Deal.objects.get(introduction=invited)
        thread = deal.threads.get()
        deals.post(actor=asker, thread=thread, text=f"能否做中试？{number}")
        _step()
        deals.post(actor=solver, thread=thread, text="可以。")
        _step()
        agreed(_Parties(asker, solver), deal=deal)  # type: ignore[arg-type]  # all that it asks of a match
        _step()


def _step() -> None:
    print("step", flush=True)  # noqa: T201 - the test counts them


class _Parties:
    def __init__(self, asker: Any, solver: Any) -> None:
        self.asker, self.solver = asker, solver


def finish() -> None:
    """Send what waits."""
    from duijie.core import mailing

    while mailing.send_next():
        pass


def _key(*parts: object) -> str:
    """The same for a mail and for what arrived: white space is folded on the way."""
    return "|".join("".join(str(part).split()) for part in parts)


def tell() -> None:
    """What holds."""
    from django.conf import settings
    from django.db.models import Count
    from django.utils import timezone

    from duijie.core import mailing
    from duijie.core.models import Mail, Notice
    from duijie.docking.models import Deal, Introduction, LogEntry, Message, Terms
    from duijie.docking.services import log

    Mail.objects.filter(state="sending").update(due_at=timezone.now() - timedelta(hours=1))  # nobody sends any more
    written: Counter[str] = Counter()
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        *mails, _rest = path.read_bytes().split(b"-" * 79 + b"\n")  # one file may hold several
        for content in mails:
            mail = message_from_bytes(content.strip(), policy=policy.default)
            written[_key(mail["To"], mail["Subject"], mail.get_content())] += 1
    sent: Counter[str] = Counter()
    unsure: Counter[str] = Counter()
    unsent = set(mailing.unsent().values_list("pk", flat=True))
    for decided in Mail.objects.all():
        key = _key(decided.to, decided.subject, decided.text)
        if decided.state == "sent":
            sent[key] += 1
        elif decided.pk in unsent:
            unsure[key] += 1
    verdict = log.verify_all()
    trouble = {
        "log": not verdict.holds,
        "deal without acceptance": Deal.objects.exclude(introduction__state="accepted").count(),
        "acceptance without deal": Introduction.objects.filter(state="accepted", deal=None).count(),
        "deal without room": Deal.objects.annotate(rooms=Count("threads", distinct=True)).exclude(rooms=1).count(),
        "deal without both parties": Deal.objects.annotate(n=Count("participants")).filter(n__lt=2).count(),
        "agreed without sheet": Deal.objects.filter(state="agreed")
        .exclude(pk__in=Terms.objects.exclude(demand_agreed_at=None).exclude(supply_agreed_at=None).values("deal"))
        .count(),
        "sheet without milestones": Terms.objects.annotate(n=Count("milestones")).exclude(n=2).count(),
        "actions not in the log": Introduction.objects.count() - LogEntry.objects.filter(action="invite").count(),
        "agreements not in the log": Deal.objects.filter(state="agreed").count()
        - LogEntry.objects.filter(action="agree").count(),
        "notices without their mail": Notice.objects.filter(rhythm="now").count()
        - Mail.objects.filter(key__startswith="notice:").count(),
        "sent twice or never": sum(
            not sent[key] <= written[key] <= sent[key] + unsure[key] for key in set(sent) | set(written)
        ),
        "neither sent, waiting nor listed": Mail.objects.exclude(state__in=("sent", "waiting", "nothing"))
        .exclude(pk__in=unsent)
        .count(),
    }
    told = {
        "trouble": {name: value for name, value in trouble.items() if value},
        "introductions": Introduction.objects.count(),
        "messages": Message.objects.count(),
        "agreed": Deal.objects.filter(state="agreed").count(),
        "mails": mailing.counts(),
    }
    print(json.dumps(told))  # noqa: T201 - read by the test


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    import django

    django.setup()
    {"walk": walk, "finish": finish, "tell": tell}[sys.argv[1]]()
