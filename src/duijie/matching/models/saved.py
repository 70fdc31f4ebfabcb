"""Searches that somebody keeps, and the weekly mails about what is new in them."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.registry.models import Community


class SavedSearch(Record):
    """A need, a list or one's own profile, asked again every week.

    ``where`` holds the filters as the address has them (``{"fields": ["2.7"], "trl": 6}``),
    ``requirements`` pairs of text and whether it must be met. ``told_until`` is up to when the
    weekly mails have looked, ``told`` the versions of the items told lately, by key.
    """

    class Kind(models.TextChoices):
        NEED = "need", _("matches of a need")
        LIST = "list", _("a list")
        PROFILE = "profile", _("problems for me")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    library = models.CharField(max_length=10, blank=True)
    community = models.ForeignKey(Community, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True, validators=[MaxLengthValidator(20_000)])
    requirements = models.JSONField(default=list, blank=True)
    where = models.JSONField(default=dict, blank=True)
    paused = models.BooleanField(_("paused"), default=False)
    told_until = models.DateTimeField(default=timezone.now)
    told = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("saved search")
        ordering = ["-id"]
        indexes = [models.Index(fields=["owner", "-id"])]

    def __str__(self) -> str:
        return self.name


class Digest(Record):
    """The mail of one person for one week. The row is there before anything is sent: what stays
    ``waiting`` was not sent, and is sent once the next time."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not sent yet")
        SENT = "sent", _("sent")
        NOTHING = "nothing", _("nothing was new")
        FAILED = "failed", _("given up")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    period = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=300, blank=True)
    items = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "period"], name="digest_once")]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.user} {self.period} ({self.state})"
