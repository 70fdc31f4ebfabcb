"""What must hold of deals, contracts, files and mails, whatever was killed before."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any


def trouble() -> dict[str, object]:
    """By name, how often something does not hold; empty when all is well. Nothing may be walking meanwhile."""
    return {name: value for name, value in {**_deals(), **_contracts(), **_files(), **mails()}.items() if value}


def _deals() -> dict[str, object]:
    from django.db.models import Count

    from duijie.docking.models import Deal, Introduction, LogEntry, Terms
    from duijie.docking.services import log

    logged = Counter(LogEntry.objects.values_list("action", flat=True))
    sheets = Terms.objects.exclude(demand_agreed_at=None).exclude(supply_agreed_at=None)
    return {
        "log": not log.verify_all().holds,
        "deal without acceptance": Deal.objects.exclude(introduction__state="accepted").count(),
        "acceptance without deal": Introduction.objects.filter(state="accepted", deal=None).count(),
        "deal without room": Deal.objects.annotate(rooms=Count("threads", distinct=True)).exclude(rooms=1).count(),
        "deal without both parties": Deal.objects.annotate(n=Count("participants")).filter(n__lt=2).count(),
        "agreed without sheet": Deal.objects.filter(state__in=("agreed", "contracted", "delivered"))
        .exclude(pk__in=sheets.values("deal"))
        .count(),
        "sheet without milestones": Terms.objects.annotate(n=Count("milestones")).exclude(n=2).count(),
        "invitations not in the log": Introduction.objects.count() - logged["invite"],
        "agreements not in the log": sheets.count() - logged["agree"],
    }


def _contracts() -> dict[str, object]:
    from django.db.models import Count, Q

    from duijie.docking.models import (
        Contract,
        ContractVersion,
        Deal,
        LogEntry,
        Milestone,
        Review,
        Signature,
        Submission,
    )

    logged = Counter(LogEntry.objects.values_list("action", flat=True))
    done = Count("versions__signatures", filter=Q(versions__signatures__done_at__isnull=False), distinct=True)
    signed = Contract.objects.filter(state__in=("signed", "delivered"))
    answered = Counter(Submission.objects.values_list("milestone", "answer"))
    return {
        "contract without its documents": Contract.objects.annotate(n=Count("versions")).exclude(n=1).count()
        + ContractVersion.objects.filter(Q(pdf=None) | Q(docx=None)).count(),
        "signed by one": signed.annotate(n=done).exclude(n=2).count(),
        "signed by both and no contract": Contract.objects.filter(state="draft").annotate(n=done).filter(n=2).count(),
        "signed without milestones": signed.annotate(n=Count("milestones")).exclude(n=2).count(),
        "deal and contract apart": signed.filter(state="signed").exclude(deal__state="contracted").count()
        + signed.filter(state="delivered").exclude(deal__state="delivered").count()
        + Deal.objects.filter(state__in=("contracted", "delivered")).exclude(pk__in=signed.values("deal")).count(),
        "delivered with steps open": Milestone.objects.filter(contract__state="delivered")
        .exclude(state="accepted")
        .count(),
        "all accepted and not delivered": signed.filter(state="signed")
        .annotate(left=Count("milestones", filter=~Q(milestones__state="accepted")))
        .filter(left=0)
        .count(),
        "milestone and rounds apart": sum(
            (step.state == "submitted") != (answered[step.pk, ""] == 1)
            or (step.state == "accepted") != (answered[step.pk, "accepted"] == 1)
            for step in Milestone.objects.all()
        ),
        "handed in without all its evidence": Submission.objects.annotate(n=Count("files")).exclude(n=2).count(),
        "signatures not in the log": Signature.objects.count() - logged["sign-contract"],
        "rounds not in the log": Submission.objects.count() - logged["submit-milestone"],
        "reviews not in the log": Review.objects.count() - logged["review"],
    }


def _files() -> dict[str, object]:
    from duijie.docking.models import ContractFile, DealFile

    lost = 0
    rows: list[ContractFile | DealFile] = [*ContractFile.objects.all(), *DealFile.objects.filter(withdrawn_at=None)]
    for row in rows:
        path = Path(row.file.path)
        lost += not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256
    return {"rows without their bytes": lost}


def files_there() -> dict[str, int]:
    """How many files there are, and how many are named."""
    from django.conf import settings

    from duijie.docking.models import ContractFile, DealFile

    there = sum(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))
    return {"there": there, "named": ContractFile.objects.count() + DealFile.objects.count()}


def mails() -> dict[str, object]:
    """By name, how many mails were sent twice or forgotten."""
    from django.conf import settings
    from django.utils import timezone

    from duijie.core import mailing
    from duijie.core.models import Mail, Notice

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
    return {
        "notices without their mail": Notice.objects.filter(rhythm="now").count()
        - Mail.objects.filter(key__startswith="notice:").count(),
        "sent twice or never": sum(
            not sent[key] <= written[key] <= sent[key] + unsure[key] for key in set(sent) | set(written)
        ),
        "neither sent, waiting nor listed": Mail.objects.exclude(state__in=("sent", "waiting", "nothing"))
        .exclude(pk__in=unsent)
        .count(),
    }


def _key(*parts: Any) -> str:
    """The same for a mail and for what arrived: white space is folded on the way."""
    return "|".join("".join(str(part).split()) for part in parts)
