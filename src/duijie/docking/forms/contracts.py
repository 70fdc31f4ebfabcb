"""Forms of contracts and delivery."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from duijie.core.forms import AmountField, DayField, MarkedForm
from duijie.core.uploads import ACCEPTED
from duijie.docking.contracts.kinds import CodeTable
from duijie.docking.models import Contract, Milestone
from duijie.docking.services.contracts import DETAILS
from duijie.docking.services.keeping import SCANS

_SIDES = ("demand", "supply")


def _text(label: Any, rows: int, most: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class _Once(MarkedForm):
    """A form with an id of its own: sent twice, it does its work once."""

    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class DraftForm(_Once):
    """What a contract says besides the terms that were agreed."""

    title = forms.CharField(label=_("Title of the contract"), max_length=200)
    requirements = _text(_("Technical requirements, one a line"), 5, 20_000, required=False)
    demand_name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=200)
    demand_number = forms.CharField(label=_("Registration or identity number"), max_length=200, required=False)
    demand_address = forms.CharField(label=_("Address"), max_length=200, required=False)
    demand_representative = forms.CharField(label=_("Representative"), max_length=200, required=False)
    demand_contact = forms.CharField(label=_("Contact"), max_length=200, required=False)
    supply_name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=200)
    supply_number = forms.CharField(label=_("Registration or identity number"), max_length=200, required=False)
    supply_address = forms.CharField(label=_("Address"), max_length=200, required=False)
    supply_representative = forms.CharField(label=_("Representative"), max_length=200, required=False)
    supply_contact = forms.CharField(label=_("Contact"), max_length=200, required=False)
    court = forms.ChoiceField(label=_("Disputes go to"), choices=Contract.Court.choices, initial=Contract.Court.COURT)
    court_name = forms.CharField(
        label=_("Which one"),
        max_length=200,
        required=False,
        help_text=_("The place of the court, or the name of the arbitration body. Empty: a line to fill in by hand."),
    )
    late_permille = forms.DecimalField(
        label=_("Per mille for each day of delay"), min_value=0, max_value=10, decimal_places=2, initial="0.5"
    )
    late_cap_percent = forms.IntegerField(
        label=_("At most, per cent of the price"), min_value=0, max_value=100, initial=20
    )
    copies = forms.IntegerField(label=_("Copies"), min_value=2, max_value=20, initial=4)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def side(self, name: str) -> list[Any]:
        """The fields of a party."""
        return [self[f"{name}_{detail}"] for detail in DETAILS]

    @property
    def demand(self) -> list[Any]:
        return self.side("demand")

    @property
    def supply(self) -> list[Any]:
        return self.side("supply")

    def values(self) -> dict[str, Any]:
        """What :func:`~duijie.docking.services.contracts.draft` takes."""
        given = dict(self.cleaned_data)
        parties = {side: {name: given.pop(f"{side}_{name}") for name in DETAILS} for side in _SIDES}
        del given["form"], given["version"]
        return {**given, "parties": parties}


def draft_start(values: dict[str, Any]) -> dict[str, Any]:
    """The first values of a :class:`DraftForm` from those of a contract."""
    parties = values.get("parties", {})
    flat = {f"{side}_{name}": parties.get(side, {}).get(name, "") for side in _SIDES for name in DETAILS}
    return {**{name: value for name, value in values.items() if name != "parties"}, **flat}


class ReasonForm(MarkedForm):
    """Why."""

    reason = _text(_("Why? The other side reads this."), 4, 2000)


class RejectForm(MarkedForm):
    """What falls short."""

    reason = _text(_("What falls short of the criteria, and why?"), 5, 5000)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one = super().clean
        given = data if isinstance(data, list | tuple) else [data]
        return [one(value, initial) for value in given if value]


class SignForm(MarkedForm):
    """The scan of the signed copy."""

    file = forms.FileField(
        label=_("Scan of the copy your side has signed"),
        help_text=_("PDF, JPG or PNG."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in SCANS)}),
    )


class SubmitForm(_Once):
    """What is handed in for a milestone."""

    text = _text(_("What is handed in, and how does it meet the criteria?"), 6, 10_000)
    evidence = FilesField(
        label=_("Files that prove it"),
        required=False,
        widget=FilesInput(attrs={"accept": ",".join(f".{ending}" for ending in ACCEPTED)}),
        help_text=_("Up to 10 files. They are kept with the milestone and shown to the two parties only."),
    )


class PaymentForm(_Once):
    """A payment that was made."""

    milestone = forms.ModelChoiceField(
        label=_("For the milestone"), queryset=Milestone.objects.none(), required=False, empty_label=_("none of them")
    )
    amount = AmountField(label=_("Amount"))
    paid_on = DayField(label=_("Paid on"))
    payer = forms.ChoiceField(
        label=_("Who paid"),
        choices=[("demand", _("the side with the problem")), ("supply", _("the side that can solve it"))],
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, contract: Contract, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["milestone"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = contract.milestones.all()


_STARS = [(str(number), f"{number} {'★' * number}") for number in range(5, 0, -1)]


def _stars(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=_STARS, coerce=int, widget=forms.RadioSelect)


class ReviewForm(MarkedForm):
    """What the other side was like to work with."""

    result = _stars(_("What was promised was done"))
    reliability = _stars(_("Dates and payments were kept"))
    together = _stars(_("Working together went well"))
    text = _text(_("In words"), 4, 3000, required=False)


class AmendForm(_Once):
    """A change of a signed contract."""

    text = _text(_("What is changed, and why?"), 5, 10_000)
    end = DayField(label=_("New last day of the work"), required=False)

    def __init__(self, data: Any = None, *, steps: Iterable[Milestone], **options: Any) -> None:
        super().__init__(data, **options)
        self.steps = list(steps)
        for step in self.steps:
            self.fields[f"due_{step.pk}"] = DayField(label=_("New day"), required=False)
            self.fields[f"amount_{step.pk}"] = AmountField(label=_("New payment"), required=False)

    @property
    def lines(self) -> list[tuple[Milestone, Any, Any]]:
        """A line for each open milestone."""
        return [(step, self[f"due_{step.pk}"], self[f"amount_{step.pk}"]) for step in self.steps]

    def changes(self) -> dict[str, dict[str, str]]:
        """What :func:`~duijie.docking.services.amendments.propose` takes."""
        found = {}
        for step in self.steps:
            due, amount = self.cleaned_data[f"due_{step.pk}"], self.cleaned_data[f"amount_{step.pk}"]
            change = {"due": due.isoformat()} if due else {}
            if amount is not None:
                change["amount"] = str(amount)
            if change:
                found[str(step.pk)] = change
        return found


class RegistrationForm(MarkedForm):
    """What the registration asks for, from the code table."""

    def __init__(self, data: Any = None, *, table: CodeTable, kind: str, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)
        language = get_language() or "en"
        for field in table.asked(kind):
            label = field.name.in_language(language)
            if field.type == "choice":
                choices = [(one.key, one.name.in_language(language)) for one in field.choices]
                self.fields[field.key] = forms.ChoiceField(
                    label=label, choices=[("", "—"), *choices], required=field.required
                )
            elif field.type == "amount":
                self.fields[field.key] = AmountField(label=label, required=field.required)
            else:
                self.fields[field.key] = forms.CharField(label=label, max_length=300, required=field.required)

    def answers(self) -> dict[str, str]:
        """What :func:`~duijie.docking.services.contracts.register` takes."""
        return {name: "" if value is None else str(value) for name, value in self.cleaned_data.items()}
