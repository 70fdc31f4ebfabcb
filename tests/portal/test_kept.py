"""A session that ends while somebody types takes nothing of what they typed."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from duijie.core.models import User
from duijie.docking.models import Message
from tests.docking.conftest import Match, match  # noqa: F401 - a fixture
from tests.docking.rooms import upload

pytestmark = pytest.mark.django_db
OURS = {"origin": "http://testserver", "referer": "http://testserver/deals/"}
LONG = "第一段：我们做过三次中试。\n第二段 <b>& “引号”</b>。\n" * 30


def hidden(page: str) -> dict[str, str]:
    """What the form of a page would send again."""
    main = page.split("<main")[-1]
    return {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', main)
    }


def test_a_message_typed_while_the_session_ended_comes_back_and_is_sent_after_signing_in(
    match: Match,  # noqa: F811
) -> None:
    deal = match.deal()
    thread = deal.threads.first()
    assert thread is not None
    address = f"/deals/{deal.pk}/post/{thread.pk}/"
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-hans"})
    client.force_login(match.asker)
    room = client.get(deal.get_absolute_url()).content.decode()
    client.logout()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', room)
    assert token is not None
    client.get("/accounts/login/")
    typed = {"text": LONG, "form": "0197a0c0-0000-7000-8000-000000000001"}

    sent = {**typed, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    answer = client.post(address, sent, headers=OURS)
    page = answer.content.decode()
    assert answer.status_code == 403 and "您已退出登录" in page
    assert hidden(page)["text"].replace("\r\n", "\n") == LONG
    assert not Message.objects.exists()

    client.force_login(match.asker)
    old = client.post(address, {**typed, "csrfmiddlewaretoken": "x" * 64}, headers=OURS)
    page = old.content.decode()
    assert old.status_code == 403 and str(match.asker) in page, "a page from before signing in"
    fresh = client.post(address, hidden(page), headers=OURS)
    assert fresh.status_code == 302
    assert Message.objects.get().text.replace("\r\n", "\n").strip() == LONG.strip()


@pytest.mark.parametrize("origin", [{}, {"origin": "https://elsewhere.example.org"}, {"origin": "null"}])
def test_nothing_comes_back_that_another_site_put_together(client: Client, origin: dict[str, str]) -> None:
    answer = client.post("/projects/new/", {"title": LONG}, headers=origin)
    assert (answer.status_code, answer.content) == (302, b"")
    strict = Client(enforce_csrf_checks=True)
    assert LONG[:8] not in strict.post("/projects/new/", {"title": LONG}, headers=origin).content.decode()


def test_no_secret_comes_back(client: Client) -> None:
    secret = "correct horse battery staple"
    strict = Client(enforce_csrf_checks=True)
    for address, name in (("/accounts/login/", "password"), ("/accounts/signup/", "password1")):
        answer = strict.post(address, {"login": "somebody@example.org", name: secret}, headers=OURS)
        assert answer.status_code == 403 and secret not in answer.content.decode()
    assert (
        secret not in client.post("/accounts/password/change/", {"oldpassword": secret}, headers=OURS).content.decode()
    )


def test_files_have_to_be_chosen_again_and_the_page_says_so(match: Match) -> None:  # noqa: F811
    deal = match.deal()
    milestone = f"/deals/{deal.pk}/delivery/review/"
    answer = Client().post(milestone, {"said": LONG, "file": upload("a.pdf")}, headers=OURS)
    page = answer.content.decode()
    assert answer.status_code == 403 and "第一段" in page and '<button class="btn">' not in page.split("<main")[-1]


def test_a_page_that_is_only_looked_at_leads_to_signing_in(client: Client) -> None:
    assert client.get("/projects/new/", headers=OURS).status_code == 302
    assert client.post("/notices/read/", headers=OURS).status_code == 302, "nothing was typed"
    assert not User.objects.exists()
