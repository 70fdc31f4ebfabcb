"""What happened with matches: one log a community, and what was learned from it.

The log holds no words of a need, nobody's name and no address: a need that is no problem of the library
is a digest that nobody can turn back, and rows are forgotten after DUIJIE_USE_DAYS.
"""

from __future__ import annotations

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.library.models.item import Kind as ItemKind
from duijie.matching.learning.exploration import MOST
from duijie.registry.models import Community

NEED, PROBLEM = "need:", "problem:"


class UseEvent(models.Model):
    """One thing that happened with one match. Rows are added and, when old, removed; never changed.

    ``asked`` is "problem:<id>", or "need:<digest>" for a need that somebody only tried. ``answer`` is
    the page of matches that it happened on. ``rank`` counts from 1 over all pages; ``score`` is the
    ranker's own, before calibration; both are empty where it was never shown. ``propensity`` is the
    chance that exploration put it there. ``signed_in`` says whether somebody with an account did it:
    not who.
    """

    class Kind(models.TextChoices):
        SHOWN = "shown", _("shown")
        OPENED = "opened", _("opened")
        DECLINED = "declined", _("declined")
        RECONSIDERED = "reconsidered", _("decline taken back")
        INVITED = "invited", _("invited")
        INTRODUCED = "introduced", _("introduced")
        CONTRACTED = "contracted", _("contracted")

    class Reason(models.TextChoices):
        OTHER_MATTER = "other-matter", _("It is about something else")
        FALLS_SHORT = "falls-short", _("It does not reach a requirement")
        NOT_READY = "not-ready", _("It is not ready enough, or past")
        PLACE = "place", _("Too far away")
        TERMS = "terms", _("Cost, rights or way of cooperation do not suit")
        NO_TIME = "no-time", _("No time or capacity")
        KNOWN = "known", _("We know each other already")

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    asked = models.CharField(max_length=50)
    answer = models.UUIDField(null=True, blank=True)
    item_kind = models.CharField(max_length=10, choices=ItemKind.choices)
    item_id = models.UUIDField()
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    edition = models.CharField(max_length=40, blank=True)
    explored = models.BooleanField(default=False)
    propensity = models.FloatField(default=1.0)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    signed_in = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["community", "at"], name="use_latest"),
            models.Index(fields=["asked", "item_id", "id"], name="use_offer"),
            models.Index(
                fields=["community", "edition", "id"],
                condition=~models.Q(kind__in=["shown", "opened"]),
                name="use_decided",
            ),
        ]
        constraints = [
            # A page that is loaded again was shown once.
            models.UniqueConstraint(
                fields=["answer", "item_id", "kind"],
                condition=models.Q(kind__in=["shown", "opened"]),
                name="use_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="declined") & ~models.Q(reason="")
                | ~models.Q(kind="declined") & models.Q(reason=""),
                name="use_reason_of_declines",
            ),
        ]
        triggers = [pgtrigger.Protect(name="use_append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_kind}:{self.item_id} for {self.asked}"


class Exploration(Record):
    """How many of a community's pages of matches are explored on; without a row the installation says."""

    community = models.OneToOneField(Community, on_delete=models.CASCADE, related_name="+")
    share = models.FloatField(
        _("share of pages"), default=0.0, validators=[MinValueValidator(0.0), MaxValueValidator(MOST)]
    )

    def __str__(self) -> str:
        return f"{self.community}: {self.share:.0%}"


class Calibration(models.Model):
    """What a community's outcomes say of the scores of one edition of the ranker.

    ``curve`` is a :class:`~duijie.matching.learning.calibration.Calibrator` as JSON; empty as long as
    there are too few outcomes. ``figures`` are those of its cross-validation.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    edition = models.CharField(max_length=40)
    made_at = models.DateTimeField(auto_now=True)
    outcomes = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    needs = models.PositiveIntegerField(default=0)
    curve = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "edition"], name="calibration_once")]

    def __str__(self) -> str:
        return f"{self.community} {self.edition}: {self.outcomes}"
