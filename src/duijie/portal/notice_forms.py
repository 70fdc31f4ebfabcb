"""The form of what a person is mailed, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from duijie.core.forms import MarkedForm
from duijie.core.models import NoticeHabits, NoticePreference, User
from duijie.core.notices import preferences
from duijie.docking import zones

_HABITS = ("time_zone", "hour", "weekday")


class NoticeForm(MarkedForm):
    """A choice for each group of notices, then the hour of the gathered mails."""

    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("In which the hours below are meant."))
    hour = forms.TypedChoiceField(
        label=_("Hour of gathered mails"), coerce=int, choices=[(hour, f"{hour:02}:00") for hour in range(24)]
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of the weekly mail"), coerce=int, choices=NoticeHabits.Weekday.choices
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        habits = preferences.habits_of(user)
        self.choices = preferences.choices(user)
        initial: dict[str, Any] = {name: getattr(habits, name) for name in _HABITS}
        initial |= {one.group.name: one.rhythm for one in self.choices}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)  # noqa: S101 - declared above
        zone.choices = list(zones.choices(habits.time_zone))
        labels = dict(NoticePreference.Rhythm.choices)
        for one in self.choices:
            if not one.group.fixed:
                self.fields[one.group.name] = forms.ChoiceField(
                    label=one.group.title,
                    help_text=one.group.help,
                    choices=[(rhythm, labels[rhythm]) for rhythm in one.group.offered],
                )

    def groups(self) -> list[BoundField]:
        """The fields of the groups that can be chosen, in order."""
        return [self[one.group.name] for one in self.choices if not one.group.fixed]

    def fixed(self) -> list[preferences.Choice]:
        """The groups that cannot be switched off."""
        return [one for one in self.choices if one.group.fixed]

    def times(self) -> list[BoundField]:
        """The fields that say when."""
        return [self[name] for name in _HABITS]

    def chosen(self) -> dict[str, str]:
        """What was chosen for each group."""
        return {field.name: self.cleaned_data[field.name] for field in self.groups()}

    def habits(self) -> dict[str, Any]:
        """When, as the service takes it."""
        return {name: self.cleaned_data[name] for name in _HABITS}
