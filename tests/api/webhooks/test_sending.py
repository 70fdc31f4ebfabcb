"""Notices reach a program: signed, once or under one id, again when it failed, and only what may be seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duijie.api.webhooks import command, feeding, sending, services
from duijie.api.webhooks.models import Attempt, Delivery, Webhook
from duijie.api.webhooks.queries import failing
from duijie.core.errors import Conflict, InvalidInput, NotFound
from duijie.core.models import AuditEntry, Notice, User
from tests.api.webhooks.conftest import all_due, drained, later, told
from tests.api.webhooks.receiver import Receiver, dripping, hanging_up, huge
from tests.core.notices.conftest import OPEN
from tests.factories.world import World

pytestmark = pytest.mark.django_db
Made = Callable[..., tuple[Webhook, str]]


@pytest.fixture(autouse=True)
def _fed() -> None:
    feeding.register()  # the tests' kinds hide those of the site


def _states() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_what_its_owner_is_told_arrives_signed(world: World, made: Made, receiver: Receiver) -> None:
    world.owner.language = "en"
    world.owner.save()
    _hook, secret = made(world.owner)
    [notice] = told(world.owner)
    told(world.teammate)
    assert drained() == 1
    [(headers, _body)], [message] = receiver.got, receiver.messages
    assert receiver.signed(secret)
    assert not receiver.signed("whsec_" + "A" * 44)
    assert headers["webhook-id"] == Delivery.objects.get().message
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert (message["type"], message["version"]) == ("tea", 1)
    assert message["timestamp"] == notice.created_at.isoformat()
    assert message["data"] == {
        "id": str(notice.pk), "group": "teas", "title": "Tea: 镀镍 1", "text": "Tea about 镀镍 1.", "language": "en",
        "url": "http://localhost:8000/", "about": {"kind": "matter", "id": "1"}, "params": {"problem": "镀镍 1"},
    }  # fmt: skip
    assert drained() == 0 and len(receiver.got) == 1
    assert world.owner.email not in str(receiver.got)


def test_only_the_groups_that_were_chosen_are_sent(world: World, made: Made, receiver: Receiver) -> None:
    hook, _secret = made(world.owner, groups=["rents"])
    told(world.owner, "tea")
    told(world.owner, "rent", what="b")
    drained()
    assert [message["type"] for message in receiver.messages] == ["rent"]
    told(world.owner, "rent", what="c")
    services.change_webhook(actor=world.owner, webhook=hook, name="x", url=receiver.url, groups=["teas"])
    drained()
    assert len(receiver.got) == 1, "what waited is not sent once it is not wanted"


def test_nothing_that_was_closed_to_the_owner_meanwhile_is_sent(world: World, made: Made, receiver: Receiver) -> None:
    made(world.owner)
    told(world.owner, matter=1)
    told(world.owner, matter=2)
    OPEN.discard("1")
    drained()
    assert [message["params"]["problem"] for message in (m["data"] for m in receiver.messages)] == ["镀镍 2"]
    assert sorted(_states()) == ["delivered", "withheld"]
    withheld = Delivery.objects.get(state="withheld")
    with pytest.raises(Conflict):
        services.resend(actor=world.owner, delivery_id=withheld.pk)


def test_a_closed_account_is_sent_nothing(world: World, made: Made, receiver: Receiver) -> None:
    made(world.owner)
    told(world.owner)
    User.objects.filter(pk=world.owner.pk).update(is_active=False)
    drained()
    assert receiver.got == [] and _states() == ["withheld"]


def test_what_was_not_decided_is_not_sent(world: World, made: Made, receiver: Receiver) -> None:
    made(world.owner)
    with pytest.raises(RuntimeError), transaction.atomic():
        told(world.owner)
        raise RuntimeError("the action failed after all")
    assert drained() == 0 and not Notice.objects.filter(kind="tea").exists()


# Trouble


@pytest.mark.parametrize("status", [301, 302, 400, 404, 429, 500, 503])
def test_what_fails_is_tried_again_later_under_the_same_id(
    world: World, made: Made, receiver: Receiver, status: int
) -> None:
    receiver.answers, receiver.said = [status, status, 200], {"Location": "http://127.0.0.1:1/"}
    made(world.owner)
    told(world.owner)
    assert drained() == 1 and drained() == 0, "not at once"
    first = Delivery.objects.get().due_at
    assert timezone.now() < first < timezone.now() + timedelta(minutes=1)
    all_due()
    drained()
    assert Delivery.objects.get().due_at - timezone.now() > timedelta(seconds=25), "later each time"
    all_due()
    drained()
    assert len(receiver.ids) == 3 and len(set(receiver.ids)) == 1
    assert len({body for _headers, body in receiver.got}) == 1
    assert _states() == ["delivered"]
    assert [one.status for one in Attempt.objects.order_by("id")] == [status, status, 200]
    assert Webhook.objects.get().failures == 0


@pytest.mark.parametrize(("mood", "why"), [(hanging_up, "unreachable"), (dripping, "timeout"), (None, "unreachable")])
def test_who_is_slow_silent_or_away_is_tried_again(
    world: World, made: Made, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, mood: Any, why: str
) -> None:
    made(world.owner)
    told(world.owner)
    receiver.act = mood
    if mood is None:
        receiver.stop()
    monkeypatch.setattr(sending, "post", lambda *given, **more: _post(*given, **{**more, "seconds": 0.5}))
    drained()
    assert _states() == ["waiting"]
    assert Attempt.objects.get().error == why


_post = sending.post


def test_an_address_that_nothing_can_be_sent_to_is_noted_and_keeps_no_other_from_going(
    world: World, made: Made, receiver: Receiver
) -> None:
    hook, _secret = made(world.owner)
    Webhook.objects.filter(pk=hook.pk).update(url="https://example.org:99999/")  # kept before ports were looked at
    made(world.teammate)
    told(world.owner)
    told(world.teammate)
    assert drained() == 2
    assert Attempt.objects.get(delivery__webhook=hook).error == Attempt.Error.UNREACHABLE
    waits = Delivery.objects.get(webhook=hook)
    assert waits.state == "waiting" and waits.due_at > timezone.now()
    assert len(receiver.got) == 1


def test_an_answer_without_an_end_counts_by_its_status(world: World, made: Made, receiver: Receiver) -> None:
    receiver.act = huge
    made(world.owner)
    told(world.owner)
    drained()
    assert _states() == ["delivered"]


def test_a_name_that_leads_inside_is_sent_nothing_and_its_owner_is_not_told_where_it_leads(
    world: World, made: Made, receiver: Receiver, settings: LazySettings
) -> None:
    made(world.owner)
    told(world.owner)
    settings.WEBHOOK_LOOPBACK = False
    drained()
    assert receiver.got == []
    assert Attempt.objects.get().error == "not-public"
    assert "127" not in Attempt.objects.get().get_error_display()


def test_one_that_only_fails_takes_no_turn_from_the_others(world: World, made: Made, receiver: Receiver) -> None:
    receiver.answers = [500]
    made(world.owner)
    other = Receiver()
    try:
        services.create_webhook(actor=world.teammate, name="fine", url=other.url, groups=["teas"])
        for number in range(10):
            told(world.owner, matter=number)
        told(world.teammate)
        drained()
        assert len(receiver.got) == 1, "after one failure it is left alone"
        assert len(other.got) == 1
    finally:
        other.stop()


def test_a_server_that_asks_for_time_gets_it(world: World, made: Made, receiver: Receiver) -> None:
    receiver.answers, receiver.said = [503], {"Retry-After": "7200"}
    made(world.owner)
    told(world.owner)
    drained()
    assert Delivery.objects.get().due_at > timezone.now() + timedelta(minutes=119)
    assert Webhook.objects.get().hold_until > timezone.now() + timedelta(minutes=119)  # type: ignore[operator]


def test_a_dead_endpoint_is_paused_and_its_owner_told(world: World, made: Made, receiver: Receiver) -> None:
    receiver.answers = [500]
    made(world.owner)
    told(world.owner)
    drained()
    later(days=2)
    drained()
    assert Webhook.objects.get().paused_at is None
    later(days=1, hours=1)
    told(world.owner, what="b")
    all_due()
    drained()
    hook = Webhook.objects.get()
    assert hook.paused_why == "dead"
    [notice] = Notice.objects.filter(kind="webhook-paused")
    assert (notice.user, notice.rhythm) == (world.owner, "now")
    assert AuditEntry.objects.filter(action="pause-webhook").count() == 1
    told(world.owner, what="c")
    assert Delivery.objects.count() == 2, "nothing is kept for it while it is paused"
    all_due()
    before = len(receiver.got)
    assert drained() == 0 and len(receiver.got) == before
    receiver.answers = [200]
    services.pause_webhook(actor=world.owner, webhook=hook, paused=False)
    drained()
    assert "waiting" not in _states() and Webhook.objects.get().failures == 0


def test_one_that_says_it_is_gone_is_paused_at_once(world: World, made: Made, receiver: Receiver) -> None:
    receiver.answers = [410]
    made(world.owner)
    told(world.owner)
    drained()
    assert Webhook.objects.get().paused_why == "gone"


# Killed


class Killed(BaseException):
    """The process is gone: nothing after this line runs."""


def test_killed_between_sending_and_noting_it_goes_again_under_the_same_id(
    world: World, made: Made, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(world.owner)
    told(world.owner)

    def dies(*_anything: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(sending, "_record", dies)
        with pytest.raises(Killed):
            sending.send_next()
    assert len(receiver.got) == 1
    assert drained() == 0, "somebody may be sending it just now"
    later(minutes=3)
    assert drained() == 1
    assert len(receiver.ids) == 2 and len(set(receiver.ids)) == 1
    assert _states() == ["delivered"]


@pytest.mark.parametrize("where", ["post", "payload"])
def test_killed_before_it_was_sent_it_is_not_lost(
    world: World, made: Made, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    made(world.owner)
    told(world.owner)

    def dies(*_anything: Any, **_more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(sending, where, dies)
        with pytest.raises(Killed):
            sending.send_next()
    later(minutes=3)
    drained()
    assert len(receiver.got) == 1


def test_one_deleted_while_it_is_sent_leaves_nothing_behind(
    world: World, made: Made, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook, _secret = made(world.owner)
    told(world.owner)

    def deletes(*given: Any, **more: Any) -> Any:
        services.delete_webhook(actor=world.owner, webhook=hook)
        return _post(*given, **more)

    monkeypatch.setattr(sending, "post", deletes)
    drained()
    assert not Delivery.objects.exists() and not Attempt.objects.exists()


def test_a_message_that_cannot_be_written_keeps_no_other_from_going(
    world: World, made: Made, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(world.owner)
    [bad] = told(world.owner, matter=1)
    told(world.owner, matter=2)
    real = sending.payload

    def breaks(delivery: Delivery) -> bytes | None:
        if delivery.notice_id == bad.pk:
            raise RuntimeError("a mistake of ours")
        return real(delivery)

    monkeypatch.setattr(sending, "payload", breaks)
    drained()
    assert len(receiver.got) == 1
    assert sorted(_states()) == ["delivered", "waiting"]


# Secrets


def test_both_secrets_are_good_for_a_day_after_a_change(world: World, made: Made, receiver: Receiver) -> None:
    hook, former = made(world.owner)
    _hook, fresh = services.rotate_secret(actor=world.owner, webhook=hook)
    told(world.owner, what="a")
    drained()
    assert receiver.signed(former) and receiver.signed(fresh)
    later(hours=25)
    told(world.owner, what="b")
    drained()
    assert not receiver.signed(former) and receiver.signed(fresh)


def test_no_secret_stands_in_the_database(world: World, made: Made) -> None:
    hook, former = made(world.owner)
    _hook, fresh = services.rotate_secret(actor=world.owner, webhook=hook)
    row = str(Webhook.objects.values().get()) + str(list(AuditEntry.objects.values()))
    for secret in (former, fresh):
        assert secret not in row and secret.removeprefix("whsec_") not in row


def test_under_another_key_of_the_installation_nothing_is_sent_until_there_is_a_new_secret(
    world: World, made: Made, receiver: Receiver, settings: LazySettings
) -> None:
    hook, _secret = made(world.owner)
    told(world.owner)
    settings.SECRET_KEY = "another key of another machine"
    drained()
    assert receiver.got == [] and Webhook.objects.get().paused_why == "key"
    _hook, fresh = services.rotate_secret(actor=world.owner, webhook=hook)
    drained()
    assert receiver.signed(fresh)


# By hand


def test_a_message_is_sent_again_by_hand_under_its_id(world: World, made: Made, receiver: Receiver) -> None:
    made(world.owner)
    told(world.owner)
    drained()
    services.resend(actor=world.owner, delivery_id=Delivery.objects.get().pk)
    drained()
    assert len(receiver.ids) == 2 and len(set(receiver.ids)) == 1
    for stranger in (world.teammate, world.organisation_admin, world.secretariat, world.admin):
        with pytest.raises(NotFound):
            services.resend(actor=stranger, delivery_id=Delivery.objects.get().pk)
    with pytest.raises(NotFound):
        services.resend(actor=world.owner, delivery_id=uuid4())


def test_a_message_that_is_being_sent_is_not_sent_again_by_hand(
    world: World, made: Made, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(world.owner)
    told(world.owner)

    def meanwhile(*given: Any, **more: Any) -> Any:
        with pytest.raises(Conflict, match=r"on its way|发送中"):
            services.resend(actor=world.owner, delivery_id=Delivery.objects.get().pk)
        return _post(*given, **more)

    monkeypatch.setattr(sending, "post", meanwhile)
    drained()
    assert _states() == ["delivered"] and len(receiver.got) == 1


def test_a_message_that_waits_for_its_next_try_may_be_sent_by_hand_at_once(
    world: World, made: Made, receiver: Receiver
) -> None:
    receiver.answers = [500, 200]
    made(world.owner)
    told(world.owner)
    drained()
    services.resend(actor=world.owner, delivery_id=Delivery.objects.get().pk)
    drained()
    assert _states() == ["delivered"]


def test_who_sends_again_by_hand_waits_for_the_sender_in_the_senders_order(
    world: World, made: Made, receiver: Receiver
) -> None:
    made(world.owner)
    told(world.owner)
    with CaptureQueriesContext(connection) as asked:
        sending.send_next()
    noting = _locked(asked)[-2:]
    with CaptureQueriesContext(connection) as asked:
        services.resend(actor=world.owner, delivery_id=Delivery.objects.get().pk)
    assert noting == _locked(asked) == ["api_webhook", "api_delivery"]


def _locked(asked: CaptureQueriesContext) -> list[str]:
    """The tables of which rows were locked, in order."""
    told = [query["sql"] for query in asked.captured_queries if "FOR UPDATE" in query["sql"]]
    return [re.findall(r'FROM "(\w+)"', sql)[0] for sql in told]


def test_a_test_message_says_that_it_is_one(world: World, made: Made, receiver: Receiver) -> None:
    hook, secret = made(world.owner)
    services.ping(actor=world.owner, webhook=hook)
    with pytest.raises(Conflict):
        services.ping(actor=world.owner, webhook=hook)
    drained()
    assert receiver.signed(secret)
    assert receiver.messages[0]["type"] == "ping" and "Our ERP" in receiver.messages[0]["data"]["title"]


def _failing(owner: User, made: Made, receiver: Receiver) -> Webhook:
    """A webhook that failed, and is left alone with two messages that wait."""
    receiver.answers = [500]
    hook, _secret = made(owner)
    told(owner)
    told(owner, what="b")
    drained()
    hook.refresh_from_db()
    assert len(receiver.got) == 1 and hook.failures == 1
    Webhook.objects.update(hold_until=timezone.now() + timedelta(hours=6))
    Delivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    hook.refresh_from_db()
    return hook


@pytest.mark.parametrize("act", ["test message", "sent again"])
def test_what_is_asked_for_goes_alone_while_it_fails_and_the_others_wait_on(
    world: World, made: Made, receiver: Receiver, act: str
) -> None:
    hook = _failing(world.owner, made, receiver)
    if act == "test message":
        services.ping(actor=world.owner, webhook=hook)
    else:
        first = Delivery.objects.latest("id")
        Delivery.objects.filter(pk=first.pk).update(state="failed")
        services.resend(actor=world.owner, delivery_id=first.pk)
    assert drained() == 1 and len(receiver.got) == 2
    before = hook.hold_until
    hook.refresh_from_db()
    assert (hook.hold_until, hook.failures, hook.busy_until) == (before, 1, None)
    assert drained() == 0, "the test itself is tried out of turn once, then it waits like the others"


def test_a_test_message_that_is_received_lets_the_others_go(world: World, made: Made, receiver: Receiver) -> None:
    hook = _failing(world.owner, made, receiver)
    Delivery.objects.update(due_at=timezone.now() + timedelta(hours=3))  # each had failed, too
    receiver.answers = [200]
    services.ping(actor=world.owner, webhook=hook)
    assert drained() == 3 and set(_states()) == {"delivered"}
    hook.refresh_from_db()
    assert (hook.hold_until, hook.failures, hook.failing_since) == (None, 0, None)


def test_a_test_message_obeys_a_server_that_asks_for_time(world: World, made: Made, receiver: Receiver) -> None:
    hook = _failing(world.owner, made, receiver)
    receiver.answers, receiver.said = [503], {"Retry-After": "43200"}
    services.ping(actor=world.owner, webhook=hook)
    drained()
    hook.refresh_from_db()
    assert hook.hold_until > timezone.now() + timedelta(hours=11)  # type: ignore[operator]


def test_two_messages_never_go_to_one_address_at_once_not_even_a_test(
    world: World, made: Made, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook, _secret = made(world.owner)
    told(world.owner)

    def meanwhile(*_anything: Any) -> None:
        services.ping(actor=world.owner, webhook=hook)
        assert sending.send_next() is False

    with monkeypatch.context() as patched:
        patched.setattr(sending, "_record", meanwhile)
        sending.send_next()


def test_how_a_try_at_the_former_address_ended_says_nothing_of_the_new_one(
    world: World, made: Made, receiver: Receiver
) -> None:
    receiver.answers = [410]
    hook, _secret = made(world.owner)
    told(world.owner)
    taken = sending._take(timezone.now())
    assert taken is not None
    services.change_webhook(actor=world.owner, webhook=hook, name="Our ERP", url=receiver.url + "new", groups=["teas"])
    sending._record(taken[0], None, "timeout", 1)
    hook.refresh_from_db()
    assert (hook.paused_at, hook.failures, hook.hold_until, hook.busy_until) == (None, 0, None, None)


def test_the_operator_sees_what_fails_and_sends_a_message_again(
    world: World, made: Made, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.answers = [503, 200]
    made(world.owner)
    command.run(resend="", as_json=False)
    assert "No webhook fails" in capsys.readouterr().out
    told(world.owner)
    drained()
    assert failing().get().last_status == 503  # type: ignore[attr-defined]
    command.run(resend="", as_json=False)
    shown = capsys.readouterr().out
    assert world.owner.email in shown and "503" in shown and "1 wait" in shown
    assert "镀镍" not in shown and receiver.url not in shown
    command.run(resend=Delivery.objects.get().message, as_json=True)
    drained()
    assert _states() == ["delivered"]
    with pytest.raises(InvalidInput):
        command.run(resend="nonsense", as_json=False)


def test_what_was_sent_long_ago_is_forgotten_and_what_waits_is_not(
    world: World, made: Made, receiver: Receiver
) -> None:
    from duijie.api.tasks import forget

    receiver.answers = [200, 500]
    made(world.owner)
    for matter in (1, 2):
        told(world.owner, matter=matter)
    drained()
    later(days=31)
    forget(timestamp=0)
    assert _states() == ["waiting"]
