"""The pages on which the secretariat keeps its sources."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from duijie.core.models import User
from duijie.reading.models import Fetch, PageSource
from duijie.reading.page_sources import tasks as source_tasks
from tests.factories.world import World
from tests.helpers import assert_same_queries

pytestmark = pytest.mark.django_db


def entered(person: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def made(world: World, **values: Any) -> PageSource:
    given = {"name": "要闻", "address": "https://e.cn/feed.xml", "community": world.root} | values
    return PageSource.objects.create(**given)


FORM = {"name": "要闻", "address": "https://E.cn/feed.xml", "kind": "auto", "every": "day", "addresses": ""}


def test_only_the_secretariat_sees_and_changes_sources(world: World) -> None:
    source = made(world)
    one = source.get_absolute_url()
    for address in ("/sources/", "/sources/new/", one, f"{one}edit/"):
        assert Client().get(address).status_code == 302
        assert entered(world.owner).get(address).status_code == 403
        assert entered(world.secretariat_west).get(address).status_code == 403
        assert entered(world.secretariat_root).get(address).status_code == 200
    for action in ("run", "pause", "resume", "remove"):
        assert entered(world.owner).post(f"{one}{action}/").status_code == 403
        assert entered(world.secretariat_root).get(f"{one}{action}/").status_code == 405
    assert PageSource.objects.count() == 1


def test_a_source_is_added_and_its_first_run_queued(world: World) -> None:
    client = entered(world.secretariat_root)
    answer = client.post("/sources/new/", FORM, follow=True)
    source = PageSource.objects.get()
    assert "not run yet" in answer.content.decode()
    assert (source.address, source.added_by) == ("https://e.cn/feed.xml", world.secretariat_root)
    assert ProcrastinateJob.objects.filter(task_name="reading.fetch", args={"source": str(source.pk)}).count() == 1
    client.post(f"{source.get_absolute_url()}run/")
    assert ProcrastinateJob.objects.filter(task_name="reading.fetch").count() == 1  # it waits already


def test_what_does_not_fit_keeps_what_was_typed(world: World) -> None:
    answer = entered(world.secretariat_root).post("/sources/new/", {**FORM, "address": "file:///etc/passwd"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "only those are fetched" in page
    assert "file:///etc/passwd" in page
    assert PageSource.objects.count() == 0


def test_a_source_is_changed_paused_taken_up_and_removed(world: World) -> None:
    source = made(world)
    client = entered(world.secretariat_root)
    one = source.get_absolute_url()
    assert client.post(f"{one}edit/", {**FORM, "name": "新名", "every": "week"}).status_code == 302
    source.refresh_from_db()
    assert (source.name, source.every, source.version) == ("新名", "week", 2)
    assert "paused" in client.post(f"{one}pause/", follow=True).content.decode()
    source.refresh_from_db()
    assert source.paused
    client.post(f"{one}resume/")
    source.refresh_from_db()
    assert not source.paused
    assert client.post(f"{one}nonsense/").status_code == 404
    assert client.post(f"{one}remove/").status_code == 302
    assert client.get(one).status_code == 404


def test_a_run_can_be_followed_and_its_failures_read(world: World) -> None:
    source = made(world, run=2, going=True, started_at=timezone.now(), notice="e.cn answered with status 500.")
    states = ["read"] * 3 + ["failed"] * 2 + ["waiting"]
    for number, state in enumerate(states):
        Fetch.objects.create(
            source=source, address=f"https://e.cn/{number}", address_hash=str(number), origin="https://e.cn",
            kind="page", state=state, run=2, sentence="<b>404</b>" if state == "failed" else "",
        )  # fmt: skip
    Fetch.objects.create(source=source, address="x", address_hash="x", origin="x", kind="page", state="failed", run=1)
    page = entered(world.secretariat_root).get(source.get_absolute_url()).content.decode()
    assert "running" in page
    assert "status 500" in page
    assert "https://e.cn/4" in page
    assert "&lt;b&gt;404" in page
    assert 'hx-trigger="every 3s"' in page
    listed = entered(world.secretariat_root).get("/sources/").content.decode()
    assert "3 read" in listed
    assert "2 failed" in listed


def test_the_list_costs_the_same_for_one_and_for_thirty(world: World) -> None:
    client = entered(world.secretariat_root)
    assert_same_queries(
        lambda: client.get("/sources/"),
        lambda number: [made(world, name=f"{n}") for n in range(number)],
    )


def test_the_worker_runs_what_is_due_and_takes_up_what_was_cut_short(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = made(world, name="due", next_run_at=timezone.now())
    cut = made(world, name="cut", going=True, next_run_at=None)
    made(world, name="later", next_run_at=timezone.now() + timedelta(hours=1))
    made(world, name="resting", paused=True, going=True, next_run_at=timezone.now())
    source_tasks.look(0)
    queued = {job.args["source"] for job in ProcrastinateJob.objects.filter(task_name="reading.fetch")}
    assert queued == {str(due.pk), str(cut.pk)}

    turns: list[PageSource] = []
    monkeypatch.setattr("duijie.reading.services.sources.run_source", lambda source, stop: turns.append(source))
    source_tasks.fetch(str(due.pk))
    assert turns == [due]
    gone = str(due.pk)
    due.delete()
    source_tasks.fetch(gone)
    assert len(turns) == 1
