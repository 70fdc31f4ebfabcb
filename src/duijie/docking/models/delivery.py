"""What is delivered under a contract, what is paid for it, and what both sides say in the end."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duijie.core.models import Record
from duijie.docking.models.columns import user_column
from duijie.docking.models.contracts import Contract, ContractFile
from duijie.docking.models.introductions import SideName


class Milestone(Record):
    """A step of a signed contract. Open, or submitted and waiting for the other side, or accepted;
    a rejected one is open again."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("waiting for acceptance")
        ACCEPTED = "accepted", pgettext_lazy("a milestone", "accepted")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="milestones")
    ordinal = models.PositiveSmallIntegerField()
    title = models.CharField(_("milestone"), max_length=200)
    criteria = models.TextField(_("accepted when"), max_length=2000)
    due = models.DateField(_("due"))
    amount = models.DecimalField(_("payment"), max_digits=16, decimal_places=2, validators=[MinValueValidator(0)])
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ordinal", "id"]
        constraints = [models.UniqueConstraint(fields=["contract", "ordinal"], name="milestone_place")]

    def __str__(self) -> str:
        return self.title

    @property
    def late(self) -> bool:
        """Whether its day has passed and nothing was handed in that waits or was accepted."""
        return self.state == self.State.OPEN and self.due < timezone.localdate()


class Submission(Record):
    """A round of a milestone: what the side that works handed in, and the answer."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("a milestone", "accepted")
        REJECTED = "rejected", pgettext_lazy("a milestone", "rejected")

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("what is handed in"), max_length=10_000)
    files = models.ManyToManyField(ContractFile, blank=True, related_name="submissions")
    by = user_column()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=5000, blank=True)
    answered_by = user_column()
    answered_at = models.DateTimeField(null=True, blank=True)
    form = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["milestone", "number"], name="submission_round")]

    def __str__(self) -> str:
        return f"{self.milestone} {self.number}"


class Payment(Record):
    """A payment that one side says was made; the other confirms it or says why not. No money moves here."""

    class State(models.TextChoices):
        RECORDED = "recorded", _("waiting for confirmation")
        CONFIRMED = "confirmed", _("confirmed")
        DISPUTED = "disputed", _("disputed")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="payments")
    milestone = models.ForeignKey(
        Milestone, null=True, blank=True, on_delete=models.PROTECT, related_name="payments", verbose_name=_("milestone")
    )
    payer = models.CharField(_("who paid"), max_length=10, choices=[c for c in SideName.choices if c[0] != "broker"])
    amount = models.DecimalField(
        _("amount"), max_digits=16, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    paid_on = models.DateField(_("paid on"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    side = models.CharField(max_length=10, choices=SideName.choices)
    by = user_column()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECORDED)
    answered_by = user_column()
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    form = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["paid_on", "id"]

    def __str__(self) -> str:
        return f"{self.amount} {self.paid_on}"


def _stars(label: object) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1), MaxValueValidator(5)])  # type: ignore[arg-type]


class Review(Record):
    """What a side says of the other in the end, 1 to 5 stars a question. Sealed until both have spoken."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="reviews")
    side = models.CharField(max_length=10, choices=SideName.choices)
    by = user_column()
    result = _stars(_("What was promised was done"))
    reliability = _stars(_("Dates and payments were kept"))
    together = _stars(_("Working together went well"))
    text = models.TextField(_("in words"), max_length=3000, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["contract", "side"], name="review_once_a_side")]

    def __str__(self) -> str:
        return f"{self.contract.number} {self.side}"

    @property
    def stars(self) -> float:
        """The mean of the three answers."""
        return (self.result + self.reliability + self.together) / 3
