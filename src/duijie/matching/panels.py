"""What this room adds to the pages of people and organisations: links that load what they lead to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from duijie.library import queries
from duijie.library.models import Talent
from duijie.library.rules import read_problem_body
from duijie.registry.hooks import Panel
from duijie.registry.standing import standing


def person_problems(request: HttpRequest, person: Any) -> Panel | None:
    """The open problems that a person answers; for people with a published profile."""
    profiles = Talent.objects.filter(person=person).values("pk")
    if not queries.listed("talent", standing(request.user)).filter(pk__in=profiles).exists():
        return None
    context = {"url": reverse("matching:person-problems", args=[person.pk])}
    return Panel(_("Open problems that fit"), "matching/_panel_problems.html", context, order=12)


def organisation_partners(request: HttpRequest, organisation: Any) -> Panel | None:
    """Who could cooperate with an organisation; for those with something published."""
    actor = standing(request.user)
    problems = queries.listed("problem", actor).filter(read_problem_body.q(actor), organisation=organisation)
    others = (queries.listed(kind, actor).filter(organisation=organisation) for kind in ("project", "talent"))
    if not any(rows.exists() for rows in (problems, *others)):
        return None
    context = {"url": reverse("matching:partners", args=[organisation.pk])}
    return Panel(_("Who could cooperate"), "matching/_panel_partners.html", context, order=12)
