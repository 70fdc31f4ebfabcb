"""Forms of challenges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duijie.core.forms import AmountField, CurrencyField, DayField, MarkedForm
from duijie.core.models import User
from duijie.core.uploads import ACCEPTED, MB
from duijie.docking.challenges.naming import People, PersonField
from duijie.docking.challenges.services.handing_in import MOST_FILES
from duijie.docking.challenges.services.preparing import LEAST_PASSPHRASE, MOST_CRITERIA, Criterion, Rules
from duijie.docking.forms.contracts import FilesField, FilesInput
from duijie.docking.models import Challenge, ChallengeRules, Officer
from duijie.docking.zones import called
from duijie.library.models import Item

_LOCAL = "%Y-%m-%dT%H:%M"
_PREFIX = "criteria"
_OFFICERS = ("officer_1", "officer_2", "officer_3")


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=[_LOCAL, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
    )


def _text(label: Any, most: int, rows: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, widget=forms.Textarea(attrs={"rows": rows}))


class RulesForm(MarkedForm):
    """The rules of a challenge with its bounty and timetable. Times are in the installation's zone."""

    bounty = AmountField(label=_("Bounty"))
    currency = CurrencyField()
    proposals_until = _moment(_("Proposals until"))
    opening_at = _moment(_("Opening"))
    award_by = DayField(label=_("Award by"))
    text_zh = _text(_("Rules in Chinese"), 20_000, 8)
    text_en = _text(_("Rules in English"), 20_000, 8)
    eligibility_zh = _text(_("Who may take part, in Chinese"), 5000, 3)
    eligibility_en = _text(_("Who may take part, in English"), 5000, 3)
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for name in ("proposals_until", "opening_at"):
            self.fields[name].help_text = called(settings.TIME_ZONE)

    def rules(self, criteria: Sequence[Criterion]) -> Rules:
        """What was typed, for the service."""
        given = {name: value for name, value in self.cleaned_data.items() if name in Rules.__dataclass_fields__}
        return Rules(criteria=criteria, **given)


class DraftForm(RulesForm):
    """A challenge in preparation, with its officers."""

    officer_1 = PersonField(label=_("First officer"))
    officer_2 = PersonField(label=_("Second officer"))
    officer_3 = PersonField(
        label=_("Alternate"),
        required=False,
        help_text=_("Any two of the three can open the proposals: if one is away or forgets, nothing is lost."),
    )
    listed = "may-be-officers"

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[tuple[User, bool]],
        named: Iterable[Officer] = (),
        initial: Any = None,
    ) -> None:
        sides = {True: _("the problem’s side"), False: _("the secretariat")}
        self.people = People([(user, sides[own]) for user, own in people])
        chosen = {f"officer_{one.place}": self.people.label(one.user) for one in named if one.user}
        super().__init__(data, initial={**(initial or {}), **chosen})
        for name in _OFFICERS:
            field = self.fields[name]
            assert isinstance(field, PersonField)  # noqa: S101 - declared above
            field.offer(self.people, self.listed)

    @property
    def officers(self) -> list[User]:
        """Who was chosen, in order."""
        return [user for name in _OFFICERS if (user := self.cleaned_data.get(name))]

    def refuse(self, error: Any) -> None:
        told = error.details.get("fields")
        if told and "officers" in told:
            told["officer_1"] = told.pop("officers")
        super().refuse(error)


class ChangeForm(RulesForm):
    """New rules for a published challenge, with the reason."""

    reason = forms.CharField(
        label=_("Why are the rules changed?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody reads it; those who have handed in a proposal are told."),
    )


def initial_of(edition: ChallengeRules, challenge: Challenge) -> dict[str, Any]:
    """An edition as the start of a form."""
    names = ("bounty", "currency", "award_by", "text_zh", "text_en", "eligibility_zh", "eligibility_en")
    found: dict[str, Any] = {name: getattr(edition, name) for name in names}
    found |= {name: _plain(getattr(edition, name)) for name in ("proposals_until", "opening_at")}
    return found | {"version": challenge.version}


def _plain(moment: datetime) -> datetime:
    """Without its zone: a field would change it into the one that is active."""
    return timezone.localtime(moment).replace(tzinfo=None)


class CriterionForm(forms.Form):
    """A line of the criteria; one without a name is left out."""

    zh = forms.CharField(label=_("Criterion in Chinese"), max_length=200, required=False)
    en = forms.CharField(label=_("Criterion in English"), max_length=200, required=False)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=100, required=False)

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        named = values.get("zh") or values.get("en")
        if named and "weight" not in self.errors and values.get("weight") is None:
            self.add_error("weight", str(_("Say how much it weighs, of 100.")))
        if not named and values.get("weight") is not None:
            self.add_error("zh", str(_("Name the criterion that weighs this, or leave the weight empty.")))
        return values


def criteria_lines(data: Any = None, initial: Sequence[Any] = (), empty: int = 2) -> Any:
    """The criteria as lines: as posted, or as kept with some empty ones behind."""
    empty = max(empty, 4 - len(initial))
    factory = forms.formset_factory(CriterionForm, extra=empty, max_num=MOST_CRITERIA, absolute_max=MOST_CRITERIA + 8)
    return factory(data, prefix=_PREFIX, initial=list(initial))


def with_more_criteria(data: Any, more: int = 2) -> Any:
    """What was posted, with some more empty lines."""
    grown = data.copy()
    total = grown.get(f"{_PREFIX}-TOTAL_FORMS", "0")
    number = int(total) if total.isdecimal() and len(total) < 5 else 0
    grown[f"{_PREFIX}-TOTAL_FORMS"] = str(min(number + more, MOST_CRITERIA))
    return grown


def criteria_in(lines: Any) -> list[Criterion]:
    """The criteria that were written."""
    return [
        Criterion(values.get("zh", ""), values.get("en", ""), values.get("weight") or 0)
        for line in lines.forms
        if (values := line.cleaned_data).get("zh") or values.get("en")
    ]


class ProposeForm(MarkedForm):
    """A proposal that is sealed when it is sent. ``form`` is new with each page."""

    item = forms.ChoiceField(
        label=_("With which project or profile of yours?"),
        help_text=_("If you win, the deal begins with this entry. After the opening the protocol names it."),
    )
    approach = forms.CharField(
        label=_("How would you solve it?"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    amount = AmountField(label=_("Price"))
    currency = CurrencyField()
    weeks = forms.IntegerField(label=_("Weeks to deliver"), min_value=1, max_value=520)
    enclosed = FilesField(
        label=_("Files"),
        required=False,
        allow_empty_file=True,  # the service says what is wrong with it
        widget=FilesInput(attrs={"accept": ",".join(f".{ending}" for ending in ACCEPTED), "multiple": True}),
    )
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, data: Any = None, files: Any = None, *, offers: Sequence[Item], initial: Any = None) -> None:
        super().__init__(data, files, initial=initial)
        self._offers = {item.key: item for item in offers}
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(item.key, item.title) for item in offers]
        self.fields["enclosed"].help_text = _("At most %(number)s files, %(limit)s MB together; %(kinds)s.") % {
            "number": MOST_FILES,
            "limit": settings.UPLOAD_LIMIT // MB,
            "kinds": ", ".join(ACCEPTED),
        }

    @property
    def offered(self) -> Item:
        """The item that was chosen."""
        return self._offers[self.cleaned_data["item"]]


def _secret(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        **options,
    )


class OfficeForm(MarkedForm):
    """The passphrase of an officer, typed twice."""

    passphrase = _secret(
        _("Passphrase"),
        help_text=_(
            "At least %(least)s characters, such as five words that do not belong together. Write it down and keep it"
            " away from this computer: it is kept nowhere here and cannot be reset."
        )
        % {"least": LEAST_PASSPHRASE},
    )
    again = _secret(_("The same once more"))

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("passphrase"):
            raise forms.ValidationError(_("The two are not the same; type both again."))
        return again


class KeyForm(MarkedForm):
    """The passphrase of an officer at the opening."""

    passphrase = _secret(_("Your passphrase for this challenge"))


class EndForm(MarkedForm):
    """Why a challenge ends without an award."""

    reason = forms.CharField(
        label=_("Why does it end?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody reads it."),
    )


class AssessorForm(MarkedForm):
    """Who is to score the proposals."""

    email = forms.EmailField(
        label=_("E-mail of the assessor"),
        help_text=_("Somebody of this community. Conflicts of interest with each proposal are looked for first."),
    )


class ExcuseForm(MarkedForm):
    """Why an assessor is let go."""

    reason = forms.CharField(label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class FeedbackForm(MarkedForm):
    """What a solver is told of their proposal."""

    feedback = forms.CharField(
        label=_("Feedback to the solver"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The solver reads it once the shortlist is published; nobody else outside does."),
    )


class ScoreForm(MarkedForm):
    """Points for a proposal, by each criterion of the rules in force."""

    def __init__(self, data: Any = None, *, labels: Sequence[tuple[str, int]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self._number = len(labels)
        for place, (name, weight) in enumerate(labels):
            self.fields[f"points_{place}"] = forms.IntegerField(
                label=name,
                min_value=0,
                max_value=100,
                help_text=_("0 to 100 points; weighs %(weight)s of 100.") % {"weight": weight},
            )
            self.fields[f"note_{place}"] = forms.CharField(
                label=pgettext_lazy("a score", "Note"), max_length=1000, required=False
            )

    @property
    def points(self) -> dict[int, int]:
        """The points by the place of their criterion."""
        return {place: self.cleaned_data[f"points_{place}"] for place in range(self._number)}

    @property
    def notes(self) -> dict[int, str]:
        """The notes by the place of their criterion."""
        return {place: self.cleaned_data[f"note_{place}"] for place in range(self._number)}

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        """The fields of each criterion side by side."""
        return [(self[f"points_{place}"], self[f"note_{place}"]) for place in range(self._number)]


class AwardForm(MarkedForm):
    """Who gets the award, and why."""

    number = forms.TypedChoiceField(label=_("The award goes to"), coerce=int, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("They are published with the award."),
    )

    def __init__(self, data: Any = None, *, choices: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        field = self.fields["number"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(number), name) for number, name in choices]
