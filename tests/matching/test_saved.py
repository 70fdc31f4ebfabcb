"""Somebody keeps searches, gets one mail a week, and stops it with one click."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from duijie.core import mailing
from duijie.core.errors import InvalidInput, NotAllowed, Unavailable
from duijie.core.models import Mail, User
from duijie.core.notices import preferences
from duijie.library.models import Item, Problem
from duijie.matching import runtime
from duijie.matching.commands import digest as command_digest
from duijie.matching.models import Digest, SavedSearch
from duijie.matching.services import digests, news
from duijie.matching.services.digests import compose, period_of, plan, send, unsent, waiting
from duijie.matching.services.saved import delete_search, pause_search, rename_search, save_search
from duijie.registry.models import Role
from tests.factories.world import World
from tests.helpers import assert_same_queries
from tests.matching.test_directions import NICKEL, nickel, put, resin

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_words(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words alone, where every item that shares one counts as a match."""
    monkeypatch.setattr(runtime, "embedders", lambda: ())
    monkeypatch.setattr(news, "weak", lambda match: match.score < 0.0475)


@pytest.fixture
def reader(world: World) -> User:
    world.outsider.language = "en"
    world.outsider.save()
    return world.outsider


def saved(user: User, **values: Any) -> SavedSearch:
    return save_search(actor=user, **{"name": "Nickel", "kind": "need", "text": NICKEL, **values})


def listing(user: User, **values: Any) -> SavedSearch:
    return saved(user, **{"name": "Problems", "kind": "list", "library": "problem", "text": "", **values})


def this_week() -> str:
    return period_of(timezone.localdate())


def post(user: User, period: str = "") -> list[Digest]:
    """What the worker does of a week, for one person."""
    plan(period=period or this_week(), due_only=False, users=[user])
    return [row for pk in waiting().values_list("pk", flat=True) if (row := send(digest=pk))]


def later(search: SavedSearch) -> None:
    """A week passes for what there is: it was told of, or was there when the search was saved."""
    past = timezone.now() - timedelta(days=7)
    SavedSearch.objects.filter(pk=search.pk).update(created_at=past, told_until=past)


def aged(*items: Item) -> None:
    for item in items:
        past = timezone.now() - timedelta(days=30)
        type(item)._default_manager.filter(pk=item.pk).update(updated_at=past, created_at=past)


# The mail


def test_what_is_new_in_a_need_is_mailed_once_with_the_sentence(world: World, by_words: None, reader: User) -> None:
    old = resin(world, title="旧树脂")
    aged(old)
    search = saved(reader)
    later(search)
    fresh = resin(world, title="新树脂")
    put(old, fresh)
    [row] = post(reader)
    assert (row.state, row.items) == (Digest.State.SENT, 1)
    [message] = mail.outbox
    assert message.to == [reader.email]
    assert "新树脂" in message.body
    assert "旧树脂" not in message.body
    assert "出水镍 0.05 mg/L" in message.body
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert "新树脂" in html and f"/projects/{fresh.pk}/" in html
    assert post(reader) == []
    assert len(mail.outbox) == 1


def test_the_mail_speaks_the_readers_language(world: World, by_words: None, reader: User) -> None:
    later(listing(reader))
    nickel(world)
    post(reader)
    assert "in your saved searches" in mail.outbox[0].body
    world.member_east.language = "zh-hans"
    world.member_east.save()
    later(listing(world.member_east))
    post(world.member_east)
    assert "您保存的搜索" in mail.outbox[1].body


def test_nothing_is_sent_when_nothing_is_new(world: World, by_words: None, reader: User) -> None:
    old = nickel(world)
    aged(old)
    later(listing(reader))
    [row] = post(reader)
    assert row.state == Digest.State.NOTHING
    assert mail.outbox == []


def test_what_was_told_is_told_again_only_when_it_changed(world: World, by_words: None, reader: User) -> None:
    search = listing(reader)
    later(search)
    problem = nickel(world)
    post(reader, "2026-W40")
    assert len(mail.outbox) == 1
    post(reader, "2026-W41")
    assert len(mail.outbox) == 1
    problem.title, problem.version = "电镀废水深度除镍", problem.version + 1
    problem.save()
    post(reader, "2026-W42")
    assert "[changed" in mail.outbox[1].body
    assert "电镀废水深度除镍" in mail.outbox[1].body


def test_several_searches_make_one_mail(world: World, by_words: None, reader: User) -> None:
    for search in (listing(reader, name="All"), listing(reader, name="By field", where={"fields": ["2.7"]})):
        later(search)
    nickel(world, fields=["2.7"])
    post(reader)
    [message] = mail.outbox
    assert "== All ==" in message.body and "== By field ==" in message.body


def test_a_search_that_was_just_saved_tells_nothing_that_was_there(world: World, by_words: None, reader: User) -> None:
    nickel(world)
    listing(reader)
    assert post(reader)[0].state == Digest.State.NOTHING


def test_problems_for_my_profile_are_mailed(world: World, by_words: None) -> None:
    owner = world.owner
    project = resin(world, owner=owner)
    search = saved(owner, kind="profile", text="")
    later(search)
    problem = nickel(world, owner=None, title="新问题")
    put(project, problem)
    post(owner)
    assert "新问题" in mail.outbox[0].body


# What may be seen


def test_no_private_row_is_mailed(world: World, by_words: None, reader: User) -> None:
    later(listing(reader))
    nickel(world, title="公开的")
    for visibility in ("private", "community"):
        nickel(world, title=f"不公开 {visibility}", visibility=visibility)
    nickel(world, title="草稿", state="draft")
    nickel(world, title="只有标题", confidentiality="title-only", statement=f"{NICKEL}代号玄鸟。")
    post(reader)
    [message] = mail.outbox
    whole = message.body + str(message.alternatives)
    assert "公开的" in whole and "只有标题" in whole
    for hidden in ("不公开", "草稿", "玄鸟", world.firm.name):
        assert hidden not in whole


@pytest.mark.parametrize("change", [{"visibility": "private"}, {"state": "draft"}])
def test_what_became_private_between_match_and_mail_is_not_in_it(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch, change: dict[str, str]
) -> None:
    search = saved(reader)
    later(search)
    secret = resin(world, title="将隐去", summary="螯合树脂深度除镍，出水镍 0.01 mg/L。")
    put(secret, resin(world, title="仍公开"))
    find = news.find_matches

    def then_hidden(**values: Any) -> Any:
        found = find(**values)
        assert "将隐去" in [offer.item.title for offer in found.offers]
        type(secret)._default_manager.filter(pk=secret.pk).update(**change)
        return found

    monkeypatch.setattr(news, "find_matches", then_hidden)
    post(reader)
    [message] = mail.outbox
    assert "仍公开" in message.body
    assert "将隐去" not in message.body + str(message.alternatives)
    assert "0.01 mg/L" not in message.body


def test_a_problem_that_hides_its_body_between_match_and_mail_shows_its_title_only(
    world: World, by_words: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = world.member_west
    project = resin(world, owner=owner)
    later(saved(owner, kind="profile", text=""))
    problem = nickel(world, title="除镍难题")
    put(project, problem)
    find = news.problems_for

    def then_veiled(**values: Any) -> Any:
        found = find(**values)
        assert found.rows[0].said[0]
        Problem.objects.filter(pk=problem.pk).update(confidentiality="title-only")
        return found

    monkeypatch.setattr(news, "problems_for", then_veiled)
    post(owner)
    [message] = mail.outbox
    assert "除镍难题" in message.body
    assert "出水镍" not in message.body + str(message.alternatives)


def test_who_lost_a_role_is_told_as_what_they_are_when_it_is_sent(world: World, by_words: None) -> None:
    member = world.member_east
    later(listing(member))
    nickel(world, title="共同体内", visibility="community")
    plan(period=this_week(), due_only=False)
    Role.objects.filter(user=member).delete()
    for pk in waiting().values_list("pk", flat=True):
        send(digest=pk)
    assert mail.outbox == []


def test_who_was_closed_or_never_confirmed_the_address_gets_no_mail(world: World, by_words: None, reader: User) -> None:
    later(listing(reader))
    nickel(world)
    address = EmailAddress.objects.create(user=reader, email=reader.email, verified=False, primary=True)
    assert post(reader) == []
    address.verified = True
    address.save()
    plan(period=this_week(), due_only=False)
    User.objects.filter(pk=reader.pk).update(is_active=False)
    for pk in waiting().values_list("pk", flat=True):
        send(digest=pk)
    assert mail.outbox == []


# Once


class Killed(BaseException):
    """The process is gone: nothing after this line runs."""


def _dies(*_anything: Any, **_more: Any) -> None:
    raise Killed


def test_whoever_dies_before_sending_leaves_it_listed_and_it_is_sent_once(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(listing(reader))
    nickel(world)
    plan(period=this_week(), due_only=False)
    with monkeypatch.context() as patched:
        patched.setattr(digests, "_context", _dies)
        with pytest.raises(Killed):
            send(digest=waiting()[0].pk)
    [(row, letter)] = unsent()
    assert (row.state, letter.state, mail.outbox) == (Digest.State.WAITING, Mail.State.WAITING, [])
    assert send(digest=row.pk).state == Digest.State.SENT  # type: ignore[union-attr]
    assert len(mail.outbox) == 1
    assert send(digest=row.pk).state == Digest.State.SENT  # type: ignore[union-attr]
    assert plan(period=this_week(), due_only=False) == 0
    assert len(mail.outbox) == 1
    assert not unsent()


def test_whoever_dies_while_sending_leaves_it_listed_and_it_is_not_sent_by_itself(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(listing(reader))
    nickel(world)
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", _dies)
        with pytest.raises(Killed):
            post(reader)
    [(row, letter)] = unsent()
    assert letter.state == Mail.State.SENDING and not waiting()
    Mail.objects.update(due_at=timezone.now() - timedelta(hours=1))
    assert mailing.unsent().get() == letter
    mailing.send_again(Mail.objects.all())
    assert send(digest=row.pk).state == Digest.State.SENT  # type: ignore[union-attr]
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_down_is_asked_again_later(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(listing(reader))
    nickel(world)

    def refuses(*_anything: Any) -> Any:
        raise OSError("connection refused")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", refuses)
        [row] = post(reader)
    assert row.state == Digest.State.WAITING
    [(left, letter)] = unsent()
    assert left == row and "refused" in letter.error
    assert letter.due_at > timezone.now()
    assert not waiting().exists()
    Mail.objects.update(due_at=timezone.now())
    assert send(digest=row.pk).state == Digest.State.SENT  # type: ignore[union-attr]
    assert len(mail.outbox) == 1


def test_an_index_that_is_away_puts_the_mail_off(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(saved(reader))

    def away(**_values: Any) -> Any:
        raise Unavailable("the index is away")

    monkeypatch.setattr(news, "find_matches", away)
    [row] = post(reader)
    assert row.state == Digest.State.WAITING
    assert "away" in unsent()[0][1].error


def test_it_goes_on_the_day_and_at_the_hour_that_the_reader_chose(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = listing(reader)
    monday = digests.begins("2026-W47")
    SavedSearch.objects.filter(pk=search.pk).update(told_until=monday - timedelta(days=7))
    preferences.choose(actor=reader, chosen={}, time_zone="Europe/Berlin", hour=18, weekday=4)
    monkeypatch.setattr("django.utils.timezone.now", lambda: monday + timedelta(hours=1))
    assert plan(period="2026-W47") == 1
    assert Mail.objects.get().due_at.isoformat() == "2026-11-20T17:00:00+00:00"
    assert not waiting().exists()


def test_who_wants_no_such_mail_gets_none_and_keeps_the_searches(world: World, by_words: None, reader: User) -> None:
    later(listing(reader))
    nickel(world)
    plan(period=this_week(), due_only=False)
    preferences.choose(actor=reader, chosen={"searches": "off"})
    assert [row.state for row in post(reader, "2030-W02")] == [Digest.State.NOTHING]
    assert mail.outbox == [] and not SavedSearch.objects.get().paused
    preferences.choose(actor=reader, chosen={"searches": "weekly"})
    post(reader, "2030-W03")
    assert len(mail.outbox) == 1, "what was not told is told then"


def test_the_weekly_mail_goes_out_once_its_hour_has_come(
    world: World, by_words: None, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = listing(reader)
    monday = digests.begins("2026-W47")
    assert (monday.weekday(), monday.hour) == (0, 7)
    SavedSearch.objects.filter(pk=search.pk).update(told_until=monday - timedelta(days=7))
    for hours, planned in ((-1, 0), (1, 1), (2, 0)):
        monkeypatch.setattr("django.utils.timezone.now", lambda hours=hours: monday + timedelta(hours=hours))
        assert plan(period="2026-W47") == planned
    SavedSearch.objects.filter(pk=search.pk).update(told_until=monday + timedelta(days=1))
    monkeypatch.setattr("django.utils.timezone.now", lambda: monday + timedelta(days=2))
    Digest.objects.all().delete()
    assert plan(period="2026-W47") == 0, "saved after Monday: the next week's mail is the first"


# Stopping it


def stops(message: Any) -> str:
    return str(re.sub(r"^<|>$", "", message.extra_headers["List-Unsubscribe"]))


def test_one_click_stops_all_mails_without_a_sign_in(world: World, by_words: None, reader: User) -> None:
    later(listing(reader))
    nickel(world)
    post(reader)
    [message] = mail.outbox
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = "/digest/" + stops(message).partition("/digest/")[2]
    stranger = Client(enforce_csrf_checks=True)
    asked = stranger.get(address)
    assert asked.status_code == 200
    assert not SavedSearch.objects.get().paused, "opening the address only asks"
    done = stranger.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert done.status_code == 200
    assert SavedSearch.objects.get().paused
    assert stranger.post(address).status_code == 200
    nickel(world)
    assert post(reader, "2030-W01") == []


def test_the_mails_of_one_search_are_stopped_by_its_own_link(world: World, by_words: None, reader: User) -> None:
    one, two = listing(reader, name="One"), listing(reader, name="Two")
    for search in (one, two):
        later(search)
    nickel(world)
    post(reader)
    part = mail.outbox[0].body.partition("== One ==")[2].partition("== Two ==")[0]
    token = re.search(r"/digest/unsubscribe/\S+", part)
    assert token
    assert Client().post(token.group(0)).status_code == 200
    assert {search.name: search.paused for search in SavedSearch.objects.all()} == {"One": True, "Two": False}


@pytest.mark.parametrize("token", ["x", "a:b:c", "W10:1abc:zzz", "../../etc"])
def test_a_link_that_was_not_made_here_stops_nothing(world: World, reader: User, token: str) -> None:
    listing(reader)
    for method in (Client().get, Client().post):
        assert method(f"/digest/unsubscribe/{token}/").status_code == 404
    assert not SavedSearch.objects.get().paused


# The pages


def test_saving_needs_a_sign_in_and_keeps_the_search_on_the_way(client: Client, world: World, reader: User) -> None:
    address = "/saved/new/?list=problem&q=%E7%94%B5%E9%95%80&fields=2.7"
    refused = client.get(address)
    assert refused.status_code == 302
    assert "/accounts/login/" in refused["Location"]
    client.force_login(reader)
    assert 'value="电镀"' in client.get(address).content.decode()
    assert client.post(address, {"name": "Plating"}).status_code == 302
    search = SavedSearch.objects.get()
    assert (search.owner, search.name, search.text, search.where) == (reader, "Plating", "电镀", {"fields": ["2.7"]})
    assert "Plating" in client.get("/saved/").content.decode()
    opened = client.get(f"/saved/{search.pk}/")
    assert opened["Location"] == "/problems/?fields=2.7&q=%E7%94%B5%E9%95%80"


def test_a_need_is_saved_from_its_matches_with_its_filters(
    client: Client, world: World, reader: User, by_words: None
) -> None:
    client.force_login(reader)
    address = client.post("/match/", {"text": NICKEL})["Location"]
    shown = client.get(f"{address}?kind=project&trl=6").content.decode()
    link = re.search(r'href="(/saved/new/\?need=[^"]+)"', shown)
    assert link
    assert client.post(link.group(1).replace("&amp;", "&"), {"name": "Nickel"}).status_code == 302
    search = SavedSearch.objects.get()
    assert search.where == {"kind": "project", "trl": 6}
    assert search.requirements
    again = client.get(client.get(f"/saved/{search.pk}/")["Location"])
    assert "镍超标" in again.content.decode()


def test_a_name_that_is_missing_is_asked_for(client: Client, world: World, reader: User) -> None:
    client.force_login(reader)
    refused = client.post("/saved/new/?profile=1", {"name": " "})
    assert refused.status_code == 422
    assert client.get("/saved/new/").status_code == 404
    assert client.get("/saved/new/?list=castles").status_code == 404


def test_searches_are_renamed_paused_and_deleted(client: Client, world: World, reader: User) -> None:
    search = listing(reader)
    client.force_login(reader)
    client.post(f"/saved/{search.pk}/change/", {"name": "Renamed"})
    client.post(f"/saved/{search.pk}/change/", {"paused": "1"})
    search.refresh_from_db()
    assert (search.name, search.paused) == ("Renamed", True)
    client.post(f"/saved/{search.pk}/change/", {"paused": "0"})
    search.refresh_from_db()
    assert not search.paused
    assert client.get(f"/saved/{search.pk}/delete/").status_code == 200
    assert SavedSearch.objects.exists()
    client.post(f"/saved/{search.pk}/delete/")
    assert not SavedSearch.objects.exists()


def test_a_search_is_seen_and_changed_by_its_owner_only(client: Client, world: World, reader: User) -> None:
    search = saved(reader)
    for name in ("owner", "teammate", "secretariat", "admin", None):
        stranger = Client()
        if name:
            stranger.force_login(getattr(world, name))
        expected = 404 if name else 302
        assert stranger.get(f"/saved/{search.pk}/").status_code == expected, name
        assert stranger.post(f"/saved/{search.pk}/change/", {"name": "Mine"}).status_code == expected, name
        assert stranger.post(f"/saved/{search.pk}/delete/").status_code == expected, name
        if name:
            assert "Nickel" not in stranger.get("/saved/").content.decode()
            for act in (
                lambda user: rename_search(actor=user, search=search, name="Mine"),
                lambda user: pause_search(actor=user, search=search, paused=True),
                lambda user: delete_search(actor=user, search=search),
            ):
                with pytest.raises(NotAllowed):
                    act(getattr(world, name))
    search.refresh_from_db()
    assert (search.name, search.paused) == ("Nickel", False)


def test_what_cannot_be_asked_is_not_kept(world: World, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"text": "？？？"},
        {"name": ""},
        {"name": "n" * 121},
        {"kind": "castle"},
        {"kind": "list", "library": "castle"},
    )
    for values in wrong:
        with pytest.raises(InvalidInput):
            saved(reader, **values)
    monkeypatch.setattr("duijie.matching.services.saved.MOST", 1)
    saved(reader)
    with pytest.raises(InvalidInput, match="1"):
        saved(reader)
    assert SavedSearch.objects.count() == 1


def test_the_list_costs_the_same_queries_for_1_and_30_searches(client: Client, world: World, reader: User) -> None:
    client.force_login(reader)
    assert_same_queries(
        lambda: client.get("/saved/"), lambda count: [listing(reader, name=f"{n}") for n in range(count)]
    )


# By hand


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


def test_a_week_that_is_none_is_told(world: World, printed: Callable[..., str]) -> None:
    with pytest.raises(InvalidInput, match="2026-W47"):
        printed(week="next week")


def test_compose_is_empty_without_searches(world: World, reader: User) -> None:
    assert compose(user=reader).told == ()
