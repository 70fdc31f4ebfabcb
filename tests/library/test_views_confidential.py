"""A title-only problem: title, fields and places for everybody, the rest for its own people and brokers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client

from duijie.library.display import dressed
from duijie.library.exchange import run_export
from duijie.library.models import Attachment, Problem, Requirement
from duijie.library.services import attach, search_text
from duijie.registry.standing import standing
from tests.factories.world import World, make

pytestmark = pytest.mark.django_db

TITLE = "某镀种废水"
_MENU = re.compile(r'<a href="[^"]*/challenges/"[^>]*>揭榜挂帅</a>')  # every page leads there
HIDDEN = {
    "statement": "秘密配方需要替换",
    "requirement": "络合剂残留",
    "keywords": "亚硝基保密词",
    "organisation": "东湖电镀有限公司",
    "industry": "军工电镀业",
    "budget": "70\xa0万元",
    "budget in a file": "700000",
    "bounty": "88\xa0万元",
    "bounty in a file": "880000",
    "deadline": "2031-02-03",
    "cooperation": "技术许可",
    "cooperation in a file": "licence",
    "kind": "揭榜挂帅",
    "number": "FIRM-0042",
    "file": "配方表.pdf",
}
READERS = ["owner", "teammate", "organisation_admin", "broker", "secretariat", "admin"]
OTHERS = ["anonymous", "outsider", "member_east", "member_west", "secretariat_west", "secretariat_root"]


@pytest.fixture
def secret(world: World, tmp_path: Path) -> Problem:
    item = make(
        world, "problem", state="published", title=TITLE, statement=HIDDEN["statement"], confidentiality="title-only",
        keywords=[HIDDEN["keywords"]], industry=HIDDEN["industry"], budget_max=700000, bounty=880000,
        problem_kind="challenge", deadline="2031-02-03", cooperation=["licence"], fields=["2.7"], places=["330600"],
        external_id=HIDDEN["number"],
    )  # fmt: skip
    assert isinstance(item, Problem)
    Requirement.objects.create(problem=item, text=HIDDEN["requirement"])
    item.search_text = search_text(item)
    item.save()
    attach(actor=world.owner, item=item, upload=SimpleUploadedFile("配方表.pdf", b"%PDF-1.7"))
    item.refresh_from_db()
    return item


def signed_in(world: World, who: str) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    if who != "anonymous":
        client.force_login(getattr(world, who))
    return client


def everything(client: Client, item: Problem) -> dict[str, str]:
    """What the reader is shown at every address that may have to do with the problem."""
    file = Attachment.objects.get().pk
    page = item.get_absolute_url()
    addresses = ["/", "/problems/", "/problems/?q=镀种", "/problems/?fields=2.7", "/problems/?places=330000", page]
    addresses += [
        "/problems/download/",
        f"{page}history/",
        f"{page}edit/",
        f"{page}files/{file}/",
        "/review/",
        "/mine/",
    ]
    addresses += [f"/organisations/{item.organisation_id}/", "/c/east/", "/c/east/problems/"]
    shown = {}
    for address in addresses:
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        shown[address] = f"{content.decode()} {response.headers}"
    shown["match"] = client.post(f"{page}match/", follow=True).content.decode()
    return shown


@pytest.mark.parametrize("who", OTHERS)
def test_an_outsider_meets_nothing_but_title_fields_and_places(world: World, secret: Problem, who: str) -> None:
    shown = everything(signed_in(world, who), secret)
    page = shown[secret.get_absolute_url()]
    assert all(word in page for word in (TITLE, "环境工程", "绍兴"))
    assert TITLE in shown["/problems/?q=镀种"]
    own = shown.pop(f"/organisations/{secret.organisation_id}/")  # it names itself, but not as whose the problem is
    assert TITLE not in own
    for address, text in shown.items():
        text = _MENU.sub("", text).replace('value="challenge"', "").replace('value="licence"', "")
        for what, word in HIDDEN.items():
            if what == "cooperation in a file" and "download" not in address:
                continue  # page sources carry the names of filters
            assert word not in text, f"{what} at {address}"


@pytest.mark.parametrize("who", READERS)
def test_its_own_people_the_secretariat_and_brokers_read_all_of_it(world: World, secret: Problem, who: str) -> None:
    client = signed_in(world, who)
    page = client.get(secret.get_absolute_url()).content.decode()
    for what in ("statement", "requirement", "keywords", "organisation", "industry", "budget", "bounty", "deadline"):
        assert HIDDEN[what] in page, what
    assert all(HIDDEN[what] in page for what in ("cooperation", "kind", "file"))
    assert TITLE in client.get(f"/organisations/{secret.organisation_id}/").content.decode()


@pytest.mark.parametrize("who", [*READERS, *OTHERS])
def test_an_export_tells_as_much_as_the_page(world: World, secret: Problem, who: str, tmp_path: Path) -> None:
    user = AnonymousUser() if who == "anonymous" else getattr(world, who)
    run_export(kind="problem", path=tmp_path / "out.jsonl", actor=standing(user))
    text = (tmp_path / "out.jsonl").read_text()
    told = [word for what, word in HIDDEN.items() if word in text and what not in ("kind", "cooperation")]
    assert bool(told) == (who in READERS), told
    row = json.loads(text)
    assert (row["title"], row["fields"], row["places"]) == (TITLE, ["2.7"], ["330600"])
    assert bool(row["kind"]) == (who in READERS)


def test_what_is_shown_to_an_outsider_cannot_overwrite_the_problem(world: World, secret: Problem) -> None:
    [shown] = dressed([secret], standing(world.outsider))
    with pytest.raises(IntegrityError):
        shown.save()


def test_the_form_says_what_stays_open(world: World) -> None:
    shown = signed_in(world, "owner").get("/problems/new/").content.decode()
    assert "标题、领域和地区" in shown
