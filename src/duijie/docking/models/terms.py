"""What the side that can solve it proposes, and the terms that both sides agree on."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core import currencies
from duijie.core.models import Record
from duijie.docking.models.deals import Deal
from duijie.docking.models.introductions import SideName
from duijie.library.models import Requirement
from duijie.library.models.item import Cooperation


def _amount(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=16, decimal_places=2, validators=[MinValueValidator(0)])


class Proposal(Record):
    """How the supply side would solve the problem. A new one replaces the last; all are kept."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approach = models.TextField(_("approach"), max_length=20_000)
    amount = _amount(_("price"))  # type: ignore[arg-type]  # a lazy translation
    currency = models.CharField(_("currency"), max_length=3, choices=currencies.CHOICES, default=currencies.DEFAULT)
    weeks = models.PositiveSmallIntegerField(_("weeks to deliver"), validators=[MinValueValidator(1)])
    form = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["deal", "number"], name="proposal_number")]

    def __str__(self) -> str:
        return f"{self.deal} {self.number}"


class ProposalAnswer(models.Model):
    """What a proposal says to one requirement of the problem."""

    class Fit(models.TextChoices):
        MET = "met", _("met")
        PARTLY = "partly", _("partly")
        NOT = "not", _("not met")
        OPEN = "open", _("to be clarified")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="answers")
    requirement = models.ForeignKey(Requirement, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    requirement_text = models.CharField(max_length=500)
    must = models.BooleanField(default=True)
    ordinal = models.PositiveSmallIntegerField()
    fit = models.CharField(_("answer"), max_length=8, choices=Fit.choices, default=Fit.OPEN)
    text = models.CharField(_("how"), max_length=1000, blank=True)

    class Meta:
        ordering = ["ordinal", "id"]

    def __str__(self) -> str:
        return f"{self.requirement_text}: {self.fit}"


class Terms(Record):
    """A sheet of terms. Either side may put one forward; the deal is agreed when both have
    said yes to the same one. A new sheet replaces the last; all are kept, none is changed."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    side = models.CharField(max_length=10, choices=SideName.choices)
    kind = models.CharField(_("kind of contract"), max_length=20, choices=Cooperation.choices)
    subject = models.TextField(_("what is to be done"), max_length=10_000)
    amount = _amount(_("amount"))  # type: ignore[arg-type]  # a lazy translation
    currency = models.CharField(_("currency"), max_length=3, choices=currencies.CHOICES, default=currencies.DEFAULT)
    start = models.DateField(_("from"))
    end = models.DateField(_("until"))
    ownership = models.TextField(_("who owns the results"), max_length=5000)
    secrecy_years = models.PositiveSmallIntegerField(_("years of confidentiality"), default=3)
    place = models.CharField(_("where it is done"), max_length=200, blank=True)
    other = models.TextField(_("other terms"), max_length=10_000, blank=True)
    demand_agreed_at = models.DateTimeField(null=True, blank=True)
    supply_agreed_at = models.DateTimeField(null=True, blank=True)
    form = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "number"], name="terms_number"),
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")),
                name="terms_dates",
                violation_error_message=_("The work ends before it begins; exchange the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal} {self.number}"

    def agreed_by(self, side: Literal["demand", "supply"]) -> bool:
        """Whether this side has said yes to the sheet."""
        return (self.demand_agreed_at if side == "demand" else self.supply_agreed_at) is not None

    @property
    def agreed(self) -> bool:
        """Whether both sides have."""
        return self.agreed_by("demand") and self.agreed_by("supply")


class TermsMilestone(models.Model):
    """A step of the work: when it is due, how it is accepted, what is paid for it."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="milestones")
    ordinal = models.PositiveSmallIntegerField()
    title = models.CharField(_("milestone"), max_length=200)
    due = models.DateField(_("due"))
    criteria = models.TextField(_("accepted when"), max_length=2000)
    amount = _amount(_("payment"))  # type: ignore[arg-type]  # a lazy translation

    class Meta:
        ordering = ["ordinal", "id"]
        constraints = [models.UniqueConstraint(fields=["terms", "ordinal"], name="terms_milestone_place")]

    def __str__(self) -> str:
        return self.title
