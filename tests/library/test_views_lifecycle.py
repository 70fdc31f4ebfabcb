"""From draft to published and back, by buttons; files beside an item."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duijie.library.models import Attachment, Item
from tests.factories.world import World, make

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj"


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """Uploads go to a folder of the test."""
    storage: Any = Attachment._meta.get_field("file").storage
    before = storage._location
    storage._location = str(tmp_path)
    vars(storage).pop("base_location", None)
    vars(storage).pop("location", None)
    yield
    storage._location = before
    vars(storage).pop("base_location", None)
    vars(storage).pop("location", None)


def act(client: Client, item: Item, action: str, **values: str) -> int:
    address = f"/{item.kind.value}s/{item.pk}/act/"
    return client.post(address, {"action": action, **values}).status_code


def test_the_way_from_draft_to_published(client: Client, world: World) -> None:
    item = make(world, "project", title="螯合树脂")
    client.force_login(world.owner)
    assert act(client, item, "submit") == 302
    client.force_login(world.secretariat)
    queue = client.get("/review/").content.decode()
    assert "螯合树脂" in queue
    assert client.post(f"/projects/{item.pk}/act/", {"action": "publish", "next": "review"})["Location"] == "/review/"
    client.logout()
    assert "螯合树脂" in client.get("/projects/").content.decode()


def test_returning_asks_for_a_reason_and_the_owner_reads_it(client: Client, world: World) -> None:
    item = make(world, "project", state="submitted")
    client.force_login(world.secretariat)
    asked = client.post(f"/projects/{item.pk}/act/", {"action": "return"})
    assert 'name="reason"' in asked.content.decode()
    assert act(client, item, "return", reason="  ") == 422
    item.refresh_from_db()
    assert item.state == "submitted"
    assert act(client, item, "return", reason="请补充中试数据") == 302
    client.force_login(world.owner)
    assert "请补充中试数据" in client.get(f"/projects/{item.pk}/history/").content.decode()


@pytest.mark.parametrize(
    ("state", "action", "said"),
    [
        ("submitted", "return", "退回"),
        ("published", "take-down", "已下架"),
        ("archived", "restore", "已取消归档"),
        ("published", "withdraw", "已撤回"),
    ],
)
def test_who_sends_an_item_out_of_sight_lands_on_a_page_that_is_there(
    client: Client, world: World, state: str, action: str, said: str
) -> None:
    item = make(world, "project", state=state)
    client.force_login(world.secretariat)
    address = f"/projects/{item.pk}/act/"
    response = client.post(address, {"action": action, "reason": "请补充中试数据"}, follow=True)
    assert (response.status_code, response.redirect_chain) == (200, [("/review/", 302)])
    assert said in response.content.decode()
    client.force_login(world.owner)
    assert client.get(item.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("who", ["owner", "organisation_admin"])
def test_its_own_people_stay_with_a_draft(client: Client, world: World, who: str) -> None:
    item = make(world, "project", state="published")
    client.force_login(getattr(world, who))
    response = client.post(f"/projects/{item.pk}/act/", {"action": "withdraw"}, follow=True)
    assert response.redirect_chain == [(item.get_absolute_url(), 302)]
    assert "只有所有者和所属机构的人能看到" in response.content.decode()
    client.force_login(world.teammate)
    assert client.get(item.get_absolute_url()).status_code == 200  # as it says


def test_a_draft_of_nobodys_organisation_is_its_owners_alone(client: Client, world: World) -> None:
    item = make(world, "project", organisation=None)
    client.force_login(world.owner)
    assert "草稿只有所有者能看到" in client.get(item.get_absolute_url()).content.decode()
    client.force_login(world.teammate)
    assert client.get(item.get_absolute_url()).status_code == 404


def test_an_item_that_was_given_away_leaves_its_editor_on_a_list(client: Client, world: World) -> None:
    item = make(world, "project", owner=world.outsider)
    client.force_login(world.organisation_admin)
    values = {"title": "镀镍", "summary": "螯合树脂深度除镍。", "visibility": "public", "version": item.version}
    response = client.post(f"/projects/{item.pk}/edit/", values, follow=True)
    assert (response.status_code, response.redirect_chain) == (200, [("/projects/", 302)])
    assert "已保存" in response.content.decode()


@pytest.mark.parametrize("who", ["owner", "secretariat_west", "outsider"])
def test_only_its_secretariat_publishes(client: Client, world: World, who: str) -> None:
    item = make(world, "project", state="submitted")
    client.force_login(getattr(world, who))
    assert act(client, item, "publish") in (403, 404)
    item.refresh_from_db()
    assert item.state == "submitted"


def test_an_action_that_came_too_late_says_so(client: Client, world: World) -> None:
    item = make(world, "project", state="published")
    client.force_login(world.secretariat)
    response = client.post(f"/projects/{item.pk}/act/", {"action": "publish"})
    assert response.status_code == 409
    assert "刷新页面" in response.content.decode()


def test_the_queue_is_for_the_secretariat(client: Client, world: World) -> None:
    client.force_login(world.member_east)
    assert client.get("/review/").status_code == 403
    client.force_login(world.secretariat_west)
    make(world, "project", state="submitted", title="东边的")
    assert "东边的" not in client.get("/review/?kind=project").content.decode()


def test_a_file_is_kept_offered_as_a_download_and_removed(client: Client, world: World) -> None:
    item = make(world, "project", state="published")
    client.force_login(world.owner)
    client.post(f"/projects/{item.pk}/files/", {"file": SimpleUploadedFile("中试 报告.pdf", PDF)})
    kept = Attachment.objects.get()
    client.logout()
    response = client.get(f"/projects/{item.pk}/files/{kept.pk}/")
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    client.force_login(world.teammate)
    assert client.post(f"/projects/{item.pk}/files/{kept.pk}/remove/").status_code == 403
    client.force_login(world.owner)
    client.post(f"/projects/{item.pk}/files/{kept.pk}/remove/")
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("报告\u202efdp.exe.pdf", "报告fdp.exe.pdf"),  # a mark that would turn the ending round
        ("\u200f\u2066تقرير\u2069.pdf", "تقرير.pdf"),
        ("🧪 中试👩‍🔬.pdf", None),
        ("..\\..\\中试.pdf", None),
        ("名" * 300 + ".pdf", None),
    ],
)
def test_a_file_with_a_strange_name_is_kept_under_a_harmless_one(
    client: Client, world: World, name: str, kept_as: str | None
) -> None:
    item = make(world, "talent", state="published")
    client.force_login(world.owner)
    client.post(f"/talents/{item.pk}/files/", {"file": SimpleUploadedFile(name, PDF)})
    kept = Attachment.objects.get()
    assert kept.name.endswith(".pdf")
    assert kept_as is None or kept.name == kept_as
    assert not any(mark in kept.name for mark in "\u202e\u200f\u2066\u2069/\\")
    for who in (None, world.outsider):  # whoever may view a talent may fetch its files
        client.logout()
        if who is not None:
            client.force_login(who)
        assert kept.name in client.get(item.get_absolute_url()).content.decode()
        response = client.get(f"/talents/{item.pk}/files/{kept.pk}/")
        assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
        assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content"), [("page.html", b"<script>"), ("fake.pdf", b"<html>"), ("empty.pdf", b""), ("run.exe", b"MZ")]
)
def test_a_file_of_another_kind_is_refused_with_a_reason(
    client: Client, world: World, name: str, content: bytes
) -> None:
    item = make(world, "project")
    client.force_login(world.owner)
    response = client.post(f"/projects/{item.pk}/files/", {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert 'class="notice error"' in response.content.decode()
    assert not Attachment.objects.exists()


def test_files_of_what_is_not_open_are_not_found(client: Client, world: World) -> None:
    item = make(world, "problem", state="published", confidentiality="title-only")
    client.force_login(world.owner)
    client.post(f"/problems/{item.pk}/files/", {"file": SimpleUploadedFile("a.pdf", PDF)})
    kept = Attachment.objects.get()
    client.force_login(world.outsider)
    assert client.get(f"/problems/{item.pk}/files/{kept.pk}/").status_code == 404
    assert "a.pdf" not in client.get(f"/problems/{item.pk}/").content.decode()
    other = make(world, "project", state="published")
    assert client.get(f"/projects/{other.pk}/files/{kept.pk}/").status_code == 404
    assert storages["default"] is not None
