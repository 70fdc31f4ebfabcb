"""The room in which two parties work towards a contract."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.docking.models.introductions import Introduction, SideName
from duijie.registry.models import Community


class Deal(Record):
    """An accepted introduction on its way to a contract. See docking.lifecycle for the ways between states."""

    class State(models.TextChoices):
        TALKING = "talking", _("talking")
        NEGOTIATING = "negotiating", _("negotiating")
        AGREED = "agreed", _("terms agreed")
        CONTRACTED = "contracted", _("contracted")
        DELIVERED = "delivered", _("delivered")
        ENDED = "ended", _("ended")

    introduction = models.OneToOneField(Introduction, on_delete=models.PROTECT, related_name="deal")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="deals")
    state = models.CharField(max_length=12, choices=State.choices, default=State.TALKING, db_index=True)
    ended_note = models.TextField(max_length=2000, blank=True)
    moved_at = models.DateTimeField(_("in this state since"))

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.introduction)

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("docking:deal", args=[self.pk])


class Participant(models.Model):
    """Somebody in a deal's room, and for whom they speak. ``lead``: signs for their side and may bring colleagues.

    ``promise`` is the edition of the confidentiality undertaking that they gave."""

    id = models.BigAutoField(primary_key=True)
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    side = models.CharField(max_length=10, choices=SideName.choices)
    lead = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)
    promised_at = models.DateTimeField(null=True, blank=True)
    promise = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["deal", "user"], name="participant_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.side})"


class Thread(models.Model):
    """A conversation in a deal's room; the broker reads along unless the parties keep it to themselves."""

    id = models.BigAutoField(primary_key=True)
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="threads")
    title = models.CharField(_("title"), max_length=120)
    with_broker = models.BooleanField(_("the broker reads along"), default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Message(models.Model):
    """What somebody wrote in a thread. Written once. ``form`` is the id of the form it was
    sent with: a form that is sent twice says it once."""

    id = models.BigAutoField(primary_key=True)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    side = models.CharField(max_length=10, choices=SideName.choices)
    text = models.TextField(max_length=20_000)
    form = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "form"], condition=models.Q(form__isnull=False), name="message_once"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
