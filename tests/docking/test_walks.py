"""Many people do anything in any order: no state is reached that the rules forbid, and nothing that
two parties said to each other appears to anybody outside."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.serializers import serialize
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from duijie.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from duijie.core.logs import JsonFormatter
from duijie.core.models import AuditEntry, Mail, Notice, OutboxEntry, User
from duijie.docking import rules
from duijie.docking.lifecycle import DEAL, INTRODUCTION, possible
from duijie.docking.models import Deal, Introduction, LogEntry, Terms
from duijie.docking.services import deals, introductions, log, terms
from duijie.docking.urls import urlpatterns
from duijie.library.models import ITEM_MODELS
from duijie.matching.indexing.documents import document
from duijie.registry.standing import ANONYMOUS, standing
from tests.docking.conftest import Match

MARK = "朱雀七号配方"
_PEOPLE = (
    "owner", "teammate", "broker", "secretariat", "secretariat_west", "outsider", "solver", "solver_colleague",
    "professor",
)  # fmt: skip
_WHO = st.sampled_from(_PEOPLE + ("owner", "solver") * 5)


class Walk(RuleBasedStateMachine):
    """One walk, undone at its end. Whatever is refused is refused with one of our exceptions."""

    def __init__(self, match: Match, lines: list[str]) -> None:
        super().__init__()
        self.match, self.lines = match, lines
        self.point = transaction.savepoint()

    def teardown(self) -> None:
        try:
            self._nothing_is_told_outside()
            assert not log.verify_all().breaks
        finally:
            transaction.savepoint_rollback(self.point)

    def _user(self, who: str) -> User:
        found = self.match.world.people.get(who) or getattr(self.match, who)
        assert isinstance(found, User)
        return found

    def _introduction(self) -> Introduction | None:
        return Introduction.objects.first()

    def _deal(self) -> Deal | None:
        return Deal.objects.first()

    def _attempt(self, who: str, act: Callable[[User], Any]) -> bool:
        """Do it, in a transaction of its own; whether it was allowed."""
        try:
            with transaction.atomic():
                act(self._user(who))
        except (NotAllowed, Conflict, InvalidInput, NotFound):
            return False
        return True

    def _on_introduction(self, name: str, who: str, act: Callable[[User, Introduction], Any]) -> None:
        introduction = self._introduction()
        assert introduction is not None
        side = rules.introduction_side(standing(self._user(who)), introduction)
        allowed = {action.name for action in possible(INTRODUCTION, introduction.state, side)}
        before = (introduction.state, LogEntry.objects.count())
        done = self._attempt(who, lambda user: act(user, introduction))
        introduction.refresh_from_db()
        if done:
            assert name in allowed, f"{who} did {name} in {before[0]}"
            expected = {INTRODUCTION[name].target} | ({"open"} if name == "accept" else set())
            assert introduction.state in expected
            assert LogEntry.objects.count() > before[1]
        else:
            assert (introduction.state, LogEntry.objects.count()) == before

    def _on_deal(self, name: str, who: str, act: Callable[[User, Deal], Any]) -> None:
        deal = self._deal()
        assert deal is not None
        side = rules.deal_side(standing(self._user(who)), deal)
        before = (deal.state, LogEntry.objects.count())
        done = self._attempt(who, lambda user: act(user, deal))
        deal.refresh_from_db()
        if not done:
            assert (deal.state, LogEntry.objects.count()) == before
            return
        assert side is not None, f"{who} did {name} from outside"
        assert LogEntry.objects.count() > before[1]
        if name in DEAL:
            assert name in {action.name for action in possible(DEAL, before[0], side)}, f"{who} did {name}"
            assert deal.state in {DEAL[name].target, before[0]}
        else:
            assert deal.state == before[0]

    @rule(who=_WHO, talent=st.booleans())
    def invite(self, who: str, talent: bool) -> None:
        item = self.match.talent if talent else self.match.project
        text = f"{MARK}：我们想一起做中试，希望了解条件。"
        done = self._attempt(
            who, lambda user: introductions.invite(actor=user, problem=self.match.problem, item=item, message=text)
        )
        if done:
            assert who not in ("outsider", "secretariat_west", "teammate")

    @precondition(lambda self: self._introduction() is not None)
    @rule(who=_WHO)
    def accept(self, who: str) -> None:
        self._on_introduction("accept", who, lambda user, one: introductions.accept(actor=user, introduction=one))

    @precondition(lambda self: self._introduction() is not None)
    @rule(who=st.sampled_from(("solver", "owner", "professor")))
    def answer(self, who: str) -> None:
        self.accept(who)

    @precondition(lambda self: self._introduction() is not None)
    @rule(who=_WHO, name=st.sampled_from(["decline", "ask", "withdraw"]))
    def reply(self, who: str, name: str) -> None:
        acts: dict[str, Callable[[User, Introduction], Any]] = {
            "decline": lambda user, one: introductions.decline(actor=user, introduction=one, reason="field", note=MARK),
            "ask": lambda user, one: introductions.ask(actor=user, introduction=one, text=f"{MARK}？"),
            "withdraw": lambda user, one: introductions.withdraw(actor=user, introduction=one),
        }
        self._on_introduction(name, who, acts[name])

    @precondition(lambda self: self._deal() is not None)
    @rule(who=_WHO)
    def post(self, who: str) -> None:
        self._on_deal("post", who, lambda user, deal: deals.post(actor=user, thread=deal.threads.all()[0], text=MARK))

    @precondition(lambda self: self._deal() is not None)
    @rule(who=_WHO)
    def thread(self, who: str) -> None:
        self._on_deal(
            "thread", who, lambda user, deal: deals.open_thread(actor=user, deal=deal, title=MARK, with_broker=False)
        )

    @precondition(lambda self: self._deal() is not None)
    @rule(who=_WHO)
    def offer(self, who: str) -> None:
        start = timezone.localdate()
        values = {
            "kind": "development", "subject": MARK, "amount": Decimal(9), "currency": "CNY", "start": start,
            "end": start + timedelta(days=90), "ownership": MARK, "secrecy_years": 5,
        }  # fmt: skip
        steps = [terms.Step(MARK, start + timedelta(days=30), MARK, Decimal(9))]
        self._on_deal(
            "offer-terms",
            who,
            lambda user, deal: terms.offer_terms(actor=user, deal=deal, values=values, milestones=steps),
        )

    @precondition(lambda self: Terms.objects.exists())
    @rule(who=_WHO)
    def agree(self, who: str) -> None:
        self._on_deal("agree", who, lambda user, _: terms.agree(actor=user, terms=Terms.objects.all()[0]))
        deal = self._deal()
        if deal is not None and deal.state == "agreed":
            assert any(sheet.agreed for sheet in deal.terms.all())

    @precondition(lambda self: self._deal() is not None)
    @rule(who=_WHO, name=st.sampled_from(["reopen-terms", "end"]))
    def turn(self, who: str, name: str) -> None:
        act = {"reopen-terms": terms.reopen_terms, "end": deals.end}[name]
        self._on_deal(name, who, lambda user, deal: act(actor=user, deal=deal, reason=MARK))

    @precondition(lambda self: self._deal() is not None)
    @rule(who=_WHO, whom=_WHO)
    def bring(self, who: str, whom: str) -> None:
        address = self._user(whom).email
        self._on_deal("bring", who, lambda user, deal: deals.bring(actor=user, deal=deal, email=address))
        assert rules.deal_side(standing(self._user("outsider")), self._deal()) is None  # type: ignore[arg-type]

    def _nothing_is_told_outside(self) -> None:
        kept = "".join(
            serialize("json", model._default_manager.all(), ensure_ascii=False)
            for model in (Mail, Notice, AuditEntry, OutboxEntry)
        )
        assert MARK not in kept, "mails, notices and records name titles only"
        assert MARK not in "".join(self.lines), "nor does the log of the process"
        for kind in ITEM_MODELS.values():
            for item in kind._default_manager.all():
                assert MARK not in str(document(item)), "nor what is indexed"
        addresses = _addresses()
        for who in (None, "outsider"):
            client = Client(raise_request_exception=False)
            if who:
                client.force_login(self._user(who))
            actor = standing(self._user(who)) if who else ANONYMOUS
            for deal in Deal.objects.all():
                assert not rules.view_deal.allows(actor, deal)
            for address in addresses:
                response = client.get(address)
                assert response.status_code in (200, 302, 403, 404, 405), (who, address, response.status_code)
                content = response.getvalue() if response.streaming else response.content
                assert MARK not in content.decode(errors="replace"), (who, address)


def _addresses() -> list[str]:
    """Every address of the room that names nothing or one record; the lists, the API and the exports."""
    found = [
        "/", "/problems/", "/projects/", "/talents/", "/problems/?q=朱雀", "/api/v1/problems", "/api/v1/projects",
        "/problems/export.csv",
    ]  # fmt: skip
    introduction, deal, sheet = Introduction.objects.first(), Deal.objects.first(), Terms.objects.first()
    for pattern in urlpatterns:
        name = getattr(pattern, "name", None) or ""
        record = introduction if name.startswith("introduction") else deal
        for arguments in ([], [record and record.pk], [deal and deal.pk, sheet and sheet.pk]):
            try:
                found.append(reverse(f"docking:{name}", args=arguments))
            except NoReverseMatch:
                continue
    return list(dict.fromkeys(found))


@pytest.mark.django_db
def test_any_walk_stays_within_the_rules_and_tells_nothing_outside(match: Match) -> None:
    lines: list[str] = []
    formatter = JsonFormatter()
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(formatter.format(record))  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    try:
        run_state_machine_as_test(
            lambda: Walk(match, lines),
            settings=settings(
                max_examples=4,
                stateful_step_count=30,
                deadline=None,
                phases=[Phase.generate],  # what fails is told as it was walked
                database=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        logging.getLogger().removeHandler(handler)
