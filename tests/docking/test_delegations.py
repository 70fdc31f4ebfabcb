"""A broker goes away and another acts for them: for some days, in some or all deals, seen by the parties."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import Notice, User
from duijie.docking import standing_in
from duijie.docking.models import Deal, Delegation, Introduction, LogEntry
from duijie.docking.queries import stations as queries_stations
from duijie.docking.rules import (
    deal_side,
    know_contract,
    read_thread,
    see_delegation,
    speak_for_party,
    view_deal,
    view_introduction,
)
from duijie.docking.services import deals, delegations, files, introductions, log, meetings, stations
from duijie.registry.models import Role
from duijie.registry.services import grant_role, revoke_role
from duijie.registry.standing import ANONYMOUS, Standing, forget, standing
from tests.docking.conftest import Match
from tests.docking.rooms import added, brokered, everybody, upload
from tests.factories.world import make
from tests.helpers import assert_same_queries, browser
from tests.layers import held


@held
def deal(match: Match) -> Deal:
    return brokered(match)


@held
def second(match: Match) -> User:
    """Another broker of the eastern branch."""
    user = User.objects.create_user("second@example.org", "correct horse battery", name="周经纪")
    grant_role(actor=None, user=user, community=match.world.east, kind=Role.Kind.BROKER)
    return user


def _delegate(match: Match, taker: User, **changed: Any) -> Delegation:
    today = timezone.localdate()
    values: dict[str, Any] = {
        "actor": match.world.broker, "community": match.world.east, "giver": match.world.broker, "taker": taker,
        "first_day": today, "last_day": today + timedelta(days=7), "reason": "出差", "everything": True,
    }  # fmt: skip
    return delegations.delegate(**(values | changed))


def _who(user: User) -> Standing:
    forget(user)
    return standing(user)


def test_who_stands_in_acts_as_the_broker_and_the_record_says_for_whom(match: Match, deal: Deal, second: User) -> None:
    assert not view_deal.allows(_who(second), deal)
    delegation = _delegate(match, second)
    assert deal_side(_who(second), deal) == "broker"
    message = deals.post(actor=second, thread=deal.threads.get(), text="我暂时代为跟进。")
    assert message.side == "broker" and message.author == second
    entry = LogEntry.objects.filter(action="post").order_by("-id")[0]
    assert entry.actor_label == "周经纪"
    assert entry.after["for"] == {
        "user": str(match.world.broker.pk), "name": "broker", "delegation": str(delegation.pk),
    }  # fmt: skip
    assert log.verify_all().holds
    page = browser(match.asker).get(f"{deal.get_absolute_url()}log/").content.decode()
    assert "周经纪（代 broker）" in page
    room = browser(match.asker).get(deal.get_absolute_url()).content.decode()
    assert "周经纪" in room and "broker" in room
    told = Notice.objects.filter(user=second, kind="deal-message")
    deals.post(actor=match.asker, thread=deal.threads.get(), text="好的。")
    assert told.count() == 1, "who stands in is told what the broker is told"


def test_it_holds_from_the_first_to_the_last_day_and_ends_by_itself(match: Match, deal: Deal, second: User) -> None:
    delegation = _delegate(match, second)
    today = timezone.localdate()
    day = timedelta(days=1)
    for first, last, holds in (
        (today + day, today + 2 * day, False),
        (today, today + day, True),
        (today - day, today, True),
        (today - 2 * day, today - day, False),
    ):
        Delegation.objects.update(first_day=first, last_day=last)
        assert view_deal.allows(_who(second), deal) is holds, (first, last)
        assert view_deal.filter(_who(second), Deal.objects.all()).exists() is holds
        if not holds:
            with pytest.raises(NotAllowed):
                deals.post(actor=second, thread=deal.threads.get(), text="还在吗？")
    Notice.objects.all().delete()
    assert delegations.tell_over() == 1 and delegations.tell_over() == 0
    assert set(Notice.objects.values_list("user", "kind")) == {
        (match.world.broker.pk, "delegation-over"), (second.pk, "delegation-over"),
    }  # fmt: skip
    delegation.refresh_from_db()
    with pytest.raises(Conflict):
        delegations.end(actor=match.world.broker, delegation=delegation)


def test_what_was_taken_back_between_page_and_button_counts(match: Match, deal: Deal, second: User) -> None:
    _delegate(match, second)
    assert view_deal.allows(_who(second), deal)  # the page was opened
    Delegation.objects.update(ended_at=timezone.now())
    with pytest.raises(NotAllowed):
        deals.post(actor=second, thread=deal.threads.get(), text="再说一句")


def test_named_deals_only(match: Match, deal: Deal, second: User) -> None:
    other = make(match.world, "problem", title="废水回用", state="published")
    introduction = introductions.invite(
        actor=match.world.broker, problem=other, item=match.project, message="请双方看看是否合适，谢谢。"
    )
    _delegate(match, second, everything=False, introductions=[deal.introduction])
    assert set(_who(second).stands_in) == {deal.introduction_id}
    assert not view_introduction.allows(_who(second), introduction)
    with pytest.raises(NotAllowed):
        introductions.ask(actor=second, introduction=introduction, text="在吗？")


def test_everything_includes_what_begins_meanwhile(match: Match, second: User) -> None:
    _delegate(match, second)
    introduction = match.invite(match.world.broker)
    assert introduction.pk in _who(second).stands_in
    introductions.ask(actor=second, introduction=introduction, text="需要什么材料？")
    assert LogEntry.objects.get(action="ask").after["for"]["name"] == "broker"
    introductions.withdraw(actor=second, introduction=introduction)
    assert Introduction.objects.get(pk=introduction.pk).state == "withdrawn"


def test_what_the_parties_keep_from_the_broker_stays_closed(match: Match, deal: Deal, second: User) -> None:
    _delegate(match, second)
    thread = deals.open_thread(actor=match.asker, deal=deal, title="内部", with_broker=False)
    kept = added(match.asker, deal, "底价.pdf", with_broker=False)
    shared = added(match.asker, deal)
    assert not read_thread.allows(_who(second), thread)
    client = browser(second)
    assert client.get(f"{deal.get_absolute_url()}?thread={thread.pk}").status_code == 404
    assert client.get(kept.get_absolute_url()).status_code == 404
    assert client.get(shared.get_absolute_url()).status_code == 200
    with pytest.raises(NotAllowed):
        deals.post(actor=second, thread=thread, text="我也想看")
    files.add(actor=second, deal=deal, upload=upload("会议纪要.pdf"))
    start = timezone.now() + timedelta(days=2)
    meeting = meetings.call(actor=second, deal=deal, title="碰头", starts=start, ends=start + timedelta(hours=1))
    assert second in meetings.guests(meeting) and meeting.side == "broker"


def test_a_party_refuses_who_stands_in_and_may_admit_them_again(match: Match, deal: Deal, second: User) -> None:
    _delegate(match, second)
    Notice.objects.all().delete()
    for who in (match.world.broker, second, match.solver_colleague, match.world.outsider):
        with pytest.raises(NotAllowed):
            delegations.refuse(actor=who, introduction=deal.introduction, user=second)
    made = delegations.refuse(actor=match.solver, introduction=deal.introduction, user=second)
    assert delegations.refuse(actor=match.solver, introduction=deal.introduction, user=second) == made
    assert not view_deal.allows(_who(second), deal)
    assert set(Notice.objects.values_list("user", "kind")) == {
        (match.world.broker.pk, "delegation-refused"), (second.pk, "delegation-refused"),
    }  # fmt: skip
    with pytest.raises(InvalidInput):
        _delegate(match, second, everything=False, introductions=[deal.introduction])
    _delegate(match, second)  # everything else
    assert not view_deal.allows(_who(second), deal)
    delegations.admit(actor=match.asker, introduction=deal.introduction, user=second)
    assert not view_deal.allows(_who(second), deal), "the other side's refusal stands"
    delegations.admit(actor=match.solver, introduction=deal.introduction, user=second)
    assert view_deal.allows(_who(second), deal)
    assert [row.action for row in LogEntry.objects.filter(action__contains="stand-in").order_by("id")] == [
        "refuse-stand-in", "admit-stand-in",
    ]  # fmt: skip


def test_a_party_refuses_before_the_first_day(match: Match, deal: Deal, second: User) -> None:
    today = timezone.localdate()
    first = today + timedelta(days=3)
    delegation = _delegate(match, second, first_day=first)
    assert not view_deal.allows(_who(second), deal)
    assert standing_in.acting(deal.introduction) == [], "nobody acts before the first day"
    party, refuse = (
        browser(match.asker),
        f"/introductions/{deal.introduction_id}/stand-ins/{second.pk}/refuse/",
    )
    page = party.get(deal.get_absolute_url()).content.decode()
    assert refuse in page and f"自 {first.isoformat()} 至 {delegation.last_day.isoformat()}" in page
    assert party.post(refuse).status_code == 302
    Delegation.objects.update(first_day=today)  # the day has come
    assert not view_deal.allows(_who(second), deal)
    delegations.admit(actor=match.asker, introduction=deal.introduction, user=second)
    assert view_deal.allows(_who(second), deal)
    before = today - timedelta(days=2)
    for gone in ({"ended_at": timezone.now()}, {"ended_at": None, "last_day": today - timedelta(days=1)}):
        Delegation.objects.update(first_day=before, **gone)
        with pytest.raises(InvalidInput):
            delegations.refuse(actor=match.asker, introduction=deal.introduction, user=second)


def test_nobody_refuses_the_broker_or_a_stranger_this_way(match: Match, deal: Deal, second: User) -> None:
    for user in (match.world.broker, match.world.outsider, second):
        with pytest.raises(InvalidInput):
            delegations.refuse(actor=match.asker, introduction=deal.introduction, user=user)


@pytest.mark.parametrize("who", ["broker", "second", "secretariat"])
def test_it_is_ended_by_either_of_them_or_the_secretariat_and_both_are_told(
    match: Match, deal: Deal, second: User, who: str
) -> None:
    delegation = _delegate(match, second)
    Notice.objects.all().delete()
    actor = second if who == "second" else match.world.people[who]
    delegations.end(actor=actor, delegation=delegation)
    assert not view_deal.allows(_who(second), deal)
    assert set(Notice.objects.values_list("user", "kind")) == {
        (match.world.broker.pk, "delegation-ended"), (second.pk, "delegation-ended"),
    }  # fmt: skip
    assert LogEntry.objects.filter(stream=deal.introduction_id, action="end-delegation").count() == 1


def test_it_is_made_known(match: Match, deal: Deal, second: User) -> None:
    Notice.objects.all().delete()
    _delegate(match, second)
    assert set(Notice.objects.values_list("user", "kind")) == {
        (match.world.broker.pk, "delegation-given"), (second.pk, "delegation-given"),
        (match.asker.pk, "broker-stand-in"), (match.solver.pk, "broker-stand-in"),
    }  # fmt: skip
    assert "出差" not in str(list(LogEntry.objects.values("after", "note"))), "the reason is not the parties'"
    assert "出差" not in browser(match.asker).get(deal.get_absolute_url()).content.decode()


def _changes(match: Match) -> dict[str, dict[str, Any]]:
    today = timezone.localdate()
    return {
        "a first day in the past": {"first_day": today - timedelta(days=1)},
        "a last day before the first": {"last_day": today - timedelta(days=1)},
        "more than a year": {"last_day": today + timedelta(days=400)},
        "no reason": {"reason": " "},
        "somebody who is no broker": {"taker": match.world.member_east},
        "a broker of another branch": {"taker": match.world.secretariat_west},
        "oneself": {"taker": match.world.broker},
        "nothing": {"everything": False},
    }


@pytest.mark.parametrize("what", [
    "a first day in the past", "a last day before the first", "more than a year", "no reason",
    "somebody who is no broker", "a broker of another branch", "oneself", "nothing",
])  # fmt: skip
def test_what_does_not_fit_is_refused_by_field(match: Match, second: User, what: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        _delegate(match, **({"taker": second} | _changes(match)[what]))
    assert refused.value.details["fields"] and not Delegation.objects.exists()


def test_whoever_speaks_for_a_side_does_not_stand_in(match: Match, second: User) -> None:
    grant_role(actor=None, user=match.asker, community=match.world.east, kind=Role.Kind.BROKER)
    deal = brokered(match)
    forget(match.asker)
    with pytest.raises(InvalidInput):
        _delegate(match, match.asker, everything=False, introductions=[deal.introduction])
    _delegate(match, match.asker)
    assert deal_side(_who(match.asker), deal) == "demand" and not _who(match.asker).stands_in
    deals.leave(actor=match.world.teammate, deal=deal)
    grant_role(actor=None, user=match.world.teammate, community=match.world.east, kind=Role.Kind.BROKER)
    _delegate(match, match.world.teammate)
    assert not view_deal.allows(_who(match.world.teammate), deal), "who was in the room for a party stays a party"


def test_only_ones_own_and_not_what_one_holds_for_another(match: Match, deal: Deal, second: User) -> None:
    _delegate(match, second)
    third = User.objects.create_user("third@example.org", "correct horse battery", name="third")
    grant_role(actor=None, user=third, community=match.world.east, kind=Role.Kind.BROKER)
    with pytest.raises(InvalidInput):
        _delegate(match, third, actor=second, giver=second, everything=False, introductions=[deal.introduction])
    _delegate(match, third, actor=second, giver=second)
    assert not _who(third).stands_in
    for actor in (match.world.secretariat, match.asker, match.world.outsider, second):
        with pytest.raises(NotAllowed):
            _delegate(match, third, actor=actor)


def test_who_leads_the_station_lets_another_stand_in_for_one_of_its_brokers(
    match: Match, deal: Deal, second: User
) -> None:
    lead = User.objects.create_user("lead@example.org", "correct horse battery", name="组长")
    grant_role(actor=None, user=lead, community=match.world.east, kind=Role.Kind.BROKER)
    with pytest.raises(NotAllowed):
        _delegate(match, second, actor=lead)
    station = stations.save_station(
        actor=match.world.secretariat, community=match.world.east, station=None, name_zh="绍兴挂点组",
        brokers=[lead, match.world.broker, second], lead=lead,
    )  # fmt: skip
    Notice.objects.all().delete()
    delegation = _delegate(match, second, actor=lead)
    [told] = Notice.objects.filter(user=match.world.broker)
    assert (told.kind, told.rhythm, told.params["lead"]) == ("delegation-arranged", "now", "组长")
    delegations.agree(actor=match.world.broker, delegation=delegation)
    assert delegation.made_by == lead and deal_side(_who(second), deal) == "broker"
    assert not view_deal.allows(_who(lead), deal), "to arrange it opens nothing"
    stations.close_station(actor=match.world.secretariat, station=station)
    with pytest.raises(NotAllowed):
        _delegate(match, second, actor=lead)
    with pytest.raises(InvalidInput):
        stations.save_station(
            actor=match.world.secretariat, community=match.world.east, station=None, name_zh="另一个",
            brokers=[match.world.broker], lead=lead,
        )  # fmt: skip


def test_who_leads_the_station_names_another_of_it_and_never_themselves(match: Match, deal: Deal, second: User) -> None:
    """The secretariat may make a station with itself as its lead; that lets it into no broker's rooms."""
    keeper, third = match.world.secretariat, User.objects.create_user("third@example.org", "correct horse battery")
    for user in (keeper, third):
        grant_role(actor=None, user=user, community=match.world.east, kind=Role.Kind.BROKER)
    station = stations.save_station(
        actor=keeper, community=match.world.east, station=None, name_zh="绍兴挂点组",
        brokers=[keeper, match.world.broker, third], lead=keeper,
    )  # fmt: skip
    elsewhere = stations.save_station(
        actor=keeper, community=match.world.east, station=None, name_zh="柯桥挂点组",
        brokers=[keeper, second], lead=keeper,
    )  # fmt: skip
    assert station != elsewhere
    for taker in (keeper, second):
        for chosen in ({"everything": True}, {"everything": False, "introductions": [deal.introduction]}):
            with pytest.raises(InvalidInput) as refused:
                _delegate(match, taker, actor=keeper, **chosen)
            assert "taker" in refused.value.details["fields"]
    assert not Delegation.objects.exists() and not view_deal.allows(_who(keeper), deal)
    page = browser(keeper).get(f"/c/east/delegations/new/?for={match.world.broker.pk}").content.decode()
    assert str(third.pk) in page and f'value="{second.pk}"' not in page and f'value="{keeper.pk}"' not in page
    delegations.agree(actor=match.world.broker, delegation=_delegate(match, third, actor=keeper))
    assert view_deal.allows(_who(third), deal)


def _lead(match: Match, second: User) -> User:
    """Who leads the station of the broker and the second one."""
    lead = User.objects.create_user("lead@example.org", "correct horse battery", name="组长")
    grant_role(actor=None, user=lead, community=match.world.east, kind=Role.Kind.BROKER)
    stations.save_station(
        actor=match.world.secretariat, community=match.world.east, station=None, name_zh="绍兴挂点组",
        brokers=[lead, match.world.broker, second], lead=lead,
    )  # fmt: skip
    return lead


def test_what_the_lead_arranges_gives_nothing_before_the_broker_agrees(match: Match, deal: Deal, second: User) -> None:
    lead, broker = _lead(match, second), match.world.broker
    delegation = _delegate(match, second, actor=lead)
    assert not view_deal.allows(_who(second), deal) and standing_in.acting(deal.introduction) == []
    assert not view_deal.filter(_who(second), Deal.objects.all()).exists()
    with pytest.raises(NotAllowed):
        deals.post(actor=second, thread=deal.threads.get(), text="我来跟进。")
    party = browser(match.asker).get(deal.get_absolute_url()).content.decode()
    assert "周经纪" in party, "a party may refuse them already"
    for user in (lead, second, match.asker, match.world.secretariat, match.world.outsider):
        with pytest.raises(NotAllowed):
            delegations.agree(actor=user, delegation=delegation)
    delegations.agree(actor=broker, delegation=delegation)
    delegations.agree(actor=broker, delegation=delegation)  # in another tab
    assert deal_side(_who(second), deal) == "broker"
    assert LogEntry.objects.filter(action="agree-delegation", stream=deal.introduction_id).count() == 1
    told = Notice.objects.filter(kind="delegation-agreed").values_list("user", flat=True)
    assert sorted(told) == sorted([lead.pk, second.pk])
    assert log.verify_all().holds


def test_a_broker_who_cannot_answer_is_stood_in_for_after_a_day(match: Match, deal: Deal, second: User) -> None:
    delegation = _delegate(match, second, actor=_lead(match, second))
    Delegation.objects.update(created_at=timezone.now() - timedelta(hours=23))
    assert not view_deal.allows(_who(second), deal)
    Delegation.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert deal_side(_who(second), deal) == "broker"
    delegations.end(actor=match.world.broker, delegation=delegation)
    assert not view_deal.allows(_who(second), deal), "they are back, and end it at once"


def test_what_the_broker_refuses_is_not_arranged_for_them_again(match: Match, deal: Deal, second: User) -> None:
    lead, broker = _lead(match, second), match.world.broker
    delegation = _delegate(match, second, actor=lead)
    delegations.end(actor=broker, delegation=delegation)
    assert Notice.objects.filter(user=lead, kind="delegation-ended").exists()
    with pytest.raises(Conflict):
        delegations.agree(actor=broker, delegation=delegation)
    today = timezone.localdate()
    for days in ({}, {"first_day": today + timedelta(days=6), "last_day": today + timedelta(days=30)}):
        with pytest.raises(InvalidInput) as refused:
            _delegate(match, second, actor=lead, **days)
        assert "taker" in refused.value.details["fields"]
    assert not view_deal.allows(_who(second), deal)
    later = {"first_day": today + timedelta(days=20), "last_day": today + timedelta(days=30)}
    assert _delegate(match, second, actor=lead, **later).awaited
    assert not _delegate(match, second).awaited, "the broker themselves may"
    assert deal_side(_who(second), deal) == "broker"


@pytest.mark.parametrize(
    ("who", "status"),
    [("broker", 302), ("owner", 404), ("outsider", 404), ("secretariat_west", 404), ("secretariat", 403),
     ("second", 403), ("lead", 403), (None, 302)],
)  # fmt: skip
def test_agreeing_on_the_site_is_for_the_broker(match: Match, second: User, who: str | None, status: int) -> None:
    lead = _lead(match, second)
    delegation = _delegate(match, second, actor=lead)
    people = {**match.world.people, "second": second, "lead": lead}
    client = browser(people[who]) if who else Client()
    address = f"/delegations/{delegation.pk}/agree/"
    shown = client.get("/delegations/").content.decode()
    assert (address in shown) is (who == "broker")
    assert client.get(address).status_code == (405 if who else 302)
    assert client.post(address).status_code == status
    delegation.refresh_from_db()
    assert (delegation.agreed_at is not None) is (who == "broker")


@pytest.mark.parametrize("hindrance", ["takes part for a side", "was refused"])
def test_where_somebody_cannot_stand_in_nobody_hears_that_they_do(
    match: Match, deal: Deal, second: User, hindrance: str
) -> None:
    taker = second
    if hindrance == "was refused":
        delegations.end(actor=match.world.broker, delegation=_refused(match, second, deal))
    else:
        taker = match.world.teammate
        grant_role(actor=None, user=taker, community=match.world.east, kind=Role.Kind.BROKER)
        forget(taker)
        assert deal_side(_who(taker), deal) == "demand"
    other = make(match.world, "problem", title="废水回用", state="published")
    open_ = introductions.invite(
        actor=match.world.broker, problem=other, item=match.project, message="请双方看看是否合适，谢谢。"
    )
    entries = LogEntry.objects.filter(action__in=("delegate", "end-delegation"), after__taker__user=str(taker.pk))
    before = set(entries.values_list("pk", flat=True))
    Notice.objects.all().delete()
    delegation = _delegate(match, taker)
    assert set(entries.exclude(pk__in=before).values_list("stream", "action")) == {(open_.pk, "delegate")}
    told = Notice.objects.filter(kind="broker-stand-in").values_list("about", flat=True)
    assert set(told) == {f"introduction:{open_.pk}"}
    delegations.end(actor=match.world.broker, delegation=delegation)
    assert not entries.exclude(pk__in=before).exclude(stream=open_.pk).exists(), "what did not begin does not end"
    assert entries.filter(stream=open_.pk, action="end-delegation").count() == 1


def _refused(match: Match, taker: User, deal: Deal) -> Delegation:
    delegation = _delegate(match, taker)
    delegations.refuse(actor=match.asker, introduction=deal.introduction, user=taker)
    return delegation


@pytest.mark.parametrize("lost", ["role of the taker", "account of the giver", "place of the giver"])
def test_it_gives_nothing_once_its_ground_is_gone(match: Match, deal: Deal, second: User, lost: str) -> None:
    _delegate(match, second)
    if lost == "role of the taker":
        revoke_role(actor=match.world.secretariat, role=Role.objects.get(user=second))
    elif lost == "account of the giver":
        User.objects.filter(pk=match.world.broker.pk).update(is_active=False)
    else:
        deals.leave(actor=match.world.broker, deal=deal)
    assert not view_deal.allows(_who(second), deal)


def test_who_stands_in_does_not_leave_or_promise_for_the_broker(match: Match, deal: Deal, second: User) -> None:
    _delegate(match, second)
    with pytest.raises(NotAllowed):
        deals.leave(actor=second, deal=deal)
    client = browser(second)
    assert client.get(f"{deal.get_absolute_url()}promise/").status_code == 404
    assert client.post(f"{deal.get_absolute_url()}leave/").status_code == 302
    assert deal.participants.filter(user=match.world.broker, left_at=None).exists()


def test_rules_and_queries_agree(match: Match, deal: Deal, second: User) -> None:
    delegation = _delegate(match, second)
    people = [*everybody(match).values(), second]
    for rule, record in (
        (view_deal, deal), (view_introduction, deal.introduction), (speak_for_party, deal.introduction),
        (see_delegation, delegation), (read_thread, deal.threads.get()),
    ):  # fmt: skip
        for user in people:
            actor = _who(user) if user is not None else ANONYMOUS
            rows = rule.filter(actor, type(record)._default_manager.all())
            assert rule.allows(actor, record) is rows.filter(pk=record.pk).exists(), (rule, user)
    assert know_contract is not None


def _form(match: Match, taker: User, **changed: Any) -> dict[str, Any]:
    today: date = timezone.localdate()
    return {
        "taker": str(taker.pk), "first_day": today.isoformat(), "last_day": (today + timedelta(days=3)).isoformat(),
        "everything": "on", "reason": "休假", "form": "01900000-0000-7000-8000-000000000001",
    } | changed  # fmt: skip


def test_on_the_site(match: Match, deal: Deal, second: User) -> None:
    client = browser(match.world.broker)
    page = client.get("/c/east/delegations/new/").content.decode()
    assert "周经纪" in page and match.problem.title in page
    assert client.post("/c/east/delegations/new/", _form(match, second, reason="")).status_code == 422
    assert client.post("/c/east/delegations/new/", _form(match, second)).status_code == 302
    assert client.post("/c/east/delegations/new/", _form(match, second)).status_code == 302  # sent again
    delegation = Delegation.objects.get()
    taker = browser(second)
    assert "休假" in taker.get("/delegations/").content.decode()
    work = taker.get("/c/east/worklist/?show=standing-in").content.decode()
    assert match.problem.title in work and "代 broker" in work
    assert list(queries_stations.worklist(_who(second), match.world.east, None).standing_in) == [deal.introduction]
    room = taker.get(deal.get_absolute_url())
    assert room.status_code == 200 and "leave/" not in room.content.decode()
    party = browser(match.asker)
    refuse = f"/introductions/{deal.introduction_id}/stand-ins/{second.pk}/refuse/"
    assert refuse in party.get(deal.get_absolute_url()).content.decode()
    assert party.post(refuse).status_code == 302
    assert taker.get(deal.get_absolute_url()).status_code == 404
    assert "admit" in party.get(deal.get_absolute_url()).content.decode()
    assert party.post(refuse.replace("refuse", "admit")).status_code == 302
    assert taker.get(deal.get_absolute_url()).status_code == 200
    assert taker.post(f"/delegations/{delegation.pk}/end/").status_code == 302
    assert taker.get(deal.get_absolute_url()).status_code == 404


def test_before_acceptance_the_parties_see_a_name_and_no_address(match: Match, second: User) -> None:
    introduction = match.invite(match.world.broker)
    _delegate(match, second)
    page = browser(match.solver).get(introduction.get_absolute_url()).content.decode()
    assert "周经纪" in page and second.email not in page
    delegations.refuse(actor=match.solver, introduction=introduction, user=second)
    assert browser(second).get(introduction.get_absolute_url()).status_code == 404
    assert standing_in.acting(introduction) == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 404), ("outsider", 404), ("secretariat_west", 404), ("secretariat", 302), (None, 302)],
)
def test_ending_on_the_site_is_for_those_concerned(match: Match, second: User, who: str | None, status: int) -> None:
    delegation = _delegate(match, second)
    client = browser(match.world.people[who]) if who else Client()
    assert client.post(f"/delegations/{delegation.pk}/end/").status_code == status
    delegation.refresh_from_db()
    assert (delegation.ended_at is not None) is (who == "secretariat")
    listed = client.get("/delegations/?show=community")
    assert ("出差" in listed.content.decode()) is (who == "secretariat")


@pytest.mark.parametrize("who", ["owner", "outsider", "secretariat_west", None])
def test_making_one_on_the_site_is_for_brokers(match: Match, second: User, who: str | None) -> None:
    client = browser(match.world.people[who]) if who else Client()
    assert client.get("/c/east/delegations/new/").status_code == (403 if who else 302)
    assert client.post("/c/east/delegations/new/", _form(match, second)).status_code == (403 if who else 302)
    assert not Delegation.objects.exists()


def test_a_long_list_costs_no_more_queries(match: Match, deal: Deal, second: User) -> None:
    client = browser(match.world.broker)

    def add(number: int) -> None:
        for _ in range(number):
            _delegate(match, second, everything=False, introductions=[deal.introduction])

    show: Callable[[], object] = lambda: client.get("/delegations/")  # noqa: E731
    assert_same_queries(show, add)
