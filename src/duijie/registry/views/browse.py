"""Lists and pages of organisations and people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from duijie.core.models import User
from duijie.core.paging import page_of
from duijie.registry import hooks, queries
from duijie.registry.claims import queries as claims
from duijie.registry.membership.rules import ask_to_join
from duijie.registry.middleware import community_of
from duijie.registry.models import Organisation, Person, Place
from duijie.registry.rules import create_named, edit_named, own_person, staff_organisation
from duijie.registry.sameness.queries import doubts_of
from duijie.registry.standing import Standing, standing


def _may_add(request: HttpRequest, actor: Standing, model: type[Organisation] | type[Person]) -> bool:
    return actor.user is not None and create_named.allows(actor, model(community=community_of(request)))


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations, by name, kind and place."""
    actor = standing(request.user)
    text, kind, place = (request.GET.get(name, "").strip()[:200] for name in ("q", "kind", "place"))
    kind = kind if kind in Organisation.Kind.values else ""
    found = queries.organisations(actor, text=text, kind=kind, place=place, community=community_of(request))
    page = page_of(request, found)
    places = Place.objects.in_bulk([row.place for row in page.object_list if row.place])
    for row in page.object_list:
        row.place_record = places.get(row.place)
    context = {
        "page": page,
        "text": text,
        "kind": kind,
        "kinds": Organisation.Kind.choices,
        "place": Place.objects.filter(pk=place).first() if place else None,
        "may_add": _may_add(request, actor, Organisation),
    }
    return render(request, "registry/organisations.html", context)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """All people, by name."""
    actor = standing(request.user)
    text = request.GET.get("q", "").strip()[:200]
    page = page_of(request, queries.people(actor, text=text, community=community_of(request)))
    posts = queries.present_posts([row.pk for row in page.object_list])
    for row in page.object_list:
        row.present = posts.get(row.pk, [])
    context = {
        "page": page,
        "text": text,
        "may_add": _may_add(request, actor, Person),
        "decides": actor.secretarial,
    }
    return render(request, "registry/people.html", context)


@require_safe
def organisation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One organisation: names, identifiers, place, parts, people, and what other rooms add."""
    actor = standing(request.user)
    record = queries.access_organisation(actor, pk)
    if record.pk != pk:
        return redirect(record, permanent=True)
    posts = page_of(request, queries.posts_at(record), 30)
    posts.object_list = list(posts.object_list)
    hooks.with_sources(request, posts.object_list)
    context = _common(request, actor, record) | {
        "organisation": record,
        "place_line": queries.place_line(record.place),
        "parts": list(record.parts.filter(merged_into__isnull=True).prefetch_related("names")[:100]),
        "posts": posts,
        "panels": hooks.panels("organisation", request, record),
        "staffs": staff_organisation.allows(actor, record),
        "may_ask": actor.user is None or ask_to_join.allows(actor, record),
    }
    return render(request, "registry/organisation.html", context)


@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person: names, identifiers, posts, and what other rooms add."""
    actor = standing(request.user)
    record = queries.access_person(actor, pk)
    if record.pk != pk:
        return redirect(record, permanent=True)
    posts = list(queries.posts_of(record))
    hooks.with_sources(request, posts)
    for post in posts:
        post.editable = edit_named.allows(actor, post.organisation)  # type: ignore[attr-defined]
    context = _common(request, actor, record) | {
        "person": record,
        "posts": posts,
        "may_add_post": bool(actor.user and (actor.secretarial or actor.administers)),
        "panels": hooks.panels("person", request, record),
        "doubts": doubts_of(actor, record),
        **_claiming(request, actor, record),
    }
    return render(request, "registry/person.html", context)


def _claiming(request: HttpRequest, actor: Standing, record: Person) -> dict[str, Any]:
    """What the page says about whose it is: to its owner, to whoever claims it, and to who might."""
    user = request.user if isinstance(request.user, User) else None
    own = own_person.allows(actor, record)
    return {
        "own": own,
        "editable": edit_named.allows(actor, record) or own,
        "asked": claims.own_claim(user, record) if user else None,
        "answered": claims.last_answer(user, record) if user else None,
        "may_claim": not own and (user is None or claims.person_of(user) is None),
    }


def _common(request: HttpRequest, actor: Standing, record: Organisation | Person) -> dict[str, Any]:
    rows = list(record.names.all())
    return {
        "mains": [row for row in rows if row.kind == "main" and row.text != record.display_name],
        "others": [row for row in rows if row.kind != "main"],
        "identifiers": list(record.identifiers.all()),
        "editable": edit_named.allows(actor, record),
        "mergeable": create_named.allows(actor, record),
        "sheets": hooks.sheets(),
    }
