"""The forms of the three libraries, and the lines (requirements, works) below them.

Lines work without JavaScript: there are always a few empty ones, and a button asks for more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from duijie.core.forms import AmountField, CurrencyField, DayField, NumberField
from duijie.core.text import clean
from duijie.library.languages import WORKING, language_name
from duijie.library.models import Item, Problem, Project, Requirement, Talent, Visibility, Work
from duijie.library.models.item import Cooperation
from duijie.registry.models import Field, Organisation, Place

MOST_LINES = 60
MOST_KEPT = 1000
"""Lines that an item from an import may have; a form takes them all back, or they would be lost."""
_CODE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{2,4})?")  # a language or a currency


class _Codes(forms.ModelMultipleChoiceField):
    """Several records of a classification, kept as their codes."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        return [record.pk for record in super().clean(value)]

    def label_from_instance(self, record: Any) -> str:
        depth = record.code.count(".") if isinstance(record, Field) else len(record.ancestors or [1]) - 1
        return f"{'　' * depth}{record.name}"


class _Words(forms.CharField):
    """Words separated by commas of either writing, kept as a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value) or ""
        for mark in "，、；;\n":
            text = text.replace(mark, ",")
        words = list(dict.fromkeys(clean(word) for word in text.split(",") if word.strip()))
        if any(len(word) > 60 for word in words):
            raise forms.ValidationError(_("A keyword has 60 characters at most; separate keywords by commas."))
        return words


class ItemForm(forms.Form):
    """What every item has. ``version`` is the one that the form was opened with."""

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    fields_ = _Codes(label=_("Fields"), queryset=Field.objects.none(), required=False)
    places = _Codes(label=_("Places"), queryset=Place.objects.none(), required=False)
    keywords = _Words(label=_("Keywords"), required=False, help_text=_("Separate them by commas."), max_length=1000)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, empty_label=_("none")
    )
    visibility = forms.ChoiceField(
        label=_("Who may see it once it is published"), choices=Visibility.choices, initial=Visibility.PUBLIC
    )

    lines: str = ""
    main: tuple[str, ...] = ()
    particulars: tuple[str, ...] = ()
    open_choices: tuple[str, ...] = ()
    """Choices beside which an item may have others, from an import or the API."""

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields_"].queryset = Field.objects.all()  # type: ignore[attr-defined]
        self.fields["places"].queryset = Place.objects.all()  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        for name in ("fields_", "places"):
            self.fields[name].widget.attrs |= {"size": 8, "data-filter": _("Type to narrow the list")}
        for name in self.open_choices:
            self._offer_given(name)
        if self.is_bound:
            for name in self.errors:
                if name in self.fields:
                    self.fields[name].widget.attrs["aria-invalid"] = "true"

    def _offer_given(self, name: str) -> None:
        """Offer what the item has besides the usual choices: a form that knew its own list alone
        would take from an item every other language or currency."""
        field: Any = self.fields[name]
        posted: Any = self.data
        given = posted.getlist(name) if self.is_bound else self.initial.get(name, ())
        usual = dict(field.choices)
        for code in [given] if isinstance(given, str) else given:
            if _CODE.fullmatch(code):
                usual.setdefault(code, code)
        field.choices = [(code, self.label_of(name, code, label)) for code, label in usual.items()]

    def label_of(self, name: str, code: str, label: Any) -> Any:
        """What a choice is called."""
        return label

    @classmethod
    def initial_of(cls, item: Item) -> dict[str, Any]:
        """What the form shows of an item."""
        values = {name: getattr(item, name) for name in cls.base_fields if hasattr(item, name)}
        for name, value in values.items():
            if isinstance(value, Decimal) and value == value.to_integral_value():
                values[name] = int(value)  # 150000 rather than 150000.00
        return {**values, "fields_": item.fields, "version": item.version}

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        found = dict(self.cleaned_data)
        found.pop("version", None)
        found["fields"] = found.pop("fields_")
        return found

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.main]

    @property
    def particular_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.particulars]

    def refuse(self, fields: Mapping[str, Sequence[Any]]) -> None:
        """Show what the service refused beside the fields it concerns."""
        for name, sentences in fields.items():
            shown = "fields_" if name == "fields" else name
            self.add_error(shown if shown in self.fields else None, [str(sentence) for sentence in sentences])


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _amount(label: Any) -> AmountField:
    return AmountField(label=label, required=False)


def _cooperation() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Ways to cooperate"), choices=Cooperation.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class ProblemForm(ItemForm):
    """A problem."""

    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("What is wanted, in one line."))
    statement = forms.CharField(
        label=_("The problem, in your own words"),
        max_length=20_000,
        widget=_area(8),
        help_text=_("What goes wrong, what you tried, what a solution must reach."),
    )
    problem_kind = forms.ChoiceField(
        label=_("Kind"), choices=Problem.ProblemKind.choices, initial=Problem.ProblemKind.NEED, widget=forms.RadioSelect
    )
    industry = forms.CharField(label=_("Industry"), max_length=120, required=False)
    deadline = DayField(label=_("Deadline"), required=False)
    budget_min = _amount(_("Budget from"))
    budget_max = _amount(_("Budget to"))
    bounty = _amount(_("Bounty"))
    currency = CurrencyField()
    cooperation = _cooperation()
    confidentiality = forms.ChoiceField(
        label=_("What is shown"),
        choices=Problem.Confidentiality.choices,
        initial=Problem.Confidentiality.OPEN,
        widget=forms.RadioSelect,
        help_text=_("Who may not read all of it still sees the title, the fields and the places; nothing else."),
    )

    lines = "requirements"
    main = ("title", "statement")
    particulars = ("industry", "deadline", "budget_min", "budget_max", "bounty", "currency")
    choices = ("problem_kind", "cooperation", "confidentiality")
    open_choices = ("currency",)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        low, high = values.get("budget_min"), values.get("budget_max")
        if low is not None and high is not None and high < low:
            self.add_error("budget_max", _("The budget ends below where it begins; exchange the two amounts."))
        return values


class ProjectForm(ItemForm):
    """A project."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("Summary"),
        max_length=20_000,
        widget=_area(8),
        help_text=_("What it does, how well, where it has run. Numbers with units are what requirements are met by."),
    )
    trl = forms.TypedChoiceField(
        label=_("Readiness level (TRL)"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("not stated")), *((n, f"TRL {n}") for n in range(1, 10))],
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("not stated")), *Project.Stage.choices])
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1950, max_value=2100)
    ip = forms.CharField(label=_("Intellectual property"), required=False, max_length=2000, widget=_area(3))
    team = forms.CharField(label=_("Team"), required=False, max_length=2000, widget=_area(3))
    cooperation = _cooperation()

    main = ("title", "summary", "ip", "team")
    particulars = ("trl", "stage", "year")
    choices = ("cooperation",)


class TalentForm(ItemForm):
    """An expert or a team."""

    title = forms.CharField(label=_("Name of the person or team"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    headline = forms.CharField(
        label=_("In one line"), max_length=200, required=False, help_text=_("What you are asked for.")
    )
    expertise = forms.CharField(label=_("Expertise"), max_length=20_000, widget=_area(7))
    post = forms.CharField(label=_("Post"), max_length=120, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=[(code, code) for code in WORKING],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    availability = forms.ChoiceField(
        label=_("Availability"),
        choices=Talent.Availability.choices,
        initial=Talent.Availability.OPEN,
        widget=forms.RadioSelect,
    )
    cooperation = _cooperation()

    lines = "works"
    main = ("title", "headline", "expertise")
    particulars = ("name_en", "post")
    choices = ("languages", "availability", "cooperation")

    open_choices = ("languages",)

    def label_of(self, name: str, code: str, label: Any) -> Any:
        return language_name(code) if name == "languages" else label


class ClauseForm(forms.Form):
    """One requirement, of a problem or of a need; a line without text is left out."""

    text = forms.CharField(label=_("Requirement"), max_length=500, required=False)
    must = forms.TypedChoiceField(
        label=_("Weight"),
        choices=[("1", _("must have")), ("0", _("nice to have"))],
        coerce=lambda value: value == "1",
        empty_value=True,  # type: ignore[arg-type]  # the stubs know only texts
        required=False,
    )


class RequirementLine(ClauseForm):
    """One requirement of a problem, with the quantity that it asks for."""

    comparator = forms.ChoiceField(
        label=_("Comparison"), choices=[("", "—"), *Requirement.Comparator.choices], required=False
    )
    value = NumberField(label=_("Value"), required=False)
    upper = NumberField(label=_("to"), required=False)
    unit = forms.CharField(label=_("Unit"), max_length=30, required=False)

    heading = "text"


class WorkLine(forms.Form):
    """One work; a line without title is left out."""

    external_id = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=400, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Work.Kind.choices, required=False)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2100)
    venue = forms.CharField(label=_("Published in"), max_length=300, required=False)
    abstract = forms.CharField(label=_("Abstract"), max_length=10_000, required=False, widget=_area(3))

    heading = "title"


class Lines(BaseFormSet):
    """Requirements or works; each line can be ticked to be removed."""

    def rows(self) -> list[dict[str, Any]]:
        """The lines that say something, as the service takes them."""
        heading = self.form.heading
        found = []
        for form in self.forms:
            values = {name: value for name, value in form.cleaned_data.items() if name not in ("DELETE",)}
            if not values.get(heading) or form.cleaned_data.get("DELETE"):
                continue
            if heading == "title":
                values["kind"] = values.get("kind") or Work.Kind.PAPER
            found.append(values)
        return found


LINES: dict[str, Any] = {"requirements": RequirementLine, "works": WorkLine}
FORMS: dict[str, type[ItemForm]] = {"problem": ProblemForm, "project": ProjectForm, "talent": TalentForm}


def lines_of(name: str, *, data: Any = None, initial: Sequence[Mapping[str, Any]] = (), empty: int = 2) -> Lines:
    """The lines of a form: as posted, or as kept with some empty ones behind."""
    factory = formset_factory(
        LINES[name], formset=Lines, extra=empty, can_delete=True, max_num=MOST_LINES, absolute_max=MOST_KEPT + 40
    )
    return cast(Lines, factory(data, prefix=name, initial=list(initial)))


def with_more(data: Any, prefix: str, more: int = 3) -> Any:
    """What was posted, with some more empty lines."""
    grown = data.copy()
    total = grown.get(f"{prefix}-TOTAL_FORMS", "0")
    number = int(total) if total.isdigit() else 0
    grown[f"{prefix}-TOTAL_FORMS"] = str(min(number + more, MOST_LINES))
    return grown
