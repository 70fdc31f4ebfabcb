"""The pages on the way from a match to a deal, as each person sees them."""

from __future__ import annotations

import pytest

from duijie.core.models import Notice
from duijie.docking.models import Deal, Introduction
from tests.docking.conftest import MESSAGE, Match
from tests.helpers import browser


def test_from_an_items_page_to_a_room_with_a_message(match: Match) -> None:
    asker, solver = browser(match.asker), browser(match.solver)
    page = asker.get(match.project.get_absolute_url()).content.decode()
    assert f"/introductions/new/?item={match.project.key}" in page
    page = asker.get("/introductions/new/", {"item": match.project.key}).content.decode()
    assert match.problem.title in page, "the asker chooses among the own problems"

    form = {"problem": str(match.problem.pk), "item": match.project.key, "message": MESSAGE, "days": "14"}
    sent = asker.post("/introductions/new/", form)
    introduction = Introduction.objects.get()
    assert sent.headers["Location"] == introduction.get_absolute_url()

    waiting = solver.get("/introductions/").content.decode()
    assert match.problem.title in waiting
    told = Notice.objects.get(user=match.solver)
    assert solver.post(f"/notices/{told.pk}/").headers["Location"] == introduction.get_absolute_url()
    assert MESSAGE in solver.get(introduction.get_absolute_url()).content.decode()
    room = solver.post(f"{introduction.get_absolute_url()}accept/").headers["Location"]

    deal = Deal.objects.get()
    assert room == deal.get_absolute_url()
    opened = solver.get(room)
    form_id = opened.context["form"]["form"].value()
    thread = deal.threads.get()
    for _twice in range(2):
        solver.post(f"{room}post/{thread.pk}/", {"text": "你好，明天通话？", "form": str(form_id)})
    assert asker.get(room).content.decode().count("你好，明天通话？") == 1
    assert match.solver.email in asker.get(room).content.decode(), "now they can reach each other"
    assert "仅" not in asker.get(f"{room}log/").content.decode()


def test_nothing_that_was_typed_is_lost_when_it_is_refused(match: Match) -> None:
    form = {
        "problem": str(match.problem.pk),
        "item": match.project.key,
        "message": "请打 13812345678 找我谈一谈",
        "days": "14",
    }
    answer = browser(match.asker).post("/introductions/new/", form)
    assert answer.status_code == 422
    assert "请打 13812345678 找我谈一谈" in answer.content.decode()
    assert not Introduction.objects.exists()


def test_a_no_without_a_reason_asks_for_one(match: Match) -> None:
    introduction = match.invite()
    answer = browser(match.solver).post(f"{introduction.get_absolute_url()}decline/", {"note": "下次"})
    assert answer.status_code == 422 and "下次" in answer.content.decode()
    introduction.refresh_from_db()
    assert introduction.state == "open"


@pytest.mark.parametrize("who", ["outsider", "teammate", "member_west", "secretariat_west", None])
def test_the_pages_of_others_are_as_if_they_were_not_there(match: Match, deal: Deal, who: str | None) -> None:
    client = browser(match.world.people[who] if who else None)
    expected = 404 if who else 302
    introduction = deal.introduction.get_absolute_url()
    for address in (introduction, deal.get_absolute_url(), f"{deal.get_absolute_url()}log/"):
        assert client.get(address).status_code == expected, address
    thread = deal.threads.get()
    for address, data in (
        (f"{introduction}accept/", {}),
        (f"{deal.get_absolute_url()}post/{thread.pk}/", {"text": "x"}),
        (f"{deal.get_absolute_url()}end/", {"reason": "x"}),
    ):
        assert client.post(address, data).status_code == expected, address
    assert MESSAGE not in client.get("/introductions/", follow=True).content.decode()


def test_no_address_is_shown_before_both_have_accepted(match: Match) -> None:
    introduction = match.invite()
    for user, hidden in ((match.asker, match.solver.email), (match.solver, match.asker.email)):
        page = browser(user).get(introduction.get_absolute_url()).content.decode()
        assert hidden not in page


def test_a_title_only_problem_stays_veiled_to_who_is_invited(match: Match) -> None:
    match.problem.confidentiality = "title-only"
    match.problem.save()
    introduction = match.invite()
    page = browser(match.solver).get(introduction.get_absolute_url()).content.decode()
    assert match.problem.title in page and match.problem.statement not in page
    assert match.world.firm.name not in page, "nor is it told whose it is"


def test_notices_are_the_readers_own(match: Match) -> None:
    match.invite()
    told = Notice.objects.get(user=match.solver)
    stranger = browser(match.world.outsider)
    assert stranger.post(f"/notices/{told.pk}/").headers["Location"] == "/notices/"
    told.refresh_from_db()
    assert told.read_at is None
    assert match.problem.title not in stranger.get("/notices/").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?item=",
        "?item=project:nonsense",
        "?item=problem:0",
        "?problem=0",
        "?item=talent:00000000-0000-0000-0000-000000000000",
    ],
)
def test_a_mistaken_address_is_said_kindly(match: Match, query: str) -> None:
    answer = browser(match.asker).get(f"/introductions/new/{query}")
    assert answer.status_code == 404 and "Traceback" not in answer.content.decode()
