"""The longest path, walked by processes that are killed on the way: ``python -m tests.docking.longest_path``.

From an invitation over acceptance, messages, a file, terms, the contract as PDF and DOCX, its two
signed scans, milestones with evidence, a rejection, payments and reviews, with the mails that all of
it sends; see :mod:`tests.docking.killing`.

``PATHS`` and ``SEED`` are its arguments; it prints what came of it as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.docking.killing import Path, send, walk
from tests.layers import built


class Walk:
    """One path, taken up wherever the process before was killed."""

    def __init__(self) -> None:
        from duijie.core.models import User
        from duijie.library.models import Problem, Project

        self.asker = User.objects.get(email="owner@example.org")
        self.solver = User.objects.get(email="solver@west.example.org")
        self.problem = Problem.objects.latest("id")
        self.project = Project.objects.get()

    def steps(self) -> Iterator[Callable[[], object]]:
        """What somebody would do next, one thing after the other, until there is nothing left to do."""
        while (step := self._next()) is not None:
            yield step
            yield send

    def _next(self) -> Callable[[], object] | None:
        from duijie.docking.models import Introduction
        from duijie.docking.services import deals, files, introductions, terms
        from tests.docking.agreed import agreed
        from tests.docking.conftest import MESSAGE
        from tests.docking.rooms import upload

        asker, solver = self.asker, self.solver
        invited = Introduction.objects.filter(problem=self.problem).first()
        if invited is None:
            return lambda: introductions.invite(actor=asker, problem=self.problem, item=self.project, message=MESSAGE)
        if invited.state == "open":
            return lambda: introductions.accept(actor=solver, introduction=invited)
        deal = invited.deal
        thread = deal.threads.get()
        said = thread.messages.count()
        if said < 2:
            return lambda: deals.post(actor=(asker, solver)[said], thread=thread, text=f"{said}: 能否做中试？")
        if not deal.files.exists():
            return lambda: files.add(actor=asker, deal=deal, upload=upload())
        sheet = deal.terms.first()
        if sheet is None:
            return lambda: agreed(_Parties(asker, solver), deal=deal)  # type: ignore[arg-type]  # all that it asks for
        if not sheet.agreed:
            return lambda: terms.agree(actor=asker, terms=sheet)
        return self._contract(deal)

    def _contract(self, deal: Any) -> Callable[[], object] | None:
        from duijie.docking.services import contracts, delivery, signing
        from tests.docking.agreed import VALUES, scan

        contract = deal.contracts.first()
        if contract is None:
            return lambda: contracts.draft(actor=self.solver, deal=deal, values=VALUES)
        version = contract.versions.get()
        signed = set(version.signatures.values_list("side", flat=True))
        for side, actor in (("demand", self.asker), ("supply", self.solver)):
            if side not in signed:
                content = b"%PDF-1.7 signed by the " + side.encode()
                return lambda: signing.sign(actor=actor, version=version, upload=scan(content))
        for milestone in contract.milestones.exclude(state="accepted"):
            handed_in = milestone.submissions.first()
            if milestone.state == "open":
                evidence = [scan(b"%PDF-1.7 evidence one"), scan(b"%PDF-1.7 evidence two")]
                return lambda: delivery.submit(
                    actor=self.solver, milestone=milestone, text="报告见附件", uploads=evidence
                )
            if milestone.ordinal == 0 and handed_in.number == 1:
                return lambda: delivery.reject(actor=self.asker, submission=handed_in, reason="缺少数据")
            return lambda: delivery.accept(actor=self.asker, submission=handed_in)
        return self._after(contract)

    def _after(self, contract: Any) -> Callable[[], object] | None:
        from django.utils import timezone

        from duijie.docking.services import delivery

        payment = contract.payments.first()
        if payment is None:
            values = {"payer": "demand", "amount": Decimal("300000.50"), "paid_on": timezone.localdate()}
            return lambda: delivery.record_payment(actor=self.asker, contract=contract, values=values)
        if payment.state == "recorded":
            return lambda: delivery.confirm_payment(actor=self.solver, payment=payment)
        reviewed = set(contract.reviews.values_list("side", flat=True))
        for side, actor in (("demand", self.asker), ("supply", self.solver)):
            if side not in reviewed:
                stars = {"result": 5, "reliability": 4, "together": 5, "text": "按时交付。"}
                return lambda: delivery.review(actor=actor, contract=contract, values=stars)
        return None


class _Parties:
    def __init__(self, asker: Any, solver: Any) -> None:
        self.asker, self.solver = asker, solver


def _world() -> None:
    from tests.docking import conftest
    from tests.factories import world as worlds

    built(conftest.match, world=built(worlds.world))


def another_problem() -> None:
    from duijie.library.models import Problem

    first = Problem.objects.earliest("id")
    Problem.objects.create(
        title="又一个问题", statement="除镍", community=first.community, organisation=first.organisation,
        owner=first.owner, state="published",
    )  # fmt: skip


def told() -> None:
    """What holds in the end."""
    from duijie.core import mailing
    from duijie.core.storage import sweep
    from duijie.docking.models import Deal
    from tests.docking.holding import files_there, trouble

    before = files_there()
    swept = sweep(older_than=timedelta(0))
    print(  # noqa: T201 - read by the test
        json.dumps(
            {
                "trouble": trouble(),
                "delivered": Deal.objects.filter(state="delivered").count(),
                "mails": mailing.counts(),
                "files": {"before": before, "swept": len(swept), "after": files_there()},
            }
        ),
        flush=True,
    )


def _trouble() -> dict[str, object]:
    from tests.docking.holding import trouble

    return trouble()


_PATH = Path(_world, another_problem, lambda: Walk().steps(), _trouble)

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    import django

    django.setup()
    print(json.dumps(walk(_PATH, int(sys.argv[1]), int(sys.argv[2]))), flush=True)  # noqa: T201
    told()
