"""Random walks over the contract and its milestones: no state is reached that the rules forbid.

A model of our own says what each act should do; the services must agree, act by act.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.docking.models import Contract, Deal, LogEntry, Milestone, Review
from duijie.docking.services import amendments, contracts, delivery, log, signing
from tests.docking.agreed import VALUES, agreed, scan
from tests.docking.conftest import Match

_WHO = st.sampled_from(["asker", "solver", "broker", "outsider"])
_SIDE = {"asker": "demand", "solver": "supply"}


def _machine(match: Match) -> type[RuleBasedStateMachine]:
    class Walk(RuleBasedStateMachine):
        """One deal with agreed terms of two milestones."""

        def __init__(self) -> None:
            super().__init__()
            self.point = transaction.atomic()
            self.point.__enter__()
            self.deal: Deal = agreed(match)
            self.state = "none"
            self.signed: set[str] = set()
            self.steps = ["open", "open"]
            self.reviewed: set[str] = set()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

        def _user(self, who: str) -> User:
            return {"asker": match.asker, "solver": match.solver}.get(who) or match.world.people[who]

        def _contract(self) -> Contract | None:
            return self.deal.contracts.order_by("-id").first()

        def _try(self, allowed: bool, do: Callable[[], Any]) -> bool:
            """It is done exactly when the model allows it; what is refused changes nothing."""
            before = LogEntry.objects.count()
            try:
                with transaction.atomic():
                    do()
            except (Conflict, NotAllowed, InvalidInput):
                assert not allowed
                assert LogEntry.objects.count() == before
                return False
            assert allowed
            return True

        @rule(who=_WHO)
        def draft(self, who: str) -> None:
            if self._try(
                who in _SIDE and self.state == "none",
                lambda: contracts.draft(actor=self._user(who), deal=self.deal, values=VALUES),
            ):
                self.state = "draft"

        @rule(who=_WHO)
        def redraft(self, who: str) -> None:
            contract = self._contract()
            if contract is not None and self._try(
                who in _SIDE and self.state == "draft",
                lambda: contracts.redraft(
                    actor=self._user(who), contract=contract, values=VALUES, version=contract.version
                ),
            ):
                self.signed.clear()

        @rule(who=_WHO)
        def withdraw(self, who: str) -> None:
            contract = self._contract()
            if contract is not None and self._try(
                who in _SIDE and self.state == "draft",
                lambda: contracts.withdraw(actor=self._user(who), contract=contract, reason="重来"),
            ):
                self.state = "none"
                self.signed.clear()

        @rule(who=_WHO)
        def sign(self, who: str) -> None:
            contract = self._contract()
            if contract is None:
                return
            version = contract.versions.first()
            assert version is not None
            content = f"%PDF- {who} {len(self.signed)}".encode()
            if self._try(
                who in _SIDE and self.state == "draft" and who not in self.signed,
                lambda: signing.sign(actor=self._user(who), version=version, upload=scan(content)),
            ):
                self.signed.add(who)
                if self.signed == set(_SIDE):
                    self.state = "signed"

        @rule(who=_WHO, at=st.integers(0, 1))
        def submit(self, who: str, at: int) -> None:
            step = Milestone.objects.filter(contract__deal=self.deal, ordinal=at).first()
            if step is not None and self._try(
                who == "solver" and self.state == "signed" and self.steps[at] == "open",
                lambda: delivery.submit(actor=self._user(who), milestone=step, text="报告"),
            ):
                self.steps[at] = "submitted"

        @rule(who=_WHO, at=st.integers(0, 1), accepted=st.booleans())
        def answer(self, who: str, at: int, accepted: bool) -> None:
            step = Milestone.objects.filter(contract__deal=self.deal, ordinal=at).first()
            handed_in = step.submissions.first() if step else None
            if handed_in is None:
                return
            actor = self._user(who)
            if self._try(
                who == "asker" and self.state == "signed" and self.steps[at] == "submitted",
                lambda: (
                    delivery.accept(actor=actor, submission=handed_in)
                    if accepted
                    else delivery.reject(actor=actor, submission=handed_in, reason="不足")
                ),
            ):
                self.steps[at] = "accepted" if accepted else "open"
                if self.steps == ["accepted", "accepted"]:
                    self.state = "delivered"

        @rule(who=_WHO)
        def review(self, who: str) -> None:
            contract = self._contract()
            stars = {"result": 4, "reliability": 4, "together": 4}
            if contract is not None and self._try(
                who in _SIDE and self.state == "delivered" and who not in self.reviewed,
                lambda: delivery.review(actor=self._user(who), contract=contract, values=stars),
            ):
                self.reviewed.add(who)

        @rule(who=_WHO)
        def terminate(self, who: str) -> None:
            contract = self._contract()
            if contract is not None and self._try(
                who in _SIDE and self.state == "signed",
                lambda: amendments.terminate(actor=self._user(who), contract=contract, reason="不做了"),
            ):
                self.state = "terminated"

        @invariant()
        def the_records_say_the_same(self) -> None:
            contract = self._contract()
            deal = Deal.objects.get(pk=self.deal.pk)
            wanted = {"none": "agreed", "draft": "agreed", "signed": "contracted", "terminated": "ended"}
            assert deal.state == wanted.get(self.state, "delivered")
            if contract is not None:
                assert contract.state == ("withdrawn" if self.state == "none" else self.state)
                steps = [row.state for row in Milestone.objects.filter(contract=contract)]
                assert steps == (self.steps if contract.signed_at else [])
                assert (contract.reviews_open_at is not None) == (len(self.reviewed) == 2)
            assert Review.objects.filter(contract__deal=self.deal).count() == len(self.reviewed)
            assert log.verify_all().holds

    return Walk


@pytest.mark.django_db
def test_no_walk_reaches_a_state_that_the_rules_forbid(
    match: Match, settings: LazySettings, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(contracts.pdf, "render", lambda text, made: b"%PDF- drafted")  # what is drawn is tested apart
    monkeypatch.setattr(contracts.docx, "render", lambda text: b"PK drafted")
    run_state_machine_as_test(_machine(match), settings=_BOUNDS)


_BOUNDS = settings(
    max_examples=12,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
