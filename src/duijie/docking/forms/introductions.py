"""Forms of introductions and deals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.core.forms import MarkedForm
from duijie.docking.models.introductions import DeclineReason
from duijie.docking.services.introductions import DAYS, DEFAULT_DAYS

Choice = tuple[str, str]
"""A value and how it is called."""


class InviteForm(MarkedForm):
    """Whom to invite for what is told by the page; here is what is said to them."""

    problem = forms.ChoiceField(label=_("Problem"))
    item = forms.ChoiceField(label=_("Project or talent"))
    message = forms.CharField(
        label=_("What do you want to talk about?"),
        min_length=10,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Say what you need from them and what you can offer. Leave out addresses and telephone numbers: "
            "how to reach each other is shown once both have accepted."
        ),
    )
    days = forms.IntegerField(
        label=_("Days to answer"),
        min_value=DAYS[0],
        max_value=DAYS[1],
        initial=DEFAULT_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None, *, problems: Sequence[Choice], items: Sequence[Choice]) -> None:
        super().__init__(data)
        for name, choices in (("problem", problems), ("item", items)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices
            if len(choices) == 1:
                field.initial = choices[0][0]


class DeclineForm(MarkedForm):
    """Why not."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note to the other side"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class QuestionForm(MarkedForm):
    """What somebody wants to know before answering."""

    text = forms.CharField(
        label=_("Ask or answer"), min_length=2, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class MessageForm(MarkedForm):
    """A message in a thread. ``form`` is new with each page, so that a form sent twice says it once."""

    text = forms.CharField(label=_("Message"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ThreadForm(MarkedForm):
    """A conversation of its own."""

    title = forms.CharField(label=_("What is it about?"), max_length=120)
    with_broker = forms.BooleanField(label=_("The broker reads along"), required=False, initial=True)


class BringForm(MarkedForm):
    """A colleague for the room."""

    email = forms.EmailField(
        label=_("Your colleague's e-mail address"), help_text=_("They must belong to your organisation here.")
    )


class EndForm(MarkedForm):
    """Why a deal ends."""

    reason = forms.CharField(
        label=_("Why does it end? Both sides read this."), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReopenForm(MarkedForm):
    """Why agreed terms are opened again."""

    reason = forms.CharField(
        label=_("Why are the terms opened again? Both sides read this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
