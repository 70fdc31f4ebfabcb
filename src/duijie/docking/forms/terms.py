"""Forms of proposals and terms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.forms import AmountField, CurrencyField, DayField, MarkedForm
from duijie.docking.models import ProposalAnswer
from duijie.docking.services.terms import MOST_MILESTONES, Answer, Step
from duijie.library.models import Problem, Requirement
from duijie.library.models.item import Cooperation


class ProposalForm(MarkedForm):
    """How somebody would solve the problem, for what, and by when."""

    approach = forms.CharField(
        label=_("How would you solve it?"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    amount = AmountField(label=_("Price"))
    currency = CurrencyField()
    weeks = forms.IntegerField(label=_("Weeks to deliver"), min_value=1, max_value=520)
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class AnswerForm(forms.Form):
    """What a proposal says to one requirement."""

    fit = forms.ChoiceField(label=_("Answer"), choices=ProposalAnswer.Fit.choices, initial=ProposalAnswer.Fit.OPEN)
    text = forms.CharField(label=_("How"), max_length=1000, required=False)
    asked: Requirement | None = None


def answers_of(problem: Problem, data: Any = None) -> Any:
    """A line for each requirement of the problem, each with ``asked``: the requirement."""
    rows = list(problem.requirements.all())
    factory = forms.formset_factory(AnswerForm, extra=0, min_num=len(rows), max_num=len(rows), absolute_max=len(rows))
    lines = factory(data, prefix="answers")
    for line, row in zip(lines.forms, rows, strict=False):
        line.asked = row
    return lines


def answers_in(lines: Any) -> list[Answer]:
    """What was answered, by the place of the requirement."""
    return [
        Answer(place, line.cleaned_data.get("fit", ProposalAnswer.Fit.OPEN), line.cleaned_data.get("text", ""))
        for place, line in enumerate(lines.forms)
    ]


class TermsForm(MarkedForm):
    """A sheet of terms, without its milestones."""

    kind = forms.ChoiceField(label=_("Kind of contract"), choices=Cooperation.choices)
    subject = forms.CharField(
        label=_("What is to be done?"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    amount = AmountField(label=_("Amount"))
    currency = CurrencyField()
    start = DayField(label=_("From"))
    end = DayField(label=_("Until"))
    ownership = forms.CharField(
        label=_("Who owns the results?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    secrecy_years = forms.IntegerField(label=_("Years of confidentiality"), min_value=0, max_value=50, initial=3)
    place = forms.CharField(label=_("Where is it done?"), max_length=200, required=False)
    other = forms.CharField(
        label=_("Other terms"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_end(self) -> Any:
        end = self.cleaned_data["end"]
        if end < timezone.localdate() - timedelta(days=1):
            raise forms.ValidationError(_("This day has passed; choose one to come."))
        return end


class StepForm(forms.Form):
    """A milestone; a line without a title is left out."""

    title = forms.CharField(label=_("Milestone"), max_length=200, required=False)
    due = DayField(label=_("Due"), required=False)
    criteria = forms.CharField(
        label=_("Accepted when"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    amount = AmountField(label=_("Payment"), required=False)

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        if values.get("title") and not values.get("DELETE"):
            for name, sentence in (
                ("due", _("Say when it is due.")),
                ("criteria", _("Say when it counts as accepted.")),
                ("amount", _("Say what is paid for it, 0 if nothing.")),
            ):
                if name not in self.errors and values.get(name) in (None, ""):
                    self.add_error(name, str(sentence))
        return values


_PREFIX = "steps"


def steps_of(data: Any = None, initial: Any = (), empty: int = 3) -> Any:
    """The milestones as lines: as posted, or as kept with some empty ones behind."""
    factory = forms.formset_factory(
        StepForm, extra=empty, can_delete=True, max_num=MOST_MILESTONES, absolute_max=MOST_MILESTONES + 10
    )
    return factory(data, prefix=_PREFIX, initial=list(initial))


def with_more_steps(data: Any, more: int = 3) -> Any:
    """What was posted, with some more empty lines."""
    grown = data.copy()
    total = grown.get(f"{_PREFIX}-TOTAL_FORMS", "0")
    number = int(total) if total.isdigit() else 0
    grown[f"{_PREFIX}-TOTAL_FORMS"] = str(min(number + more, MOST_MILESTONES))
    return grown


def steps_in(lines: Any) -> list[Step]:
    """The milestones that were written."""
    return [
        Step(values["title"], values["due"], values["criteria"], values["amount"])
        for line in lines.forms
        if (values := line.cleaned_data).get("title") and not values.get("DELETE")
    ]
