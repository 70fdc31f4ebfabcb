"""People and the posts they hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, records
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.core.text import clean
from duijie.registry.models import Community, Organisation, Person, Post
from duijie.registry.rules import create_named, edit_named, edit_post, own_person
from duijie.registry.services import named, sameness
from duijie.registry.services.named import IdentifierInput, Name
from duijie.registry.standing import standing

FIELDS = frozenset({"name", "website", "description", "description_en"})
OWN_FIELDS = frozenset({"website", "description", "description_en"})
"""What somebody changes on the own page. By names and identifiers reading tells people apart."""
_AT_CREATION = FIELDS | {"external_id", "sample", "user"}


@transaction.atomic
def create_person(
    *,
    actor: User | None,
    community: Community,
    name: str,
    names: Sequence[Name] = (),
    identifiers: Sequence[IdentifierInput] = (),
    **values: Any,
) -> Person:
    """Make a person; arguments and errors as in :func:`~.organisations.create_organisation`.

    ``values``: website, description, description_en, external_id, sample, user.
    """
    person = Person(community=community)
    if actor is not None:
        create_named.check(standing(actor), person, _("Only the secretariat may add a person."))
    named.assign(person, {"name": name, **values}, _AT_CREATION)
    return named.create(actor=actor, record=person, names=names, identifiers=identifiers)


@transaction.atomic
def update_person(
    *,
    actor: User | None,
    person: Person,
    expected_version: int,
    names: Sequence[Name] | None = None,
    identifiers: Sequence[IdentifierInput] | None = None,
    **values: Any,
) -> Person:
    """Change a person; what is not given stays. Whose page it is gives :data:`OWN_FIELDS` only.
    Errors as in :func:`~.organisations.update_organisation`."""
    current = named.locked(person)
    if actor is not None and not edit_named.allows(standing(actor), current):
        own_person.check(standing(actor), current, _("Only the secretariat may change this."))
        if names is not None or identifiers is not None or values.keys() - OWN_FIELDS:
            raise NotAllowed(_("Names and identifiers of a person are changed by the secretariat."))
    return named.update(
        actor=actor,
        record=current,
        expected_version=expected_version,
        values=values,
        allowed=FIELDS,
        names=names,
        identifiers=identifiers,
    )


@transaction.atomic
def add_post(
    *,
    actor: User | None,
    person: Person,
    organisation: Organisation,
    title: str,
    start: date | None = None,
    end: date | None = None,
    former: bool = False,
) -> Post:
    """Say that a person holds a post at an organisation, from ``start`` until ``end`` where known;
    ``former`` when it is over and nobody knows since when.

    Raises:
        NotAllowed: the actor may not edit the organisation.
        InvalidInput: no title, or it ends before it starts.
    """
    post = Post(person=named.locked(person), organisation=named.locked(organisation), title=clean(title))
    post.start, post.end, post.former = start, end, former and end is None
    if actor is not None:
        edit_post.check(standing(actor), post, _("Only the secretariat or the organisation's admin may add posts."))
    _check_dates(post)
    records.check(post)
    post.save()
    audit.record(actor=actor, action="add-post", target=person, after=_described(post))
    sameness.touch([person.pk])
    return post


@transaction.atomic
def end_post(*, actor: User | None, post: Post, end: date | None) -> Post:
    """Say when a post ended; None when that is not known.

    Raises:
        NotAllowed: the actor may not edit the organisation.
        Conflict: it has ended before.
        InvalidInput: it would end before it starts.
    """
    current = Post.objects.select_for_update(of=("self",)).select_related("person", "organisation").get(pk=post.pk)
    if actor is not None:
        edit_post.check(standing(actor), current, _("Only the secretariat or the organisation's admin may end posts."))
    if current.end is not None:
        raise Conflict(_("This post ended on %(date)s already.") % {"date": current.end.isoformat()})
    before = _described(current)
    current.end, current.former = end, end is None
    current.version += 1
    _check_dates(current)
    records.check(current)
    current.save()
    audit.record(actor=actor, action="end-post", target=current.person, before=before, after=_described(current))
    return current


@transaction.atomic
def reopen_post(*, actor: User | None, post: Post) -> Post:
    """Take back that a post has ended.

    Raises:
        NotAllowed: the actor may not edit the organisation.
        Conflict: it has not ended.
    """
    current = Post.objects.select_for_update(of=("self",)).select_related("person", "organisation").get(pk=post.pk)
    if actor is not None:
        edit_post.check(standing(actor), current, _("Only the secretariat or the organisation's admin may end posts."))
    if not current.over:
        raise Conflict(_("This post has not ended."))
    before = _described(current)
    current.end, current.former = None, False
    current.version += 1
    current.save()
    audit.record(actor=actor, action="reopen-post", target=current.person, before=before, after=_described(current))
    return current


def _check_dates(post: Post) -> None:
    if post.start and post.end and post.end < post.start:
        message = _("The post ends before it starts; exchange the dates.")
        raise InvalidInput.at("end", message)


def _described(post: Post) -> dict[str, Any]:
    return {
        "organisation": str(post.organisation_id),
        "title": post.title,
        "start": named.plain(post.start),
        "end": named.plain(post.end),
        "former": post.former,
    }
