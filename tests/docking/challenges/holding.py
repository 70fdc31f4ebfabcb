"""What must hold of challenges, their files and mails, whatever was killed before."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any


def trouble() -> dict[str, object]:
    """By name, how often something does not hold; empty when all is well. Nothing may be walking meanwhile."""
    from duijie.docking.models import Challenge
    from duijie.docking.services import log
    from tests.docking.holding import mails

    found: Counter[str] = Counter()
    for challenge in Challenge.objects.all():
        for part in (_sealed, _time, _opening, _award):
            found.update(part(challenge))
    told: dict[str, object] = {"log": not log.verify_all().holds, **mails(), **found}
    return {name: value for name, value in told.items() if value}


def _logged(challenge: Any) -> Counter[str]:
    from duijie.docking.models import LogEntry

    return Counter(LogEntry.objects.filter(stream=challenge.pk).values_list("action", flat=True))


def _sealed(challenge: Any) -> dict[str, int]:
    rows = list(challenge.sealed.all())
    standing = [row for row in rows if row.state == "standing"]
    logged = _logged(challenge)
    receipts = {row.receipt for row in standing if not row.file or _sum(row.file.path) != row.receipt}
    return {
        "sealed bytes lost or altered": len(receipts),
        "left and its bytes still named": sum(bool(row.file) for row in rows if row.state != "standing"),
        "two of one solver": len(standing) - len({row.solver_id for row in standing}),
        "handed in and not in the log": len(rows) - logged["hand-in"],
        "taken back and not in the log": sum(row.state == "withdrawn" for row in rows) - logged["take-back"],
        "replaced by nothing": sum(
            row.state == "replaced" and not any(one.solver_id == row.solver_id and one.pk > row.pk for one in rows)
            for row in rows
        ),
    }


def _time(challenge: Any) -> dict[str, int]:
    from django.conf import settings

    from tests.docking.challenges.staging import traces

    gave = challenge.officers.exclude(gave_at=None).count()
    early = not challenge.due and (gave or challenge.gifts.exists() or challenge.proposals.exists())
    closed = challenge.state in ("draft", "open")
    alone = type(challenge).objects.count() == 1  # else what another challenge has opened is found
    return {
        "opened or begun before the time": int(bool(early)),
        "opened by one": int(challenge.proposals.exists() and gave < 2),
        "sealed and readable somewhere": len(traces(Path(settings.MEDIA_ROOT))) if closed and alone else 0,
    }


def _opening(challenge: Any) -> dict[str, int]:
    from duijie.core.models import Notice
    from duijie.docking.challenges.queries import protocol
    from tests.docking.challenges.killed_path import said

    logged = _logged(challenge)
    lines = list(challenge.proposals.order_by("number"))
    standing = list(challenge.sealed.filter(state="standing").order_by("handed_in_at"))
    done = challenge.opened_at is not None
    told = Notice.objects.filter(key=f"challenge:{challenge.pk}:opened")
    ready = challenge.state not in ("draft", "open")
    written = [said(row.solver, list(challenge.sealed.filter(solver=row.solver)).index(row)) for row in standing]
    return {
        "key without an opening": int((challenge.opening_key is not None) != (challenge.state == "opening")),
        "half an opening is shown": int(not done and protocol(challenge).exists()),
        "opened before anybody began": int(bool(lines) and not ready),
        "begun not once": int(logged["begin-opening"] != ready),
        "opened not once": int(logged["open"] != done),
        "told and not opened": int(told.exists() and not done),
        "opened and not told": int(done and told.count() < 4),
        "not opened": int(done and len(lines) != len(standing)),
        "opened and not whole": sum(
            line.failure != "" or line.approach != text or line.number != number or line.files.count() != 2
            for number, (line, text) in enumerate(zip(lines, written, strict=False), 1)
        ),
        "opened files lost": sum(_sum(file.file.path) != file.sha256 for line in lines for file in line.files.all()),
    }


def _award(challenge: Any) -> dict[str, int]:
    logged = _logged(challenge)
    awarded = challenge.state == "awarded"
    deal = challenge.deal
    return {
        "award and deal apart": int(awarded != (deal is not None)),
        "awarded not once": int(logged["award"] != awarded),
        "deal of another": int(deal is not None and deal.introduction.item != challenge.award.item),
        "deal without what won": int(deal is not None and (deal.proposals.count() != 1 or deal.files.count() != 2)),
        "shortlisted not once": int(logged["shortlist"] != (challenge.shortlisted_at is not None)),
    }


def _sum(path: str) -> str:
    found = Path(path)
    return hashlib.sha256(found.read_bytes()).hexdigest() if found.exists() else ""


def files_there() -> dict[str, int]:
    """How many files there are, and how many are named."""
    from django.conf import settings

    from duijie.docking.models import DealFile, OpenedFile, SealedProposal

    there = sum(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))
    named = OpenedFile.objects.count() + DealFile.objects.count() + SealedProposal.objects.exclude(file="").count()
    return {"there": there, "named": named}
