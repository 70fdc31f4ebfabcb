"""Judged by the published criteria, by people without conflicts; nobody is left without an answer."""

from __future__ import annotations

import pytest

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.docking.challenges.services import awarding, judging, publishing
from duijie.docking.models import Challenge, Deal, Introduction
from duijie.docking.services import introductions, log
from duijie.matching.models import Relation
from duijie.registry.models import Person, Role
from duijie.registry.services import grant_role
from tests.docking.challenges.staging import Stage, fresh
from tests.docking.conftest import MESSAGE

pytestmark = pytest.mark.django_db
WHY = "技术路线最完整，成本合理。"


def test_who_has_a_conflict_of_interest_with_one_proposal_judges_none(stage: Stage, opened: Challenge) -> None:
    about = Person.objects.create(name="评审专家", community=stage.match.world.east, user=stage.judge)
    Relation.objects.create(
        community=stage.match.world.east, person=about, other_organisation=stage.match.school, kind="financial",
    )  # fmt: skip
    with pytest.raises(InvalidInput):
        judging.name_assessor(actor=stage.owner, challenge=opened, email=stage.judge.email)
    assert not opened.assessors.exists()


def test_a_conflict_that_comes_up_later_ends_the_scoring(stage: Stage, opened: Challenge) -> None:
    judging.name_assessor(actor=stage.owner, challenge=opened, email=stage.judge.email)
    line = opened.proposals.get(number=1)
    judging.score(actor=stage.judge, proposal=line, points={0: 90, 1: 50})
    about = Person.objects.create(name="评审专家", community=stage.match.world.east, user=stage.judge)
    Relation.objects.create(
        community=stage.match.world.east, person=about, other_organisation=stage.match.school, kind="financial",
    )  # fmt: skip
    with pytest.raises(InvalidInput):
        judging.score(actor=stage.judge, proposal=line, points={0: 95, 1: 50})
    judging.excuse(actor=stage.owner, challenge=opened, assessor=opened.assessors.get(), reason="有利益关系。")
    with pytest.raises(NotAllowed):
        judging.score(actor=stage.judge, proposal=line, points={0: 95, 1: 50})
    with pytest.raises(Conflict):  # nobody judges any more
        judging.shortlist(actor=stage.owner, challenge=opened, numbers=[1])


def test_a_solver_a_stranger_and_an_unknown_address_do_not_judge(stage: Stage, opened: Challenge) -> None:
    told = []
    for address in ("nobody@example.org", stage.match.world.outsider.email, stage.rival.email):
        with pytest.raises(InvalidInput) as refused:
            judging.name_assessor(actor=stage.owner, challenge=opened, email=address)
        told.append(str(refused.value))
    assert len(set(told)) == 1  # accounts are not found out this way


def test_every_solver_is_owed_points_and_an_answer(stage: Stage, opened: Challenge) -> None:
    with pytest.raises(Conflict):
        judging.shortlist(actor=stage.owner, challenge=opened, numbers=[1])
    judging.name_assessor(actor=stage.owner, challenge=opened, email=stage.judge.email)
    for line in opened.proposals.all():
        with pytest.raises(Conflict, match=str(line.number)):
            judging.shortlist(actor=stage.owner, challenge=opened, numbers=[1])
        judging.score(actor=stage.judge, proposal=line, points={0: 90, 1: 50})
    judging.feed_back(actor=stage.owner, proposal=opened.proposals.get(number=1), text="方法清楚，请细化成本。")
    with pytest.raises(Conflict, match="2"):
        judging.shortlist(actor=stage.owner, challenge=opened, numbers=[1])
    judging.feed_back(actor=stage.owner, proposal=opened.proposals.get(number=2), text="方法清楚，请细化成本。")
    with pytest.raises(InvalidInput):
        judging.shortlist(actor=stage.owner, challenge=opened, numbers=[3])
    judging.shortlist(actor=stage.owner, challenge=opened, numbers=[1, 2])
    with pytest.raises(Conflict):  # what was published stays
        judging.score(actor=stage.judge, proposal=opened.proposals.all()[0], points={0: 1, 1: 1})


def test_the_deal_of_an_award_is_the_room_that_is_there_already(stage: Stage) -> None:
    deal = stage.match.deal()
    challenge = stage.shortlisted()
    awarding.award(actor=stage.owner, challenge=challenge, number=1, reasons=WHY)
    assert fresh(challenge).deal == deal and Deal.objects.count() == 1
    assert deal.proposals.get().weeks == 26


def test_an_open_invitation_becomes_the_award(stage: Stage) -> None:
    open_one = introductions.invite(actor=stage.owner, problem=stage.problem, item=stage.match.project, message=MESSAGE)
    challenge = stage.shortlisted()
    awarding.award(actor=stage.owner, challenge=challenge, number=1, reasons=WHY)
    open_one.refresh_from_db()
    assert open_one.state == "accepted" and Introduction.objects.count() == 1
    assert fresh(challenge).deal == open_one.deal


def test_a_broker_never_reads_the_winning_proposal_by_an_invitation_of_theirs(stage: Stage) -> None:
    broker = stage.match.world.broker
    theirs = introductions.invite(actor=broker, problem=stage.problem, item=stage.match.project, message=MESSAGE)
    challenge = stage.shortlisted()
    awarding.award(actor=stage.owner, challenge=challenge, number=1, reasons=WHY)
    theirs.refresh_from_db()
    deal = Deal.objects.get()
    assert theirs.state == "withdrawn" and deal.introduction != theirs and fresh(challenge).deal == deal
    assert not deal.participants.filter(user=broker).exists() and deal.proposals.count() == 1
    assert log.verify_all().holds


def test_in_a_room_with_a_broker_the_files_are_the_parties_own(stage: Stage) -> None:
    theirs = introductions.invite(
        actor=stage.match.world.broker, problem=stage.problem, item=stage.match.project, message=MESSAGE
    )
    introductions.accept(actor=stage.owner, introduction=theirs)
    introductions.accept(actor=stage.solver, introduction=theirs)
    challenge = stage.shortlisted()
    awarding.award(actor=stage.owner, challenge=challenge, number=1, reasons=WHY)
    deal = Deal.objects.get()
    assert fresh(challenge).deal == deal and not deal.proposals.exists()
    assert [row.with_broker for row in deal.files.all()] == [False]


@pytest.mark.parametrize("state", ["agreed", "contracted"])
def test_what_the_two_have_agreed_already_stays_as_it_is(stage: Stage, state: str) -> None:
    deal = stage.match.deal()
    Deal.objects.filter(pk=deal.pk).update(state=state)
    challenge = stage.shortlisted()
    awarding.award(actor=stage.owner, challenge=challenge, number=1, reasons=WHY)
    deal.refresh_from_db()
    assert fresh(challenge).deal == deal and deal.state == state and not deal.proposals.exists()
    assert deal.files.count() == 1


def test_the_winner_is_let_into_the_room_of_a_colleague(stage: Stage) -> None:
    other = stage.match.solver_colleague
    grant_role(
        actor=None, user=other, community=stage.match.world.west, kind=Role.Kind.ORGANISATION_ADMIN,
        organisation=stage.match.school,
    )  # fmt: skip
    introductions.accept(actor=other, introduction=stage.match.invite())
    deal = Deal.objects.get()
    challenge = stage.shortlisted()
    awarding.award(actor=stage.owner, challenge=challenge, number=1, reasons=WHY)
    assert fresh(challenge).deal == deal
    assert deal.participants.get(user=stage.solver).side == "supply" and deal.proposals.get().made_by == stage.solver


def test_who_runs_a_challenge_has_no_say_where_they_answered_it_themselves(stage: Stage, opened: Challenge) -> None:
    challenge = stage.judged(opened)
    world = stage.match.world
    grant_role(
        actor=None, user=stage.rival, community=world.east, kind=Role.Kind.SECRETARIAT, organisation=None
    )  # after the deadline they join the secretariat
    line = challenge.proposals.get(number=2)
    with pytest.raises(NotAllowed):
        judging.feed_back(actor=stage.rival, proposal=line, text="非常出色，应当中榜，价格也最好。")
    with pytest.raises(NotAllowed):
        judging.shortlist(actor=stage.rival, challenge=challenge, numbers=[2])
    judging.shortlist(actor=stage.owner, challenge=challenge, numbers=[2])
    with pytest.raises(NotAllowed):
        awarding.award(actor=stage.rival, challenge=fresh(challenge), number=2, reasons=WHY)
    assert not Deal.objects.exists()


def test_an_award_needs_somebody_on_both_sides(stage: Stage, shortlisted: Challenge) -> None:
    stage.solver.is_active = False
    stage.solver.save()
    with pytest.raises(Conflict):
        awarding.award(actor=stage.owner, challenge=shortlisted, number=1, reasons=WHY)
    publishing.end(actor=stage.owner, challenge=shortlisted, reason="中榜者已离开。")
    assert fresh(shortlisted).state == "ended" and not Deal.objects.exists()


def test_after_one_that_ended_another_may_be_opened(stage: Stage) -> None:
    with pytest.raises(Conflict):
        stage.open()
        stage.draft()
    challenge = stage.problem.challenges.get()
    publishing.end(actor=stage.secretariat, challenge=challenge, reason="经费没有落实。")
    assert stage.draft().state == "draft"
