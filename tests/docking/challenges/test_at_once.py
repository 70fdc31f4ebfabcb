"""Several people act on one challenge in the same moment: nothing is lost, opened twice or decided twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from duijie.core.errors import Conflict, InvalidInput
from duijie.core.models import Notice, User
from duijie.docking.challenges.services import awarding, handing_in, judging, opening, preparing, publishing, unsealing
from duijie.docking.models import Challenge, Deal, LogEntry, OpenedProposal, SealedProposal
from duijie.registry.models import Role
from duijie.registry.services import grant_role
from tests.docking.challenges.staging import ALTERNATE, MARK, WORDS, Stage, come, fresh, office, once, upload
from tests.docking.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def _give(stage: Stage, challenge: Challenge, who: str) -> Callable[[], object]:
    user = {"owner": stage.owner, "secretariat": stage.secretariat}[who]
    return partial(opening.give_key, actor=user, challenge=challenge, passphrase=WORDS[who])


def _opened_once(challenge: Challenge, approaches: set[str]) -> None:
    found = fresh(challenge)
    assert found.state == "opened" and found.opening_key is None
    rows = list(found.proposals.order_by("number"))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert {row.approach for row in rows} == approaches and not any(row.failure for row in rows)
    actions = list(LogEntry.objects.filter(stream=challenge.pk).values_list("action", flat=True))
    assert actions.count("begin-opening") == actions.count("open") == 1
    told = Notice.objects.filter(kind="challenge-opened", key=f"challenge:{challenge.pk}:opened")
    assert told.count() == told.values("user").distinct().count() > 0


def test_both_officers_give_their_keys_at_once(stage: Stage, challenge: Challenge) -> None:
    stage.hand_in(challenge, uploads=[upload()])
    stage.hand_in(challenge, stage.rival, text="离子交换，一级。")
    come(challenge)
    assert race(_give(stage, challenge, "owner"), _give(stage, challenge, "secretariat")) == []
    _opened_once(challenge, {f"{MARK}：两级树脂柱。", "离子交换，一级。"})


def test_an_officer_gives_the_key_in_two_tabs_and_it_is_given_once(stage: Stage, challenge: Challenge) -> None:
    stage.hand_in(challenge)
    come(challenge)
    told = race(_give(stage, challenge, "owner"), _give(stage, challenge, "owner"))
    assert len(told) == 1 and fresh(challenge).state == "open"
    assert challenge.gifts.count() == 1
    assert LogEntry.objects.filter(stream=challenge.pk, action="give-key").count() == 1
    assert race(_give(stage, challenge, "secretariat")) == []
    _opened_once(challenge, {f"{MARK}：两级树脂柱。"})


def test_the_second_and_the_third_officer_come_at_once_and_it_is_opened_once(stage: Stage) -> None:
    east = stage.match.world.east
    grant_role(actor=None, user=stage.judge, community=east, kind=Role.Kind.SECRETARIAT, organisation=None)
    challenge = stage.draft([stage.owner, stage.secretariat, stage.judge])
    for user, words in ((stage.owner, WORDS["owner"]), (stage.secretariat, WORDS["secretariat"])):
        preparing.take_office(actor=user, challenge=challenge, passphrase=words)
    preparing.take_office(actor=stage.judge, challenge=challenge, passphrase=ALTERNATE)
    publishing.publish(actor=stage.owner, challenge=challenge)
    stage.hand_in(challenge)
    come(challenge)
    _give(stage, challenge, "owner")()
    third = partial(opening.give_key, actor=stage.judge, challenge=challenge, passphrase=ALTERNATE)
    told = race(_give(stage, challenge, "secretariat"), third)
    assert len(told) == 1
    assert office(challenge, stage.secretariat).gave_at is None or office(challenge, stage.judge).gave_at is None
    _opened_once(challenge, {f"{MARK}：两级树脂柱。"})


def test_the_request_and_the_job_open_side_by_side_and_each_proposal_once(
    stage: Stage, challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.hand_in(challenge, uploads=[upload()])
    stage.hand_in(challenge, stage.rival, text="离子交换，一级。")
    monkeypatch.setattr(unsealing, "AT_ONCE", 0)
    stage.give_keys(challenge)
    assert fresh(challenge).state == "opening"
    assert race(*[partial(unsealing.go_on, challenge)] * 4) == []
    _opened_once(challenge, {f"{MARK}：两级树脂柱。", "离子交换，一级。"})
    assert OpenedProposal.objects.get(approach__startswith=MARK).files.count() == 1


def test_at_the_very_deadline_what_was_taken_in_is_opened_and_what_was_refused_is_not(stage: Stage) -> None:
    """The solver hands in again and again, another takes theirs back, while both officers wait for the second."""
    end = timezone.now() + timedelta(seconds=2)
    challenge = stage.open(proposals_until=end, opening_at=end)
    stage.hand_in(challenge, text="第 0 版")
    stage.hand_in(challenge, stage.rival, text="离子交换，一级。")
    taken: list[str] = []
    left: list[bool] = []

    def hand_in() -> None:
        for number in range(1, handing_in.MOST_EDITIONS - 1):
            try:
                stage.hand_in(challenge, text=f"第 {number} 版")
            except Conflict:
                return
            taken.append(f"第 {number} 版")
            time.sleep(0.04)

    def take_back() -> None:
        time.sleep(max(0.0, (end - timezone.now()).total_seconds() - 0.01))
        try:
            handing_in.take_back(actor=stage.rival, challenge=challenge)
        except Conflict:
            return
        left.append(True)

    def give(who: str) -> None:
        while True:
            try:
                _give(stage, challenge, who)()
            except Conflict:
                time.sleep(0.002)
            else:
                return

    assert race(hand_in, take_back, partial(give, "owner"), partial(give, "secretariat")) == []
    _opened_once(challenge, {(taken or ["第 0 版"])[-1]} | (set() if left else {"离子交换，一级。"}))
    last = SealedProposal.objects.latest("handed_in_at")
    assert last.handed_in_at <= end <= fresh(challenge).opened_at  # type: ignore[operator]


def test_what_is_taken_back_during_the_opening_stays_and_is_opened(stage: Stage, challenge: Challenge) -> None:
    stage.hand_in(challenge)
    stage.hand_in(challenge, stage.rival, text="离子交换，一级。")
    come(challenge)
    _give(stage, challenge, "owner")()
    told = race(
        lambda: handing_in.take_back(actor=stage.rival, challenge=challenge), _give(stage, challenge, "secretariat")
    )
    assert len(told) == 1
    _opened_once(challenge, {f"{MARK}：两级树脂柱。", "离子交换，一级。"})


def test_one_form_sent_twice_at_once_makes_one_proposal(stage: Stage, challenge: Challenge) -> None:
    form = once()
    assert race(*[partial(stage.hand_in, challenge, form=form)] * 3) == []
    assert SealedProposal.objects.get().state == "standing"


def test_the_last_place_of_a_full_challenge_is_given_once(
    stage: Stage, challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_in, "MOST_PROPOSALS", 1)
    told = race(lambda: stage.hand_in(challenge), lambda: stage.hand_in(challenge, stage.rival))
    assert len(told) == 1 and SealedProposal.objects.filter(state="standing").count() == 1


def test_two_decide_the_award_at_once_and_one_wins(stage: Stage, opened: Challenge) -> None:
    challenge = stage.judged(opened)
    judging.shortlist(actor=stage.owner, challenge=challenge, numbers=[1, 2])

    def award(actor: User, number: int) -> Callable[[], Any]:
        return partial(
            awarding.award, actor=actor, challenge=challenge, number=number, reasons="技术路线最完整，成本合理。"
        )

    told = race(award(stage.owner, 1), award(stage.secretariat, 2))
    found = fresh(challenge)
    assert len(told) == 1 and found.state == "awarded"
    deal = Deal.objects.get()
    assert found.award is not None and found.deal_id == deal.pk
    assert deal.introduction.item == found.award.item
    assert LogEntry.objects.filter(stream=challenge.pk, action="award").count() == 1


def test_a_challenge_is_ended_while_it_is_opened_and_one_of_the_two_happens(stage: Stage, challenge: Challenge) -> None:
    stage.hand_in(challenge)
    come(challenge)
    _give(stage, challenge, "owner")()
    race(
        lambda: publishing.end(actor=stage.owner, challenge=challenge, reason="经费没有落实。"),
        _give(stage, challenge, "secretariat"),
    )
    found = fresh(challenge)
    assert found.opening_key is None
    if found.opened_at is None:
        assert found.state == "ended" and not OpenedProposal.objects.exists()
    else:
        assert found.state in ("opened", "ended") and found.proposals.count() == 1


def test_two_guess_a_passphrase_at_once_and_both_count(stage: Stage, challenge: Challenge) -> None:
    come(challenge)

    def guess() -> None:
        with pytest.raises(InvalidInput):
            opening.give_key(actor=stage.owner, challenge=challenge, passphrase="not my passphrase at all")

    race(guess, guess)
    assert office(challenge, stage.owner).failures == 2
