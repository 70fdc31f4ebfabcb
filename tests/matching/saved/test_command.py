"""The mails by hand: ``duijie digest``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from duijie.core import mailing
from duijie.core.errors import InvalidInput
from duijie.core.models import User
from duijie.matching.commands import digest as command_digest
from duijie.matching.models import Digest
from duijie.matching.services.digests import compose
from tests.factories.world import World
from tests.matching.plating import nickel
from tests.matching.saved.searching import later, listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def run(**values: Any) -> str:
        command_digest.run(**{"week": "", "email": "", "dry_run": False, "as_json": False, **values})
        return capsys.readouterr().out

    return run


def test_a_dry_run_shows_what_would_go_and_changes_nothing(
    world: World, by_words: None, reader: User, printed: Callable[..., str]
) -> None:
    later(listing(reader))
    nickel(world, title="新问题")
    shown = printed(dry_run=True)
    assert reader.email in shown and "新问题" in shown
    assert (mail.outbox, Digest.objects.count()) == ([], 0)
    assert "sent" in printed()
    assert len(mail.outbox) == 1
    assert "Nothing would go" in printed(dry_run=True)
    assert "Nobody waits" in printed()


def test_a_mail_that_the_worker_took_up_first_is_told_as_sent(
    world: World, by_words: None, reader: User, printed: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    later(listing(reader))
    nickel(world, title="新问题")
    send_next = mailing.send_next
    monkeypatch.setattr(mailing, "send_next", lambda **_key: False)  # somebody else has it
    monkeypatch.setattr(command_digest.time, "sleep", lambda _seconds: send_next())
    shown = printed()
    assert shown.startswith("sent") and "1 items" in shown
    assert "waiting" not in shown
    assert len(mail.outbox) == 1


def test_what_two_searches_found_counts_once(
    world: World, by_words: None, reader: User, printed: Callable[..., str]
) -> None:
    later(listing(reader))
    later(listing(reader, name="All problems"))
    nickel(world)
    assert "1 items" in printed()
    assert mail.outbox[0].subject.startswith("1 new for you")


def test_a_week_that_is_none_is_told(world: World, printed: Callable[..., str]) -> None:
    with pytest.raises(InvalidInput, match="2026-W47"):
        printed(week="next week")


def test_compose_is_empty_without_searches(world: World, reader: User) -> None:
    assert compose(user=reader).told == ()
