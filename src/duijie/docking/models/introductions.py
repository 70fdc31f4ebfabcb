"""Somebody brings a problem and an item together."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duijie.core.models import Record
from duijie.library.models import Item, Problem, Project, Talent
from duijie.registry.models import Community


class DeclineReason(models.TextChoices):
    """Why somebody declines."""

    FIELD = "field", _("not my field")
    CAPACITY = "capacity", _("no time now")
    READINESS = "readiness", _("not ready for this use")
    TERMS = "terms", _("budget or deadline do not fit")
    CONFLICT = "conflict", _("a conflict of interest")
    PARTNER = "partner", _("already working with somebody on it")
    OTHER = "other", _("another reason")


class SideName(models.TextChoices):
    """Who somebody speaks for."""

    DEMAND = "demand", _("the side with the problem")
    SUPPLY = "supply", _("the side that can solve it")
    BROKER = "broker", _("the broker")


class Introduction(Record):
    """An invitation to talk: one problem, one project or talent, and the answers of both sides.

    The side that invites has accepted by inviting; a broker invites both.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        ACCEPTED = "accepted", pgettext_lazy("an invitation", "accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="introductions")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="introductions")
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="introductions")
    talent = models.ForeignKey(Talent, null=True, blank=True, on_delete=models.PROTECT, related_name="introductions")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_for = models.CharField(max_length=10, choices=SideName.choices)
    message = models.TextField(_("message"), max_length=4000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN, db_index=True)
    demand_accepted = models.BooleanField(default=False)
    supply_accepted = models.BooleanField(default=False)
    demand_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    supply_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=12, choices=DeclineReason.choices, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    deadline = models.DateTimeField(_("answer until"))
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(project__isnull=True) ^ models.Q(talent__isnull=True), name="introduction_one_item"
            ),
            models.UniqueConstraint(
                fields=["problem", "project"], condition=models.Q(state="open"), name="introduction_open_project"
            ),
            models.UniqueConstraint(
                fields=["problem", "talent"], condition=models.Q(state="open"), name="introduction_open_talent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.problem} ↔ {self.item}"

    @property
    def item(self) -> Item:
        """The project or talent."""
        found = self.project or self.talent
        assert found is not None  # noqa: S101 - the constraint
        return found

    @property
    def sample(self) -> bool:
        """Whether it is about a problem that was made up for demonstration."""
        return self.problem.sample

    def accepted_by(self, side: Literal["demand", "supply"]) -> bool:
        """Whether this side has said yes (the one that invited has)."""
        return self.demand_accepted if side == "demand" else self.supply_accepted

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("docking:introduction", args=[self.pk])


class Question(models.Model):
    """What a side asks before it answers, and what the other replies. Written once."""

    id = models.BigAutoField(primary_key=True)
    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="questions")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    side = models.CharField(max_length=10, choices=SideName.choices)
    text = models.TextField(max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]
