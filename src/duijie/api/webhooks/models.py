"""Where one's notices are sent, what was sent, and how each try ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duijie.core.ids import uuid7
from duijie.core.models import Notice, Record


class Webhook(Record):
    """An address of a person's program, and which groups of notices it wants.

    Secrets are kept as :mod:`.keeping` writes them. ``failures`` counts the tries that failed one
    after the other since ``failing_since``; until ``hold_until`` the address is left alone. Until
    ``busy_until`` somebody sends to it.
    """

    class Why(models.TextChoices):
        OWNER = "owner", _("paused by you")
        DEAD = "dead", _("paused: it only failed for three days")
        GONE = "gone", _("paused: it said that it is there no more (410)")
        KEY = "key", _("paused: its secret was kept under another key of the installation")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=80)
    url = models.CharField(_("address"), max_length=500)
    groups = models.JSONField(default=list, blank=True)
    secret = models.TextField(editable=False)
    former_secret = models.TextField(blank=True, editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    paused_why = models.CharField(max_length=10, choices=Why.choices, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    hold_until = models.DateTimeField(null=True, editable=False)
    busy_until = models.DateTimeField(null=True, editable=False)
    tried_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("webhook")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """A message to a webhook. Its id is the same in every try, so that a receiver knows it again.

    ``due_at`` is moved ahead before it is sent: whoever dies meanwhile leaves it to be sent again.
    ``asked``: somebody asked for it to go now, so it is tried once though its address is left alone.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("of a message", "waits")
        DELIVERED = "delivered", pgettext_lazy("of a message", "received")
        FAILED = "failed", pgettext_lazy("of a message", "given up")
        WITHHELD = "withheld", pgettext_lazy("of a message", "withheld: it is not open to you any more")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["webhook", "notice"], name="delivery_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["webhook", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.message} ({self.state})"

    @property
    def message(self) -> str:
        """The id under which its receiver knows it."""
        return f"msg_{self.pk.hex}"


class Attempt(models.Model):
    """One try: the status that came back (null: none), else why none did."""

    class Error(models.TextChoices):
        NOT_PUBLIC = "not-public", _("the address does not lead to the public internet; nothing was sent")
        NO_NAME = "no-name", _("the name cannot be resolved")
        UNREACHABLE = "unreachable", _("not reached, or the connection was broken off")
        CERTIFICATE = "certificate", _("the certificate is not valid for the name, or nobody vouches for it")
        TIMEOUT = "timeout", _("no answer in time")

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(auto_now_add=True)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=20, choices=Error.choices, blank=True)
    milliseconds = models.PositiveIntegerField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.status or self.error)
