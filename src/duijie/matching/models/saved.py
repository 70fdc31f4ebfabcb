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
    """The mail of one person for one week, made together with the row of core.mailing that sends it.

    ``told`` are the versions of the items it tells of, by search and item; ``looked_until`` is up to
    when the index was complete when it was written (null: not written yet).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("not sent yet")
        SENT = "sent", _("sent")
        NOTHING = "nothing", _("nothing was new")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    period = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    items = models.PositiveIntegerField(default=0)
    told = models.JSONField(default=dict, blank=True)
    looked_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "period"], name="digest_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.period} ({self.state})"

    @property
    def mail_key(self) -> str:
        """The key of its mail in core.mailing."""
        return f"digest:{self.pk}"
