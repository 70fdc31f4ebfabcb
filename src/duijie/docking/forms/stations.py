"""Forms of stations and targets."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.core.forms import MarkedForm
from duijie.core.models import User
from duijie.docking.funnel import STEPS
from duijie.registry.models import Community, Role

_BETWEEN = re.compile(r"[,，;；、\n]+")


def split_names(text: str) -> list[str]:
    """The names written in one box, whatever stands between them.

    >>> split_names("浙江省、绍兴市，Hubei")
    ['浙江省', '绍兴市', 'Hubei']
    """
    return [name.strip() for name in _BETWEEN.split(text) if name.strip()]


class StationForm(MarkedForm):
    """A station: its name, what it looks after, who works there."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=160, required=False)
    places = forms.CharField(
        label=_("Places"),
        required=False,
        max_length=2000,
        help_text=_("Names or codes with commas between; places below them are included. Empty for all."),
    )
    fields_ = forms.CharField(
        label=_("Fields"),
        required=False,
        max_length=2000,
        help_text=_("Names or codes with commas between. Empty for all."),
    )
    brokers = forms.ModelMultipleChoiceField(
        label=_("Brokers"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    lead = forms.ModelChoiceField(
        label=_("Leads the station"),
        queryset=User.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("One of its brokers. They may let another broker stand in for one of them."),
    )

    def __init__(self, data: Any = None, *, community: Community, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        brokers = Role.objects.filter(community=community, kind=Role.Kind.BROKER)
        for name in ("brokers", "lead"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
            field.queryset = User.objects.filter(pk__in=brokers.values("user")).order_by("name", "email")


class TargetForm(MarkedForm):
    """A number for each step; empty for none."""

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        labels = step_names()
        for step in STEPS:
            self.fields[step] = forms.IntegerField(label=labels[step], required=False, min_value=1, max_value=1_000_000)


def step_names() -> dict[str, Any]:
    """What the steps are called."""
    return {
        "visited": _("matches looked at"),
        "asked": _("somebody invited"),
        "introduced": _("introduced"),
        "negotiating": _("negotiating"),
        "contracted": _("contracted"),
        "delivered": _("delivered"),
    }
