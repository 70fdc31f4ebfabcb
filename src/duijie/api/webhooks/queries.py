"""Reading webhooks and what they sent."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.api.webhooks.models import Attempt, Delivery, Webhook
from duijie.api.webhooks.rules import own_webhook
from duijie.core.errors import NotFound
from duijie.registry.standing import Standing


def my_webhooks(actor: Standing) -> QuerySet[Webhook]:
    """The actor's webhooks, the newest first, with the numbers ``sent`` and ``waits``."""
    return own_webhook.filter(actor, Webhook.objects.all()).annotate(
        sent=Count("deliveries", filter=Q(deliveries__state=Delivery.State.DELIVERED)),
        waits=Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING)),
    )


def access_webhook(actor: Standing, pk: UUID) -> Webhook:
    """A webhook of the actor's.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = own_webhook.filter(actor, Webhook.objects.filter(pk=pk)).first()
    if found is None:
        raise NotFound(_("You have no such webhook."))
    return found


def log_of(webhook: Webhook) -> QuerySet[Delivery]:
    """What a webhook sent or is to send, the newest first, with its tries."""
    tries = Prefetch("tries", Attempt.objects.order_by("-id"))
    return Delivery.objects.filter(webhook=webhook).select_related("notice").prefetch_related(tries)


def failing() -> QuerySet[Webhook]:
    """The webhooks that fail now or were paused because of it, for who runs the installation, with
    ``last`` (the last status or error) and ``waits``."""
    last = Attempt.objects.filter(delivery__webhook=OuterRef("pk")).order_by("-id")
    rows = Webhook.objects.filter(Q(failures__gt=0) | Q(paused_why__in=("dead", "gone", "key")))
    return (
        rows.select_related("user")
        .annotate(
            last_status=Subquery(last.values("status")[:1]),
            last_error=Subquery(last.values("error")[:1]),
            waits=Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING)),
        )
        .order_by("failing_since", "pk")
    )


def forgotten(days: int) -> QuerySet[Delivery]:
    """What was sent or given up longer ago than this."""
    return Delivery.objects.exclude(state=Delivery.State.WAITING).filter(
        created_at__lt=timezone.now() - timedelta(days=days)
    )
