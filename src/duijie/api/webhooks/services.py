"""Making, changing, testing and ending webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.api.webhooks import addresses, keeping, signing
from duijie.api.webhooks.models import Delivery, Webhook
from duijie.api.webhooks.rules import own_webhook
from duijie.core import audit, notices, records
from duijie.core.errors import Conflict, InvalidInput, NotFound
from duijie.core.models import User
from duijie.core.notices import kinds
from duijie.core.text import clean
from duijie.registry.standing import standing

MOST: Final = 10
"""Webhooks of one person."""
BOTH: Final = timedelta(hours=24)
"""How long messages are signed with the former secret too."""
LEASE: Final = timedelta(minutes=2)
"""How long whoever took a message to send it may need; longer than one try can take."""
PING: Final = "ping"


def offered() -> list[kinds.Group]:
    """The groups of notices that a webhook can want."""
    return [group for group in kinds.groups() if not group.apart]


@transaction.atomic
def create_webhook(*, actor: User, name: str, url: str, groups: Sequence[str]) -> tuple[Webhook, str]:
    """Send the actor's notices of some groups to an address from now on.

    Returns:
        The record, and its secret, which is shown now and never again.

    Raises:
        InvalidInput: no name, no group, or an address that cannot be used.
        Conflict: the actor has :data:`MOST` webhooks.
    """
    User.objects.select_for_update().get(pk=actor.pk)  # two at once are counted one after the other
    if Webhook.objects.filter(user=actor).count() >= MOST:
        raise Conflict(_("You have %(most)s webhooks; delete one that you no longer use.") % {"most": MOST})
    secret = signing.new_secret()
    hook = Webhook(user=actor, secret=keeping.kept(secret, settings.SECRET_KEY))
    _fill(hook, name, url, groups)
    hook.save()
    audit.record(actor=actor, action="create-webhook", target=hook, after={"groups": hook.groups})
    _tell(hook, "webhook-added", "added")
    return hook, secret


@transaction.atomic
def change_webhook(*, actor: User, webhook: Webhook, name: str, url: str, groups: Sequence[str]) -> Webhook:
    """Change what a webhook is called, where it leads and what it wants.

    Raises:
        NotAllowed: it is somebody else's.
        InvalidInput: as :func:`create_webhook`.
    """
    hook = _mine(actor, webhook)
    moved = hook.url
    _fill(hook, name, url, groups)
    if moved != hook.url:
        hook.failures, hook.failing_since, hook.hold_until = 0, None, None
    _save(hook)
    audit.record(actor=actor, action="change-webhook", target=hook, after={"groups": hook.groups})
    if moved != hook.url:
        _tell(hook, "webhook-added", f"moved:{hook.version}")
    return hook


@transaction.atomic
def pause_webhook(*, actor: User, webhook: Webhook, paused: bool) -> Webhook:
    """Send nothing for a while, or go on. What happens meanwhile is not kept for it; what waited then goes.

    Raises:
        NotAllowed: it is somebody else's.
    """
    hook = _mine(actor, webhook)
    if paused and hook.paused_at is None:
        hook.paused_at, hook.paused_why = timezone.now(), Webhook.Why.OWNER
    elif not paused:
        hook.paused_at, hook.paused_why = None, ""
        hook.failures, hook.failing_since, hook.hold_until = 0, None, None
        waits = Delivery.objects.filter(webhook=hook, state=Delivery.State.WAITING)
        waits.update(due_at=timezone.now(), started_at=timezone.now())
        transaction.on_commit(_wake, robust=True)
    _save(hook)
    return hook


@transaction.atomic
def rotate_secret(*, actor: User, webhook: Webhook) -> tuple[Webhook, str]:
    """Make a new secret. For :data:`BOTH` messages are signed with the former one too.

    Raises:
        NotAllowed: it is somebody else's.
    """
    hook = _mine(actor, webhook)
    secret = signing.new_secret()
    hook.former_secret, hook.former_until = hook.secret, timezone.now() + BOTH
    hook.secret = keeping.kept(secret, settings.SECRET_KEY)
    if hook.paused_why == Webhook.Why.KEY:
        hook.former_secret, hook.paused_at, hook.paused_why = "", None, ""
        hook.failures, hook.failing_since, hook.hold_until = 0, None, None
    _save(hook)
    audit.record(actor=actor, action="rotate-webhook-secret", target=hook)
    return hook, secret


@transaction.atomic
def delete_webhook(*, actor: User, webhook: Webhook) -> None:
    """Forget a webhook, with what waits for it and its log.

    Raises:
        NotAllowed: it is somebody else's.
    """
    hook = _mine(actor, webhook)
    audit.record(actor=actor, action="delete-webhook", target=hook)
    hook.delete()


@transaction.atomic
def ping(*, actor: User, webhook: Webhook) -> Delivery:
    """Send a test message, now, also to an address that is left alone because it failed. What waits
    for that address goes on waiting unless the test is received.

    Raises:
        NotAllowed: it is somebody else's.
        Conflict: it is paused, or a test waits already.
    """
    hook = _mine(actor, webhook)
    if hook.paused_at is not None:
        raise Conflict(_("This webhook is paused; resume it first."))
    if hook.deliveries.filter(kind=PING, state=Delivery.State.WAITING).exists():
        raise Conflict(_("A test message waits already; its tries are in the log."))
    now = timezone.now()
    delivery = Delivery.objects.create(webhook=hook, kind=PING, started_at=now, due_at=now, asked=True)
    transaction.on_commit(_wake, robust=True)
    return delivery


@transaction.atomic
def resend(*, actor: User | None, delivery_id: UUID) -> Delivery:
    """Send a message again, now, under the id that it had; ``actor`` None: who runs the installation. As
    with :func:`ping` the others go on waiting unless it is received.

    Raises:
        NotFound: the actor has no such message.
        Conflict: it waits already or is being sent, its webhook is paused, or it may not be sent.
    """
    hook = Webhook.objects.filter(deliveries__pk=delivery_id).first()
    if hook is None or (actor is not None and not own_webhook.allows(standing(actor), hook)):
        raise NotFound(_("There is no such message, or it is not yours."))
    # The webhook first, as whoever sends does: two who hold one and want the other would wait for ever.
    hook = Webhook.objects.select_for_update(of=("self",)).filter(pk=hook.pk).first()
    row = Delivery.objects.select_for_update(of=("self",)).filter(pk=delivery_id).first()
    if hook is None or row is None:
        raise NotFound(_("There is no such message, or it is not yours."))
    if hook.paused_at is not None:
        raise Conflict(_("This webhook is paused; resume it first."))
    if row.state == Delivery.State.WITHHELD:
        raise Conflict(_("What this message is about is not open to you any more; it is not sent."))
    taken = hook.tried_at is not None and row.due_at == hook.tried_at + LEASE
    if row.state == Delivery.State.WAITING and (taken or row.due_at <= timezone.now()):
        raise Conflict(_("This message is on its way already."))
    row.state, row.attempts, row.delivered_at = Delivery.State.WAITING, 0, None
    row.due_at = row.started_at = timezone.now()
    row.asked = True
    row.save(update_fields=["state", "attempts", "delivered_at", "due_at", "started_at", "asked"])
    transaction.on_commit(_wake, robust=True)
    return row


def _mine(actor: User, webhook: Webhook) -> Webhook:
    hook = Webhook.objects.select_for_update(of=("self",)).filter(pk=webhook.pk).first()
    own_webhook.check(standing(actor), hook, _("This webhook is somebody else's."))
    assert hook is not None  # noqa: S101 - checked by the rule
    return hook


def _fill(hook: Webhook, name: str, url: str, groups: Sequence[str]) -> None:
    known = {group.name for group in offered()}
    hook.name = " ".join(clean(name).split())
    hook.url = addresses.checked(url, loopback=settings.WEBHOOK_LOOPBACK)
    hook.groups = sorted(set(groups) & known)
    if not hook.groups or set(groups) - known:
        message = _("Choose what the webhook is to be told of.")
        raise InvalidInput.at("groups", message)
    records.check(hook, exclude=["secret"])


def _save(hook: Webhook) -> None:
    hook.version += 1
    hook.save()


def _tell(hook: Webhook, kind: str, what: str) -> None:
    params: dict[str, Any] = {"name": hook.name}
    notices.tell(
        users=[hook.user],
        kind=kind,
        params=params,
        url=reverse("api:webhook", args=[hook.pk]),
        key=f"account:webhook:{hook.pk}:{what}",
    )


def pause_for(hook: Webhook, why: Webhook.Why) -> None:
    """Pause a webhook that does not work and tell its owner. Call it with the row locked."""
    now = timezone.now()
    hook.paused_at, hook.paused_why = now, why
    hook.version += 1
    hook.save(update_fields=["paused_at", "paused_why", "version", "updated_at"])
    audit.record(actor=None, action="pause-webhook", target=hook, after={"why": why.value})
    _tell(hook, "webhook-paused", f"paused:{now.isoformat()}")


def _wake() -> None:
    from duijie.api.tasks import wake_webhooks

    wake_webhooks()
