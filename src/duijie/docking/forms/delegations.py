"""The form of a delegation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.core.forms import DayField, MarkedForm
from duijie.core.models import User
from duijie.docking.models import Introduction


class DelegationForm(MarkedForm):
    """Who stands in, for which days, in what. ``form`` is new with each page: sent twice, it is made once."""

    taker = forms.ChoiceField(label=_("Who stands in?"))
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("This day included; it ends by itself."))
    everything = forms.BooleanField(
        label=_("In everything that they broker here, also what begins meanwhile"), required=False
    )
    introductions = forms.MultipleChoiceField(
        label=_("Only in these"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Read by the two of you and the secretariat, not by the parties."),
    )
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(
        self, data: Any = None, *, takers: Iterable[User], rows: Iterable[Introduction], initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        taker, matters = self.fields["taker"], self.fields["introductions"]
        assert isinstance(taker, forms.ChoiceField) and isinstance(matters, forms.MultipleChoiceField)  # noqa: S101
        taker.choices = [("", "—"), *((str(one.pk), str(one)) for one in takers)]
        matters.choices = [(str(row.pk), f"{row.problem.title} ↔ {row.item.title}") for row in rows]
