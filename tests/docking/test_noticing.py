"""What is told of introductions and deals is mailed and sent only to who may still see them when it goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from duijie.api.webhooks import sending, services
from duijie.api.webhooks.models import Delivery
from duijie.core import mailing
from duijie.core.models import Mail, Notice
from duijie.core.net.posting import Posted
from duijie.core.notices import digests, kinds
from duijie.docking.models import Deal
from duijie.docking.services import deals
from tests.docking.conftest import Match
from tests.docking.rooms import brokered

TEXT = "出水镍能否稳定在 0.05 mg/L 以下？"


def _gathered() -> list[str]:
    """All gathered mails of the next days, as they go."""
    Notice.objects.filter(digest=None).update(created_at=timezone.now() - timedelta(days=2))
    digests.plan()
    before = len(mail.outbox)
    while mailing.send_next():
        pass
    return [str(message.body) for message in mail.outbox[before:] if message.subject and "==" in str(message.body)]


def _room(match: Match) -> Deal:
    deal = brokered(match)
    while mailing.send_next():
        pass
    Notice.objects.update(read_at=timezone.now())
    return deal


def test_every_kind_of_notice_belongs_to_a_group_and_every_group_says_what_it_is() -> None:
    assert set(kinds.kinds_of(kinds.OTHER)) <= {"test"}, "the one that other tests register"
    for group in kinds.groups():
        assert str(group.title) and str(group.help), group.name
        assert set(group.kinds) <= set(kinds.kinds_of(group.name)), group.name
        assert group.usual in group.offered


def test_what_is_said_in_a_room_comes_gathered_and_names_titles_only(match: Match) -> None:
    deal = _room(match)
    thread = deal.threads.get()
    for _again in range(3):
        deals.post(actor=match.asker, thread=thread, text=TEXT)
    assert not [one for one in mail.outbox if "New in the deal" in one.subject], "not one mail for each message"
    bodies = _gathered()
    assert bodies and all(TEXT not in body for body in bodies)
    assert all(body.count(f"== {match.problem.title}") == 1 for body in bodies)


def test_who_left_the_room_before_the_hour_is_told_nothing_of_it(match: Match) -> None:
    deal = _room(match)
    deals.post(actor=match.asker, thread=deal.threads.get(), text=TEXT)
    told = set(Notice.objects.filter(kind="deal-message").values_list("user__email", flat=True))
    assert match.solver_colleague.email in told
    deal.participants.filter(user=match.solver_colleague).update(left_at=timezone.now())
    before = len(mail.outbox)
    _gathered()
    assert match.solver_colleague.email not in [one.to[0] for one in mail.outbox[before:]]
    assert match.solver.email in [one.to[0] for one in mail.outbox[before:]]


def test_a_broker_who_is_shut_out_of_a_thread_is_told_nothing_of_it_any_more(match: Match) -> None:
    deal = _room(match)
    thread = deal.threads.get()
    type(thread).objects.filter(pk=thread.pk).update(with_broker=True)
    thread.refresh_from_db()
    deals.post(actor=match.asker, thread=thread, text=TEXT)
    assert Notice.objects.filter(user=match.world.broker, kind="deal-message").exists()
    type(thread).objects.filter(pk=thread.pk).update(with_broker=False)
    before = len(mail.outbox)
    _gathered()
    assert match.world.broker.email not in [one.to[0] for one in mail.outbox[before:]]


def test_a_mail_about_a_deal_is_not_sent_to_who_left_before_it_went(match: Match) -> None:
    deal = _room(match)
    deals.end(actor=match.asker, deal=deal, reason="换个时间再谈。")
    waits = Mail.objects.get(user=match.solver_colleague, state=Mail.State.WAITING, key__startswith="notice:")
    deal.participants.filter(user=match.solver_colleague).update(left_at=timezone.now())
    while mailing.send_next():
        pass
    waits.refresh_from_db()
    assert waits.state == Mail.State.NOTHING
    ended = Notice.objects.get(user=match.solver, kind="deal-ended")
    assert Mail.objects.get(key=f"notice:{ended.pk}").state == Mail.State.SENT


def test_a_webhook_carries_titles_of_open_deals_only(match: Match, monkeypatch: pytest.MonkeyPatch) -> None:
    deal = _room(match)
    for user in (match.solver, match.solver_colleague):
        services.create_webhook(actor=user, name="x", url="https://example.org/", groups=["talk"])
    deals.post(actor=match.asker, thread=deal.threads.get(), text=TEXT)
    deal.participants.filter(user=match.solver_colleague).update(left_at=timezone.now())
    sent: list[bytes] = []

    def keeps(_address: str, body: bytes, *_given: object, **_more: object) -> Posted:
        sent.append(body)
        return Posted(200)

    monkeypatch.setattr(sending, "post", keeps)
    while sending.send_next():
        pass
    [body] = sent
    assert match.problem.title in body.decode() and TEXT not in body.decode()
    assert set(Delivery.objects.values_list("webhook__user__email", "state")) == {
        (match.solver.email, "delivered"),
        (match.solver_colleague.email, "withheld"),
    }
