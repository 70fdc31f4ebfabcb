"""People choose what they are mailed, and stop it from the mail itself."""

from __future__ import annotations

import re
from functools import partial

import pytest
from django.core import mail, signing
from django.utils import timezone
from django.utils.translation import override

from duijie.core import mailing, notices
from duijie.core.errors import InvalidInput, NotFound
from duijie.core.models import Mail, Notice, NoticeHabits, User
from duijie.core.notices import preferences, stopping
from tests.core.notices.conftest import OPEN, told
from tests.factories.world import World
from tests.helpers import assert_same_queries, browser, count_queries

pytestmark = pytest.mark.django_db
SETTINGS = "/account/notices/"


def _sent() -> list[str]:
    while mailing.send_next():
        pass
    return [str(message.subject) for message in mail.outbox]


_browser = partial(browser, language="en")


def _form(**changed: str) -> dict[str, str]:
    values = {one.name: one.usual for one in preferences.groups() if not one.fixed}
    return {**values, "time_zone": "Asia/Shanghai", "hour": "7", "weekday": "0", **changed}


def test_who_chose_nothing_is_mailed_little_and_told_everything_in_the_site(world: World) -> None:
    told(world.owner, "tea")
    told(world.owner, "rent", what="b")
    assert _sent() == ["Rent: 镀镍 1"]
    assert Notice.objects.filter(user=world.owner).count() == 2


def test_who_wants_it_at_once_gets_it_at_once_and_who_wants_none_gets_none(world: World) -> None:
    preferences.choose(actor=world.owner, chosen={"teas": "now"})
    preferences.choose(actor=world.teammate, chosen={"teas": "off"})
    for user in (world.owner, world.teammate):
        told(user)
    assert _sent() == ["Tea: 镀镍 1"]
    assert mail.outbox[0].to == [world.owner.email]
    assert Notice.objects.filter(user=world.teammate).count() == 1


@pytest.mark.parametrize("group", ["rents", "account"])
def test_what_concerns_rights_and_the_account_is_always_mailed(world: World, group: str) -> None:
    with override("en"), pytest.raises(InvalidInput, match="cannot be switched off"):
        preferences.choose(actor=world.owner, chosen={group: "off"})
    told(world.owner, "rent")
    assert _sent() == ["Rent: 镀镍 1"]
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


@pytest.mark.parametrize(
    "values",
    [
        {"chosen": {"castles": "off"}},
        {"chosen": {"teas": "hourly"}},
        {"chosen": {}, "time_zone": "Mars/Olympus"},
        {"chosen": {}, "time_zone": "UTC", "hour": 24},
        {"chosen": {}, "time_zone": "UTC", "weekday": 7},
    ],
)
def test_what_is_not_offered_is_refused_and_nothing_is_kept(world: World, values: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        preferences.choose(actor=world.owner, **values)  # type: ignore[arg-type]
    assert not NoticeHabits.objects.exists()
    assert {one.group.name: one.rhythm for one in preferences.choices(world.owner)}["teas"] == "daily"


def test_what_waits_follows_a_new_choice(world: World) -> None:
    [first] = told(world.owner)
    for rhythm in ("weekly", "daily", "off"):
        preferences.choose(actor=world.owner, chosen={"teas": rhythm})
        first.refresh_from_db()
        assert first.rhythm == rhythm


def test_telling_many_costs_one_question_for_their_choices(world: World) -> None:
    people = list(world.people.values())
    asked = [sql for sql in count_queries(lambda: _tell(people)) if "core_noticepreference" in sql]
    assert len(asked) == 1


def _tell(people: list[User]) -> None:
    notices.tell(users=people, kind="tea", params={"problem": "x"}, url="/", key="matter:1:x")


def test_nobody_is_mailed_of_what_was_closed_to_them_before_it_went(world: World) -> None:
    told(world.owner, "rent")
    OPEN.clear()
    assert _sent() == []
    assert Mail.objects.get().state == Mail.State.NOTHING
    assert not mailing.unsent().exists()


def test_nothing_is_told_of_a_record_without_a_rule(world: World) -> None:
    for values in ({"key": "castle:1:x"}, {"key": "matter:1:x", "about": "castle:1"}):
        with pytest.raises(KeyError, match="No rule"):
            notices.tell(users=[world.owner], kind="rent", params={"problem": "x"}, url="/", **values)  # type: ignore[arg-type]
    Notice.objects.create(user=world.owner, kind="rent", key="castle:1:x", params={"problem": "x"})
    assert notices.visible(world.owner, list(Notice.objects.all())) == []


def test_the_page_shows_what_holds_and_keeps_what_is_chosen(world: World) -> None:
    client = _browser(world.owner)
    shown = client.get(SETTINGS).content.decode()
    assert "Teas" in shown and "Rents" in shown and 'name="rents"' not in shown
    assert (
        client.post(SETTINGS, _form(teas="weekly", time_zone="Europe/Berlin", hour="18", weekday="4")).status_code
        == 302
    )
    assert {one.group.name: one.rhythm for one in preferences.choices(world.owner)}["teas"] == "weekly"
    habits = NoticeHabits.objects.get(user=world.owner)
    assert (habits.time_zone, habits.hour, habits.weekday) == ("Europe/Berlin", 18, 4)
    refused = client.post(SETTINGS, _form(teas="hourly", hour="18"))
    assert refused.status_code == 422
    assert 'value="18" selected' in refused.content.decode(), "what was typed is kept"
    assert not NoticeHabits.objects.exclude(user=world.owner).exists()


def test_the_page_is_ones_own(world: World) -> None:
    assert "/accounts/login/" in _browser().get(SETTINGS)["Location"]
    assert "/accounts/login/" in _browser().post(SETTINGS, _form(teas="off"))["Location"]
    for user in (world.outsider, world.secretariat, world.admin):
        _browser(user).post(SETTINGS, _form(teas="off"))
    assert {one.group.name: one.rhythm for one in preferences.choices(world.owner)}["teas"] == "daily"


def test_one_click_in_the_mail_stops_its_kind_without_a_sign_in(world: World) -> None:
    preferences.choose(actor=world.owner, chosen={"teas": "now"})
    told(world.owner)
    _sent()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.sub(r"^<https?://[^/]+|>$", "", headers["List-Unsubscribe"])
    assert address in mail.outbox[0].body
    stranger = _browser(enforce_csrf_checks=True)
    asked = stranger.get(address)
    assert asked.status_code == 200 and "Teas" in asked.content.decode()
    assert asked["Referrer-Policy"] == "no-referrer"
    assert world.owner.email not in asked.content.decode()
    told(world.owner, what="b")
    assert len(_sent()) == 2, "opening the address only asks"
    done = stranger.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert done.status_code == 200
    told(world.owner, what="c")
    assert len(_sent()) == 2
    assert stranger.post(address).status_code == 200


@pytest.mark.parametrize("what", ["group:rents", "group:account", "group:castles", "rhythm:now", "everything"])
def test_a_link_stops_nothing_that_cannot_be_switched_off(world: World, what: str) -> None:
    with pytest.raises(NotFound):
        stopping.stop(stopping.address(world.owner, what).rstrip("/").rpartition("/")[2])
    assert preferences.choices(world.owner) == preferences.choices(world.teammate)


def test_a_link_that_was_not_made_here_stops_nothing(world: World) -> None:
    forged = signing.dumps([str(world.owner.pk), "group:teas"], salt="duijie.other", compress=False)
    for token in ("x", "a:b:c", forged):
        for method in (_browser().get, _browser().post):
            assert method(f"/notices/stop/{token}/").status_code == 404
    assert {one.group.name: one.rhythm for one in preferences.choices(world.owner)}["teas"] == "daily"


def test_the_list_costs_the_same_for_1_and_30_notices(world: World) -> None:
    client = _browser(world.owner)
    assert_same_queries(
        lambda: client.get("/notices/"),
        lambda count: [told(world.owner, what=f"{count}-{n}", matter=n) for n in range(count)],
    )


def test_a_mail_that_was_put_off_says_the_same_name_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told(world.owner, "rent")
    names: list[str] = []

    def refuses(message: object, *_anything: object) -> int:
        names.append(message.extra_headers["Message-ID"])  # type: ignore[attr-defined]
        raise OSError("down")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuses)
    for _try in range(7):
        mailing.send_next()
        Mail.objects.update(due_at=timezone.now())
    assert len(names) == 6 and len(set(names)) == 1
    assert mailing.unsent().get().state == Mail.State.FAILED


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "打开查看："), ("en", "Open it:")])
def test_every_line_of_a_mail_is_in_the_readers_language(world: World, language: str, said: str) -> None:
    world.owner.language = language
    world.owner.save()
    preferences.choose(actor=world.owner, chosen={"teas": "now"})
    told(world.owner)
    _sent()
    lines = mail.outbox[0].body.split("\n\n", 1)[1]  # what stands below the notice itself, which this test made up
    words = re.sub(r"https?://\S+", "", lines)
    assert said in words
    assert bool(re.search("[a-z]", words)) == (language == "en") and bool(re.search("[一-龥]", words)) != (
        language == "en"
    )
