"""A mail that cannot be sent is tried again and then listed, whatever is wrong with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail as post
from django.utils import timezone

from duijie.core import mailing
from duijie.core.models import Mail

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong", [{"headers": {"X-Room": "one\r\nBcc: everybody@example.org"}}, {"attachments": "no list of files"}]
)
def test_a_mail_that_is_wrong_in_itself_is_listed_as_unsent_and_keeps_no_other_from_going(
    wrong: dict[str, Any],
) -> None:
    for key in ("wrong", "right"):
        mailing.queue(key=key, to="lin@campus.example", subject="Tea", text="Tea is ready.")
    Mail.objects.filter(key="wrong").update(**wrong)
    while mailing.send_next():
        Mail.objects.filter(state=Mail.State.WAITING).update(due_at=timezone.now())
    assert [one.subject for one in post.outbox] == ["Tea"]
    assert Mail.objects.get(key="right").state == Mail.State.SENT
    [left] = mailing.unsent()
    assert (left.key, left.state, left.attempts) == ("wrong", Mail.State.FAILED, 6)
    assert left.error


def test_what_a_mail_server_says_of_its_receiver_is_not_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    mailing.queue(key="one", to="lin@campus.example", subject="Tea", text="Tea is ready.")

    def refuses(*_anything: Any) -> None:
        raise ValueError("lin@campus.example is no address")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuses)
    assert mailing.send_next()
    assert Mail.objects.get().state == Mail.State.WAITING
    assert "ValueError" in caplog.text and "lin@" not in caplog.text
