"""Organisations and people have the same pages; what differs is one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.registry import queries, services
from duijie.registry.forms import NamedForm, OrganisationForm, PersonForm


@dataclass(frozen=True)
class Pages:
    """What the pages of one kind use."""

    kind: str
    form: type[NamedForm]
    access: Callable[..., Any]
    search: Callable[..., Any]
    create: Callable[..., Any]
    update: Callable[..., Any]
    merge: Callable[..., Any]
    add_title: Promise | str
    merged: Promise | str


PAGES = {
    "organisation": Pages(
        "organisation",
        OrganisationForm,
        queries.access_organisation,
        queries.organisations,
        services.create_organisation,
        services.update_organisation,
        services.merge_organisations,
        _("Add an organisation"),
        _("The two organisations are one now."),
    ),
    "person": Pages(
        "person",
        PersonForm,
        queries.access_person,
        queries.people,
        services.create_person,
        services.update_person,
        services.merge_people,
        _("Add a person"),
        _("The two people are one now."),
    ),
}
