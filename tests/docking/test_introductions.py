"""Two sides that never met: who may bring them together, what the other side may answer, what is told to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import Mail, Notice, User
from duijie.docking.models import Deal, Introduction, LogEntry
from duijie.docking.queries import deals as queries
from duijie.docking.rules import demand_side, supply_side, view_introduction
from duijie.docking.services import introductions, log
from duijie.registry.standing import ANONYMOUS, standing
from tests.docking.conftest import MESSAGE, Match


def test_the_owner_of_a_problem_invites_and_a_yes_opens_a_deal(match: Match) -> None:
    introduction = match.invite()
    assert queries.awaiting(standing(match.solver)).get() == introduction
    assert not queries.awaiting(standing(match.asker)).exists()

    introductions.accept(actor=match.solver, introduction=introduction)

    deal = Deal.objects.get()
    assert deal.introduction == introduction
    assert {(row.user, row.side, row.lead) for row in deal.participants.all()} == {
        (match.asker, "demand", True),
        (match.solver, "supply", True),
    }
    actions = [row.action for row in LogEntry.objects.order_by("place")]
    assert actions == ["invite", "accept", "open-deal"]
    assert log.verify_all().holds


def test_a_researcher_offers_their_profile_for_a_problem(match: Match) -> None:
    introduction = introductions.invite(
        actor=match.professor, problem=match.problem, item=match.talent, message=MESSAGE
    )
    assert introduction.made_for == "supply"
    assert queries.awaiting(standing(match.asker)).get() == introduction


def test_a_broker_asks_both_sides_and_both_must_agree(match: Match) -> None:
    introduction = match.invite(match.world.broker)
    introductions.accept(actor=match.solver, introduction=introduction)
    assert not Deal.objects.exists()
    with pytest.raises(Conflict):
        introductions.accept(actor=match.solver, introduction=introduction)
    introductions.accept(actor=match.asker, introduction=introduction)
    assert {row.side for row in Deal.objects.get().participants.all()} == {"demand", "supply", "broker"}


def test_a_no_carries_a_reason_of_the_list(match: Match) -> None:
    introduction = match.invite()
    with pytest.raises(InvalidInput):
        introductions.decline(actor=match.solver, introduction=introduction, reason="because")
    introductions.decline(actor=match.solver, introduction=introduction, reason="capacity", note="明年再谈")
    introduction.refresh_from_db()
    assert (introduction.state, introduction.reason, introduction.note) == ("declined", "capacity", "明年再谈")
    with pytest.raises(Conflict):
        introductions.accept(actor=match.solver, introduction=introduction)


@pytest.mark.parametrize("who", ["outsider", "teammate", "member_west", "secretariat_west"])
def test_others_may_neither_invite_nor_answer(match: Match, who: str) -> None:
    actor = match.world.people[who]
    with pytest.raises(NotAllowed):
        match.invite(actor)
    introduction = match.invite()
    for act in (introductions.accept, introductions.withdraw):
        with pytest.raises(NotAllowed):
            act(actor=actor, introduction=introduction)
    with pytest.raises(NotAllowed):
        introductions.decline(actor=actor, introduction=introduction, reason="field")
    assert not view_introduction.allows(standing(actor), introduction)


def test_the_side_that_invited_cannot_say_yes_for_the_other_one(match: Match) -> None:
    introduction = match.invite()
    with pytest.raises(Conflict):
        introductions.accept(actor=match.asker, introduction=introduction)
    assert not Deal.objects.exists()


def test_only_who_invited_takes_it_back(match: Match) -> None:
    introduction = match.invite()
    with pytest.raises(NotAllowed):
        introductions.withdraw(actor=match.solver, introduction=introduction)
    introductions.withdraw(actor=match.asker, introduction=introduction)
    again = match.invite()  # the way is free for another one
    assert again.pk != introduction.pk


def test_the_same_two_are_not_introduced_twice(match: Match) -> None:
    match.invite()
    with pytest.raises(Conflict):
        match.invite()
    with pytest.raises(Conflict):
        match.invite(match.world.broker)


@pytest.mark.parametrize(
    "message",
    ["请打我的手机 13812345678 详谈，谢谢。", "write to me: lab@example.org please", "加微信：nickel_lab88 聊一聊吧"],
)
def test_nobody_gives_away_how_to_be_reached_before_the_answer(match: Match, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        introductions.invite(actor=match.asker, problem=match.problem, item=match.project, message=message)
    assert "message" in refused.value.details["fields"]
    introduction = match.invite()
    with pytest.raises(InvalidInput):
        introductions.ask(actor=match.solver, introduction=introduction, text=message)


def test_whoever_has_many_open_invitations_is_spared(match: Match, settings: LazySettings) -> None:
    settings.OPEN_INVITATIONS = 1
    match.invite()
    assert queries.open_invitations([match.solver]) == 1
    other = type(match.problem).objects.create(
        title="另一个问题",
        statement="另一个",
        community=match.world.east,
        owner=match.asker,
        state="published",
    )
    with pytest.raises(InvalidInput, match="1"):
        introductions.invite(actor=match.asker, problem=other, item=match.project, message=MESSAGE)


def test_an_item_for_which_nobody_answers_says_whom_to_ask(match: Match) -> None:
    match.project.organisation = None
    match.project.save()
    with pytest.raises(InvalidInput):
        match.invite()
    assert not Introduction.objects.exists()


def test_a_draft_or_a_closed_item_cannot_be_introduced(match: Match) -> None:
    match.problem.state = "draft"
    match.problem.save()
    with pytest.raises(Conflict):
        match.invite()


def test_questions_go_to_the_other_side_and_the_end_ends_them(match: Match) -> None:
    introduction = match.invite()
    introductions.ask(actor=match.solver, introduction=introduction, text="进水镍浓度是多少？")
    assert Notice.objects.filter(user=match.asker, kind="introduction-asked").count() == 1
    Introduction.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Conflict):
        introductions.accept(actor=match.solver, introduction=introduction)
    assert introductions.expire_due() == 1
    assert introductions.expire_due() == 0
    introduction.refresh_from_db()
    assert introduction.state == "expired"


def test_a_reminder_goes_once_to_who_has_not_answered(match: Match) -> None:
    introduction = match.invite()
    Introduction.objects.update(
        deadline=timezone.now() + timedelta(days=1), created_at=timezone.now() - timedelta(days=12)
    )
    assert introductions.remind_due() == 1
    assert introductions.remind_due() == 0
    reminded = Notice.objects.filter(kind="introduction-reminder").values_list("user", flat=True)
    assert list(reminded) == [match.solver.pk]
    assert str(introduction.pk) in Notice.objects.filter(kind="introduction-reminder").get().url


def test_each_notice_is_a_mail_in_the_readers_language(match: Match) -> None:
    User.objects.filter(pk=match.solver.pk).update(language="en")
    match.invite()
    mail = Mail.objects.get(user=match.solver)
    assert "You are invited" in mail.subject
    assert MESSAGE not in mail.text, "what was written is read behind the link"
    assert f"/introductions/{Introduction.objects.get().pk}/" in mail.text


def test_rules_say_the_same_for_one_and_for_many(match: Match) -> None:
    match.invite()
    introductions.invite(actor=match.professor, problem=match.problem, item=match.talent, message=MESSAGE)
    rows = list(Introduction.objects.all())
    people = [*match.world.people.values(), match.solver, match.solver_colleague, match.professor]
    for actor in [ANONYMOUS, *(standing(user) for user in people)]:
        for rule in (view_introduction, demand_side, supply_side):
            one_by_one = {row.pk for row in rows if rule.allows(actor, row)}
            assert one_by_one == set(rule.filter(actor, Introduction.objects.all()).values_list("pk", flat=True))


def test_who_answers_for_both_sides_has_nobody_to_invite(match: Match) -> None:
    match.project.owner = match.asker
    match.project.save()
    with pytest.raises(InvalidInput):
        match.invite()


def test_a_declared_relation_that_blocks_is_refused_without_being_told(match: Match) -> None:
    from duijie.matching.services.relations import declare_relation

    declare_relation(
        actor=None,
        community=match.world.east,
        kind="ownership",
        of=match.world.firm,
        to=match.school,
        details="持股百分之四十",
    )
    with pytest.raises(InvalidInput) as refused:
        match.invite()
    assert "持股" not in str(refused.value)


def test_what_becomes_of_an_introduction_is_learned_from(match: Match) -> None:
    from duijie.matching.models.use import UseEvent

    introductions.accept(actor=match.solver, introduction=match.invite())
    second = introductions.invite(actor=match.asker, problem=match.problem, item=match.talent, message=MESSAGE)
    introductions.decline(actor=match.professor, introduction=second, reason="capacity")
    rows = list(UseEvent.objects.order_by("id").values_list("kind", "item_kind", "reason"))
    assert rows == [
        ("invited", "project", ""),
        ("introduced", "project", ""),
        ("invited", "talent", ""),
        ("declined", "talent", "no-time"),
    ]
