"""The log of a deal and what vouches for it."""

from __future__ import annotations

import pgtrigger
from django.db import models


class LogEntry(models.Model):
    """A named action, sealed to the one before it (see docking.chain). The database refuses
    to change or remove it; ``stream`` is the introduction with which everything began.

    ``actor`` is an id and no reference: an entry outlives the account.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.UUIDField()
    place = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=36, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    about = models.CharField(max_length=100)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["stream", "place"]
        constraints = [models.UniqueConstraint(fields=["stream", "place"], name="log_place")]
        triggers = [pgtrigger.Protect(name="log_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.stream} {self.place} {self.action}"


class LogHead(models.Model):
    """The last entry of a stream, signed with the installation's key in the transaction that wrote it: who
    cuts off the end of a log, or adds to it behind the application's back, has no signature for what is left."""

    stream = models.UUIDField(primary_key=True)
    place = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)

    class Meta:
        triggers = [pgtrigger.Protect(name="log_head_stays", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.stream} {self.place}"


class Checkpoint(models.Model):
    """The heads of all streams at one moment, signed: entries cut off an end are missed."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    heads = models.JSONField()
    signature = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} ({len(self.heads)})"
