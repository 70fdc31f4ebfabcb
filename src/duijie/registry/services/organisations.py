"""Organisations: making and changing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.registry.models import Community, Organisation, Place
from duijie.registry.rules import create_named, edit_named
from duijie.registry.services import named
from duijie.registry.services.named import IdentifierInput, Name
from duijie.registry.standing import standing

FIELDS = frozenset({"name", "kind", "place", "parent", "website", "description", "description_en"})
_AT_CREATION = FIELDS | {"external_id", "sample"}


@transaction.atomic
def create_organisation(
    *,
    actor: User | None,
    community: Community,
    name: str,
    names: Sequence[Name] = (),
    identifiers: Sequence[IdentifierInput] = (),
    **values: Any,
) -> Organisation:
    """Make an organisation.

    Args:
        actor: None for the installation itself.
        name: its main name; further ones, in other languages too, in ``names``.
        identifiers: pairs of scheme and value, such as ``("ror", "https://ror.org/00a2xv884")``.
        values: kind, place, parent, website, description, description_en, external_id, sample.

    Raises:
        NotAllowed: the actor is not of the community's secretariat.
        InvalidInput: a field does not fit; ``details["fields"]`` maps fields to sentences.
        Conflict: another record has one of the identifiers.
    """
    organisation = Organisation(community=community)
    if actor is not None:
        create_named.check(standing(actor), organisation, _("Only the secretariat may add an organisation."))
    named.assign(organisation, {"name": name, **values}, _AT_CREATION)
    _check_links(organisation)
    return named.create(actor=actor, record=organisation, names=names, identifiers=identifiers)


@transaction.atomic
def update_organisation(
    *,
    actor: User | None,
    organisation: Organisation,
    expected_version: int,
    names: Sequence[Name] | None = None,
    identifiers: Sequence[IdentifierInput] | None = None,
    **values: Any,
) -> Organisation:
    """Change an organisation; what is not given stays.

    Raises:
        NotAllowed: the actor is neither secretariat nor admin of the organisation.
        StaleEdit: it was changed after ``expected_version`` was read.
        InvalidInput, Conflict: as in :func:`create_organisation`.
    """
    current = named.locked(organisation)
    if actor is not None:
        edit_named.check(standing(actor), current, _("Only the secretariat or its own admin may change this."))
        if identifiers is not None and not create_named.allows(standing(actor), current):
            raise NotAllowed(_("Only the secretariat may change identifiers."))
    if "parent" in values or "place" in values:
        _check_links(Organisation(pk=current.pk, place=values.get("place", ""), parent=values.get("parent")))
    return named.update(
        actor=actor,
        record=current,
        expected_version=expected_version,
        values=values,
        allowed=FIELDS,
        names=names,
        identifiers=identifiers,
    )


def _check_links(organisation: Organisation) -> None:
    if organisation.place and not Place.objects.filter(pk=organisation.place).exists():
        raise InvalidInput(
            _("There is no place with the code %(code)s.") % {"code": organisation.place},
            fields={"place": [_("Choose a place of the list.")]},
        )
    above, seen = organisation.parent, set()
    while above is not None and above.pk not in seen:
        if above.pk == organisation.pk:
            message = _("An organisation cannot be part of itself or of its own parts.")
            raise InvalidInput.at("parent", message)
        seen.add(above.pk)
        above = above.parent
