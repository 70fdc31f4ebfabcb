"""What someone needs solved."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.amounts import plain
from duijie.library.models.item import Item, Kind, item_constraints, item_indexes


@pghistory.track(exclude=["search_text", "search_vector"])
class Problem(Item):
    """A problem: a statement in the person's own words, and its checkable requirements."""

    class ProblemKind(models.TextChoices):
        NEED = "need", _("need")
        CHALLENGE = "challenge", _("challenge with a bounty")

    class Confidentiality(models.TextChoices):
        OPEN = "open", _("everything is shown")
        TITLE_ONLY = "title-only", _("only title and field are shown")

    kind: ClassVar[Kind] = Kind.PROBLEM

    statement = models.TextField(_("statement"), validators=[MaxLengthValidator(20_000)])
    problem_kind = models.CharField(_("kind"), max_length=10, choices=ProblemKind.choices, default=ProblemKind.NEED)
    industry = models.CharField(_("industry"), max_length=120, blank=True)
    budget_min = models.DecimalField(
        _("budget from"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    budget_max = models.DecimalField(
        _("budget to"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    bounty = models.DecimalField(
        _("bounty"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    confidentiality = models.CharField(
        _("confidentiality"), max_length=12, choices=Confidentiality.choices, default=Confidentiality.OPEN
    )

    class Meta(Item.Meta):
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        indexes = item_indexes("problem")
        constraints = [
            *item_constraints("problem"),
            models.CheckConstraint(
                condition=models.Q(budget_max__isnull=True)
                | models.Q(budget_min__isnull=True)
                | models.Q(budget_max__gte=models.F("budget_min")),
                name="problem_budget_range",
                violation_error_message=_("The budget ends below where it begins; exchange the two amounts."),
            ),
        ]

    @property
    def body(self) -> str:
        return self.statement


class Requirement(models.Model):
    """One checkable clause of a problem, with the quantity it names where it names one."""

    class Comparator(models.TextChoices):
        LESS = "<", "<"
        AT_MOST = "<=", "≤"
        EQUAL = "=", "="
        AT_LEAST = ">=", "≥"
        MORE = ">", ">"
        ABOUT = "~", "≈"

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="requirements")
    ordinal = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("requirement"), max_length=500)
    must = models.BooleanField(_("must have"), default=True)
    comparator = models.CharField(max_length=2, choices=Comparator.choices, blank=True)
    value = models.FloatField(null=True, blank=True)
    upper = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["ordinal", "id"]
        verbose_name = _("requirement")

    def __str__(self) -> str:
        return self.text

    @property
    def measure(self) -> str:
        """The quantity that it asks for, such as “≤ 2.5 元”; empty where it names none."""
        if self.value is None:
            return ""
        until = f"–{plain(self.upper)}" if self.upper is not None else ""
        return f"{self.get_comparator_display()} {plain(self.value)}{until} {self.unit}".strip()

    @property
    def clause(self) -> str:
        """The requirement as it is read without a table beside it: with its quantity, where the words leave it out."""
        measure = self.measure
        if not measure or (self.value is not None and plain(self.value) in self.text):
            return self.text
        return f"{self.text} {measure}"
