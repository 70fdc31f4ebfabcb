"""The room of a deal: who reads what, who may bring whom, what a form sent twice does, and the record of it all."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from duijie.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from duijie.core.models import Notice
from duijie.docking.models import Checkpoint, Deal, Introduction, LogEntry, Message, Thread
from duijie.docking.queries import deals as queries
from duijie.docking.rules import know_deal, read_thread, view_deal
from duijie.docking.services import deals, introductions, log
from duijie.registry.standing import ANONYMOUS, standing
from tests.docking.conftest import MESSAGE, Match


def _brokered(match: Match) -> Deal:
    introduction = match.invite(match.world.broker)
    introductions.accept(actor=match.solver, introduction=introduction)
    introductions.accept(actor=match.asker, introduction=introduction)
    return Deal.objects.get()


def test_both_sides_talk_and_each_is_told_of_the_other(match: Match, deal: Deal) -> None:
    thread = deal.threads.get()
    deals.post(actor=match.asker, thread=thread, text="进水镍 30 mg/L，能否做中试？")
    deals.post(actor=match.solver, thread=thread, text="可以，十二月来现场。")
    assert [row.side for row in thread.messages.all()] == ["demand", "supply"]
    assert Notice.objects.filter(user=match.solver, kind="deal-message").count() == 1
    assert Notice.objects.filter(user=match.asker, kind="deal-message").count() == 1


def test_a_form_sent_twice_says_it_once(match: Match, deal: Deal) -> None:
    thread = deal.threads.get()
    form = uuid4()
    first = deals.post(actor=match.asker, thread=thread, text="一次", form=form)
    again = deals.post(actor=match.asker, thread=thread, text="一次", form=form)
    assert first == again and Message.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n", "长" * 20_001])
def test_an_empty_or_endless_message_is_refused(match: Match, text: str) -> None:
    with pytest.raises(InvalidInput):
        deals.post(actor=match.asker, thread=match.deal().threads.get(), text=text)


def test_the_broker_reads_along_only_where_the_parties_want_it(match: Match) -> None:
    deal = _brokered(match)
    broker = match.world.broker
    kept = deals.open_thread(actor=match.asker, deal=deal, title="价格", with_broker=False)
    deals.post(actor=match.asker, thread=kept, text="我们能出八十万。")
    assert kept not in queries.threads(standing(broker), deal)
    with pytest.raises(NotFound):
        queries.access_thread(standing(broker), deal, kept.pk)
    with pytest.raises(NotAllowed):
        deals.post(actor=broker, thread=kept, text="我也在")
    assert not Notice.objects.filter(user=broker, kind="deal-message").exists()
    with pytest.raises(NotAllowed):
        deals.open_thread(actor=broker, deal=deal, title="悄悄话", with_broker=False)


@pytest.mark.parametrize("who", ["outsider", "teammate", "secretariat", "secretariat_root", "admin", "broker"])
def test_nobody_else_enters_the_room(match: Match, deal: Deal, who: str) -> None:
    actor = match.world.people[who]
    with pytest.raises(NotFound):
        queries.access_deal(standing(actor), deal.pk)
    for act in (
        lambda: deals.post(actor=actor, thread=deal.threads.get(), text="我看看"),
        lambda: deals.open_thread(actor=actor, deal=deal, title="新"),
        lambda: deals.bring(actor=actor, deal=deal, email=match.solver_colleague.email),
        lambda: deals.end(actor=actor, deal=deal, reason="不谈了"),
        lambda: deals.leave(actor=actor, deal=deal),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not Message.objects.exists()


def test_a_lead_brings_a_colleague_of_the_own_organisation_only(match: Match, deal: Deal) -> None:
    deals.bring(actor=match.solver, deal=deal, email=match.solver_colleague.email)
    assert view_deal.allows(standing(match.solver_colleague), deal)
    refusals = []
    for address in (match.world.outsider.email, "nobody@example.org"):
        with pytest.raises(InvalidInput) as refused:
            deals.bring(actor=match.solver, deal=deal, email=address)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1], "who has an account here is not found out this way"
    with pytest.raises(NotAllowed):
        deals.bring(actor=match.solver_colleague, deal=deal, email=match.solver.email)


def test_who_leads_alone_cannot_just_go(match: Match, deal: Deal) -> None:
    with pytest.raises(Conflict):
        deals.leave(actor=match.solver, deal=deal)
    row = deals.bring(actor=match.solver, deal=deal, email=match.solver_colleague.email)
    deals.hand_over(actor=match.solver, deal=deal, participant=row)
    deals.leave(actor=match.solver, deal=deal)
    assert not view_deal.allows(standing(match.solver), Deal.objects.get())


def test_an_ended_deal_is_kept_for_reading(match: Match, deal: Deal) -> None:
    with pytest.raises(InvalidInput):
        deals.end(actor=match.asker, deal=deal, reason=" ")
    deals.end(actor=match.asker, deal=deal, reason="预算取消")
    deal.refresh_from_db()
    assert (deal.state, deal.ended_note) == ("ended", "预算取消")
    with pytest.raises(Conflict):
        deals.post(actor=match.solver, thread=deal.threads.get(), text="还在吗？")
    assert queries.access_deal(standing(match.solver), deal.pk) == deal
    match.invite()  # and the two may meet again


def test_rules_say_the_same_for_one_and_for_many(match: Match) -> None:
    deal = _brokered(match)
    deals.open_thread(actor=match.solver, deal=deal, title="仅双方", with_broker=False)
    people = [*match.world.people.values(), match.solver, match.solver_colleague, match.professor]
    for actor in [ANONYMOUS, *(standing(user) for user in people)]:
        for rule, rows in ((view_deal, Deal.objects.all()), (know_deal, Deal.objects.all())):
            allowed = {row.pk for row in rows if rule.allows(actor, row)}
            assert allowed == set(rule.filter(actor, rows).values_list("pk", flat=True))
        read = {row.pk for row in Thread.objects.all() if read_thread.allows(actor, row)}
        assert read == set(read_thread.filter(actor, Thread.objects.all()).values_list("pk", flat=True))


def test_the_record_holds_no_words_of_the_conversation(match: Match, deal: Deal) -> None:
    deals.post(actor=match.asker, thread=deal.threads.get(), text="绝密价格八十万")
    kept = list(LogEntry.objects.values())
    assert "八十万" not in str(kept) and MESSAGE not in str(kept)


def test_the_database_refuses_to_change_the_record(deal: Deal) -> None:
    for act in (lambda: LogEntry.objects.update(note="x"), lambda: LogEntry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def _behind_the_back(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE docking_logentry DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE docking_logentry ENABLE TRIGGER USER")


def test_whoever_goes_behind_the_back_of_the_database_is_found(deal: Deal) -> None:
    assert log.checkpoint() is not None
    assert log.checkpoint() is None, "nothing new to vouch for"
    assert log.verify_all().holds
    _behind_the_back("UPDATE docking_logentry SET note = 'x' WHERE place = 2")
    ((stream, broken),) = log.verify_all().breaks
    assert (stream, broken.place, broken.kind) == (str(Introduction.objects.get().pk), 2, "content")


def test_entries_cut_off_the_end_are_missed(deal: Deal) -> None:
    log.checkpoint()
    _behind_the_back("DELETE FROM docking_logentry WHERE place = 3")
    ((_stream, broken),) = log.verify_all().breaks
    assert (broken.place, broken.kind) == (3, "end")


def test_a_checkpoint_that_we_did_not_sign_is_named(deal: Deal) -> None:
    point = log.checkpoint()
    assert point is not None
    Checkpoint.objects.update(signature="0" * 64)
    assert log.verify_all().forged == (point.pk,)
