"""What is new is mailed once a week, as far as the reader may see it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from duijie.core.models import User
from duijie.library.models import Problem
from duijie.matching.models import Digest
from duijie.matching.services import news
from duijie.matching.services.digests import plan, send, waiting
from duijie.registry.models import Role
from tests.factories.world import World
from tests.matching.plating import NICKEL, nickel, put, resin
from tests.matching.saved.searching import aged, later, listing, post, saved, this_week

pytestmark = pytest.mark.django_db


def only_letter() -> Any:
    """The one mail that was sent, with its parts in HTML."""
    [message] = mail.outbox
    return message


def test_what_is_new_in_a_need_is_mailed_once_with_the_sentence(world: World, by_words: None, reader: User) -> None:
    old = resin(world, title="旧树脂")
    aged(old)
    search = saved(reader)
    later(search)
    fresh = resin(world, title="新树脂")
    put(old, fresh)
    [row] = post(reader)
    assert (row.state, row.items) == (Digest.State.SENT, 1)
    message = only_letter()
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
    message = only_letter()
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


def test_no_private_row_is_mailed(world: World, by_words: None, reader: User) -> None:
    later(listing(reader))
    nickel(world, title="公开的")
    for visibility in ("private", "community"):
        nickel(world, title=f"不公开 {visibility}", visibility=visibility)
    nickel(world, title="草稿", state="draft")
    nickel(world, title="只有标题", confidentiality="title-only", statement=f"{NICKEL}代号玄鸟。")
    post(reader)
    message = only_letter()
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
    message = only_letter()
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
    message = only_letter()
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
