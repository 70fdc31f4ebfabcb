"""Adding an identifier to a record."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core import audit
from duijie.core.models import User
from duijie.registry.identifiers import normalise_identifier
from duijie.registry.models import Identifier, Organisation, Person
from duijie.registry.rules import create_named
from duijie.registry.services import named
from duijie.registry.standing import standing


@transaction.atomic
def add_identifier(*, actor: User | None, record: Organisation | Person, scheme: str, value: str) -> Identifier:
    """Give a record an identifier; one that it has already is returned as it is.

    Raises:
        NotAllowed: the actor is not of the secretariat.
        InvalidInput: unknown scheme, or a value without its form or check character.
        Conflict: it belongs to another record, which ``details["holder"]`` names.
    """
    current = named.locked(record)
    if actor is not None:
        create_named.check(standing(actor), current, _("Only the secretariat may add identifiers."))
    kept = normalise_identifier(scheme, value)
    held = current.identifiers.filter(scheme=scheme, value=kept).first()
    if held is not None:
        return held
    identifier = named.insert_identifier(current, scheme, kept)
    current.version += 1
    current.save(update_fields=["version", "updated_at"])
    record.version = current.version
    audit.record(actor=actor, action="add-identifier", target=current, after={"identifier": f"{scheme}:{kept}"})
    return identifier
