"""The pages of one's webhooks: whose they are, what they keep, what they show."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from django.conf import LazySettings

from duijie.api.webhooks import feeding, services
from duijie.api.webhooks.models import Delivery, Webhook
from duijie.api.webhooks.rules import own_webhook
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import Mail, Notice
from duijie.portal.account.export import export_of
from duijie.registry.standing import ANONYMOUS, standing
from tests.api.webhooks.conftest import drained, told
from tests.api.webhooks.receiver import Receiver
from tests.core.notices.conftest import OPEN
from tests.factories.world import World
from tests.helpers import assert_same_queries, browser

pytestmark = pytest.mark.django_db
Made = Callable[..., tuple[Webhook, str]]


@pytest.fixture(autouse=True)
def _fed() -> None:
    feeding.register()


_browser = partial(browser, language="en")


def _addresses(hook: Webhook, delivery: Delivery) -> list[tuple[str, str]]:
    base = f"/me/webhooks/{hook.pk}/"
    return [
        ("get", base), ("post", base), ("post", f"{base}test/"), ("post", f"{base}pause/"), ("post", f"{base}secret/"),
        ("get", f"{base}delete/"), ("post", f"{base}delete/"), ("post", f"/me/webhooks/messages/{delivery.pk}/resend/"),
    ]  # fmt: skip


def test_a_webhook_is_made_and_its_secret_shown_once(world: World, receiver: Receiver) -> None:
    client = _browser(world.owner)
    shown = client.post("/me/webhooks/", {"name": "ERP", "url": receiver.url, "groups": ["teas", "account"]})
    assert shown.status_code == 200 and "no-store" in shown["Cache-Control"]
    secret = re.search(r"whsec_[\w+/=]+", shown.content.decode())
    assert secret
    hook = Webhook.objects.get()
    for address in ("/me/webhooks/", f"/me/webhooks/{hook.pk}/"):
        page = client.get(address).content.decode()
        assert "ERP" in page and secret.group(0) not in page
    told(world.owner)
    drained()
    assert receiver.signed(secret.group(0))
    rotated = client.post(f"/me/webhooks/{hook.pk}/secret/")
    fresh = re.search(r"whsec_[\w+/=]+", rotated.content.decode())
    assert fresh and fresh.group(0) != secret.group(0)
    assert "former secret" in rotated.content.decode()


def test_its_owner_is_told_by_mail_that_there_is_one(world: World, receiver: Receiver) -> None:
    _browser(world.owner).post("/me/webhooks/", {"name": "ERP", "url": receiver.url, "groups": ["teas"]})
    [notice] = Notice.objects.filter(kind="webhook-added")
    assert notice.user == world.owner
    assert receiver.url not in Mail.objects.get(user=world.owner).text


def test_a_webhook_is_its_owners_alone(world: World, made: Made) -> None:
    hook, _secret = made(world.owner)
    told(world.owner)
    delivery = Delivery.objects.get()
    before = Webhook.objects.values().get()
    for name in ("teammate", "organisation_admin", "secretariat", "admin", "outsider"):
        client = _browser(getattr(world, name))
        for method, address in _addresses(hook, delivery):
            assert getattr(client, method)(address, {"paused": "1"}).status_code == 404, (name, address)
        assert "Our ERP" not in client.get("/me/webhooks/").content.decode()
        assert not own_webhook.allows(standing(getattr(world, name)), hook)
    for method, address in [*_addresses(hook, delivery), ("get", "/me/webhooks/"), ("post", "/me/webhooks/")]:
        assert getattr(_browser(), method)(address).headers["Location"].startswith("/accounts/login/")
    assert Webhook.objects.values().get() == before
    assert Delivery.objects.get().state == "waiting"


def test_services_ask_the_rule_themselves(world: World, made: Made, receiver: Receiver) -> None:
    hook, _secret = made(world.owner)
    values = {"name": "x", "url": receiver.url, "groups": ["teas"]}
    for act in (
        lambda user: services.change_webhook(actor=user, webhook=hook, **values),  # type: ignore[arg-type]
        lambda user: services.pause_webhook(actor=user, webhook=hook, paused=True),
        lambda user: services.rotate_secret(actor=user, webhook=hook),
        lambda user: services.ping(actor=user, webhook=hook),
        lambda user: services.delete_webhook(actor=user, webhook=hook),
    ):
        with pytest.raises(NotAllowed):
            act(world.admin)


def test_both_faces_of_the_rule_agree(world: World, made: Made) -> None:
    for user in (world.owner, world.teammate):
        made(user)
    for actor in [ANONYMOUS, *(standing(user) for user in world.people.values())]:
        found = set(own_webhook.filter(actor, Webhook.objects.all()))
        assert found == {hook for hook in Webhook.objects.all() if own_webhook.allows(actor, hook)}


@pytest.mark.parametrize(
    "changed",
    [
        {"url": "https://10.0.0.1/"}, {"url": "http://example.org/"}, {"url": "https://u:p@example.org/"}, {"url": ""},
        {"name": " "}, {"name": "n" * 81}, {"groups": []}, {"groups": ["castles"]},
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_beside_its_field_and_what_was_typed_stays(
    world: World, settings: LazySettings, changed: dict[str, object]
) -> None:
    settings.WEBHOOK_LOOPBACK = False
    values = {"name": "Kept name", "url": "https://example.org/kept", "groups": ["teas"], **changed}
    refused = _browser(world.owner).post("/me/webhooks/", values)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert 'aria-invalid="true"' in page or "groups_error" in page
    assert "Kept name" in page or "example.org/kept" in page
    assert not Webhook.objects.exists()
    if "name" not in changed or changed["name"]:
        with pytest.raises(InvalidInput):
            services.create_webhook(actor=world.owner, **values)  # type: ignore[arg-type]


def test_there_are_only_so_many(world: World, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", 1)
    made(world.owner)
    with pytest.raises(Conflict):
        made(world.owner)


def test_writing_needs_the_forms_token(world: World, made: Made) -> None:
    hook, _secret = made(world.owner)
    client = _browser(world.owner, enforce_csrf_checks=True)
    for address in ("/me/webhooks/", f"/me/webhooks/{hook.pk}/secret/", f"/me/webhooks/{hook.pk}/delete/"):
        assert client.post(address).status_code == 403
    assert Webhook.objects.exists()


def test_the_log_shows_how_each_try_ended_and_sends_again(world: World, made: Made, receiver: Receiver) -> None:
    receiver.answers = [500]
    hook, _secret = made(world.owner)
    told(world.owner)
    drained()
    client, address = _browser(world.owner), f"/me/webhooks/{hook.pk}/"
    page = client.get(address).content.decode()
    message = Delivery.objects.get().message
    assert message in page and "answered 500" in page and "Tea: 镀镍 1" in page
    receiver.answers = [200]
    Delivery.objects.update(state="failed")
    assert client.post(f"/me/webhooks/messages/{Delivery.objects.get().pk}/resend/").status_code == 302
    drained()
    assert "received" in client.get(address).content.decode()
    OPEN.clear()
    assert "镀镍" not in client.get(address).content.decode(), "what was closed to its owner is not shown"


def test_it_is_tested_paused_resumed_changed_and_deleted(world: World, made: Made, receiver: Receiver) -> None:
    hook, _secret = made(world.owner)
    client, base = _browser(world.owner), f"/me/webhooks/{hook.pk}/"
    client.post(f"{base}test/")
    assert "waits already" in client.post(f"{base}test/", follow=True).content.decode()
    drained()
    assert receiver.messages[0]["type"] == "ping"
    client.post(f"{base}pause/", {"paused": "1"})
    assert "paused by you" in client.get(base).content.decode()
    assert "paused" in client.post(f"{base}test/", follow=True).content.decode()
    told(world.owner)
    assert Delivery.objects.count() == 1
    client.post(f"{base}pause/", {"paused": "0"})
    saved = client.post(base, {"name": "New name", "url": receiver.url + "2", "groups": ["rents"]})
    assert saved.status_code == 302
    hook.refresh_from_db()
    assert (hook.name, hook.url, hook.groups) == ("New name", receiver.url + "2", ["rents"])
    assert client.post(base, {"name": "", "url": receiver.url, "groups": ["rents"]}).status_code == 422
    assert client.get(f"{base}delete/").status_code == 200 and Webhook.objects.exists()
    client.post(f"{base}delete/")
    assert not Webhook.objects.exists() and not Delivery.objects.exists()


def test_the_log_costs_the_same_for_1_and_30_messages(world: World, made: Made, receiver: Receiver) -> None:
    hook, _secret = made(world.owner)
    client = _browser(world.owner)

    def add(count: int) -> None:
        for number in range(count):
            told(world.owner, matter=number + 1, what=str(count))
        drained()

    assert_same_queries(lambda: client.get(f"/me/webhooks/{hook.pk}/"), add)


def test_the_list_costs_the_same_for_1_and_30(world: World, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", 100)
    client = _browser(world.owner)
    assert_same_queries(lambda: client.get("/me/webhooks/"), lambda count: [made(world.owner) for _n in range(count)])


def test_the_export_of_an_account_names_its_webhooks_without_secrets(world: World, made: Made) -> None:
    import io
    import zipfile

    hook, secret = made(world.owner)
    archive = zipfile.ZipFile(io.BytesIO(export_of(world.owner)))
    text = archive.read("webhooks.json").decode()
    assert "Our ERP" in text and secret not in text and hook.secret not in text
    assert "notice-choices.json" in archive.namelist()
