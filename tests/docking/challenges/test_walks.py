"""Many people do anything in any order, while time passes: nothing sealed can be read anywhere before two
officers opened it in time, no state is reached that the rules forbid, and outsiders never read it at all."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from duijie.core.errors import DuijieError
from duijie.core.logs import JsonFormatter
from duijie.core.models import User
from duijie.docking.challenges import lifecycle, queries
from duijie.docking.challenges.rules import parts_of
from duijie.docking.challenges.services import awarding, handing_in, judging, opening, preparing, publishing
from duijie.docking.challenges.urls import urlpatterns
from duijie.docking.models import Challenge, LogEntry, OpenedProposal
from duijie.docking.services import log
from duijie.library.models import ITEM_MODELS
from duijie.matching.indexing.documents import document
from duijie.registry.standing import forget, standing
from tests.docking.challenges.staging import MARK, PDF, WORDS, Stage, come, fresh, rules, traces, upload

_PEOPLE = (
    "owner and officer", "secretariat and officer", "solver", "rival", "judge", "broker", "outsider",
    "colleague of the owner", "site admin",
)  # fmt: skip
_WHO = st.sampled_from(_PEOPLE + ("owner and officer", "secretariat and officer", "solver", "rival") * 3)


class Walk(RuleBasedStateMachine):
    """One walk, undone at its end. Whatever is refused is refused with one of our exceptions."""

    def __init__(self, stage: Stage, folder: Path, lines: list[str]) -> None:
        super().__init__()
        self.stage, self.folder, self.lines = stage, folder, lines
        self.people = stage.everybody()
        self.point = transaction.savepoint()

    def teardown(self) -> None:
        try:
            assert not log.verify_all().breaks
            assert MARK not in "".join(self.lines), "nor does the log of the process tell it"
            self._nobody_outside_reads_it()
        finally:
            transaction.savepoint_rollback(self.point)
            shutil.rmtree(self.folder, ignore_errors=True)

    def _user(self, who: str) -> User:
        found = self.people[who]
        assert found is not None
        forget(found)
        return found

    def _challenge(self) -> Challenge | None:
        return Challenge.objects.select_related("problem", "community").first()

    def _do(self, name: str, who: str, act: Callable[[User, Challenge], Any]) -> bool:
        """Do it, in a transaction of its own; whether it was done, which only those may whom the rules let."""
        challenge = self._challenge()
        assert challenge is not None
        user = self._user(who)
        allowed = lifecycle.possible(challenge.state, parts_of(standing(user), challenge))
        before = (challenge.state, LogEntry.objects.exclude(action="wrong-passphrase").count())
        try:
            with transaction.atomic():
                act(user, challenge)
        except DuijieError:
            now = (fresh(challenge).state, LogEntry.objects.exclude(action="wrong-passphrase").count())
            assert now == before, f"{who} half did {name}"
            return False
        assert name in allowed, f"{who} did {name} in {before[0]}"
        step = lifecycle.ACTIONS[name]
        assert fresh(challenge).state in {step.target, *(["opened"] if name == "give-key" else [])}
        return True

    @precondition(lambda self: self._challenge() is None)
    @rule(who=_WHO)
    def prepare(self, who: str) -> None:
        try:
            with transaction.atomic():
                preparing.prepare(
                    actor=self._user(who), problem=self.stage.problem, rules=rules(),
                    officers=[self.stage.owner, self.stage.secretariat],
                )  # fmt: skip
        except DuijieError:
            assert who not in ("owner and officer", "secretariat and officer")

    @precondition(lambda self: self._challenge() is not None)
    @rule(who=_WHO)
    def take_office(self, who: str) -> None:
        words = WORDS.get(who.split(" ")[0], "four entirely other words")
        self._do(
            "take-office", who, lambda user, one: preparing.take_office(actor=user, challenge=one, passphrase=words)
        )

    @precondition(lambda self: self._challenge() is not None)
    @rule(who=_WHO)
    def publish(self, who: str) -> None:
        self._do("publish", who, lambda user, one: publishing.publish(actor=user, challenge=one))

    @precondition(lambda self: self._open())
    @rule(who=_WHO)
    def hand_in(self, who: str) -> None:
        files = [upload(data=PDF + MARK.encode())]
        self._do(
            "hand-in", who, lambda user, one: self.stage.hand_in(one, user, text=f"{MARK}：两级树脂柱。", uploads=files)
        )

    @precondition(lambda self: self._open())
    @rule(who=st.sampled_from(("solver", "rival", "solver", "outsider")))
    def take_back(self, who: str) -> None:
        self._do("take-back", who, lambda user, one: handing_in.take_back(actor=user, challenge=one))

    @precondition(lambda self: self._open())
    @rule(who=_WHO)
    def change(self, who: str) -> None:
        challenge = self._challenge()
        assert challenge is not None
        new = rules(text_zh="改过的规则。", opening_at=challenge.opening_at, proposals_until=challenge.proposals_until)
        self._do(
            "change-rules", who,
            lambda user, one: publishing.change_rules(
                actor=user, challenge=one, rules=new, reason="我们又想了想。", version=one.version
            ),
        )  # fmt: skip

    @precondition(lambda self: self._open())
    @rule(opening=st.booleans())
    def time_passes(self, opening: bool) -> None:
        challenge = self._challenge()
        assert challenge is not None
        if challenge.sealed.filter(state="standing").exists():  # else the walk ends with nothing to open
            come(challenge, opening=opening)

    @precondition(lambda self: self._open())
    @rule(who=_WHO, right=st.sampled_from((True, True, True, False)))
    def give_key(self, who: str, right: bool) -> None:
        words = WORDS.get(who.split(" ")[0], "four entirely other words") if right else "not it, not at all"
        done = self._do(
            "give-key", who, lambda user, one: opening.give_key(actor=user, challenge=one, passphrase=words)
        )
        challenge = self._challenge()
        assert challenge is not None
        assert not done or (right and challenge.due)

    @precondition(lambda self: self._in("opened"))
    @rule(who=_WHO, whom=_WHO)
    def name_assessor(self, who: str, whom: str) -> None:
        address = self._user(whom).email
        done = self._do(
            "name-assessor", who, lambda user, one: judging.name_assessor(actor=user, challenge=one, email=address)
        )
        assert not done or not OpenedProposal.objects.filter(solver=self.people[whom]).exists()

    @precondition(lambda self: self._in("opened") and OpenedProposal.objects.exists())
    @rule(who=_WHO, scores=st.booleans())
    def judge(self, who: str, scores: bool) -> None:
        for line in OpenedProposal.objects.select_related("challenge__problem"):
            act = partial(_score, line) if scores else partial(_feed_back, line)
            self._do("score" if scores else "feed-back", who, act)

    @precondition(lambda self: self._in("opened"))
    @rule(who=_WHO)
    def shortlist(self, who: str) -> None:
        done = self._do("shortlist", who, lambda user, one: judging.shortlist(actor=user, challenge=one, numbers=[1]))
        assert not done or not OpenedProposal.objects.filter(failure="", feedback="").exists()

    @precondition(lambda self: self._in("shortlisted"))
    @rule(who=_WHO)
    def award(self, who: str) -> None:
        self._do(
            "award", who,
            lambda user, one: awarding.award(actor=user, challenge=one, number=1, reasons="技术路线最完整。好。"),
        )  # fmt: skip

    @precondition(lambda self: self._in("opened", "shortlisted"))
    @rule(who=_WHO)
    def end(self, who: str) -> None:
        self._do("end", who, lambda user, one: publishing.end(actor=user, challenge=one, reason="经费没有落实。"))

    def _in(self, *states: str) -> bool:
        challenge = self._challenge()
        return challenge is not None and challenge.state in states

    def _open(self) -> bool:
        return self._in("open")

    @invariant()
    def nothing_sealed_can_be_read(self) -> None:
        challenge = self._challenge()
        if challenge is not None and challenge.opened_at is None:
            assert traces(self.folder) == []

    def _nobody_outside_reads_it(self) -> None:
        challenge = self._challenge()
        if challenge is None:
            return
        for kind in ITEM_MODELS.values():
            for item in kind._default_manager.all():
                assert MARK not in str(document(item)), "nor is it indexed"
        opened = challenge.opened_at is not None
        readers = ("outsider", "anonymous", "broker")
        insiders = () if opened else ("secretariat and officer", "rival")
        for who in (*readers, *insiders):
            client = Client(raise_request_exception=False)
            user = self.people[who]
            if user is not None:
                client.force_login(user)
            actor = standing(user)
            for line in OpenedProposal.objects.select_related("challenge__problem"):
                assert not queries.read_proposal.allows(actor, line), who
            for address in _addresses(challenge):
                response = client.get(address)
                assert response.status_code in (200, 302, 403, 404, 405), (who, address, response.status_code)
                content = response.getvalue() if response.streaming else response.content
                assert MARK.encode() not in content, (who, address)


def _score(line: OpenedProposal, user: User, _: Challenge) -> None:
    judging.score(actor=user, proposal=line, points={0: 80, 1: 50})


def _feed_back(line: OpenedProposal, user: User, _: Challenge) -> None:
    judging.feed_back(actor=user, proposal=line, text="方法清楚，请细化成本。")


def _addresses(challenge: Challenge) -> list[str]:
    """Every address of challenges, with what belongs to this one; lists, exports and the API."""
    found = ["/problems/?q=朱雀", "/problems/export.csv", "/api/v1/challenges", f"/api/v1/challenges/{challenge.pk}",
             f"{challenge.get_absolute_url()}protocol/?format=csv", "/notices/"]  # fmt: skip
    sealed = challenge.sealed.first()
    files = OpenedProposal.objects.filter(challenge=challenge, files__isnull=False).values_list("number", "files")
    arguments: list[list[Any]] = [[], [challenge.pk], [challenge.pk, 1], [challenge.pk, sealed and sealed.pk]]
    arguments += [[challenge.pk, *row] for row in files]
    for pattern in urlpatterns:
        for given in arguments:
            try:
                found.append(reverse(f"docking:{pattern.name}", args=given))
            except NoReverseMatch:
                continue
    return list(dict.fromkeys(found))


@pytest.mark.django_db
def test_any_walk_keeps_what_is_sealed_and_stays_within_the_rules(stage: Stage, tmp_path: Path) -> None:
    lines: list[str] = []
    formatter = JsonFormatter()
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(formatter.format(record))  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    try:
        run_state_machine_as_test(
            lambda: Walk(stage, tmp_path / "files", lines),  # type: ignore[arg-type]
            settings=settings(
                max_examples=4,
                stateful_step_count=45,
                deadline=None,
                phases=[Phase.generate],  # what fails is told as it was walked
                database=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        logging.getLogger().removeHandler(handler)
