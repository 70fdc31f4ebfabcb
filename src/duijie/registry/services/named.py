"""What making and changing an organisation and a person have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, records
from duijie.core.errors import Conflict, InvalidInput, NotFound, StaleEdit
from duijie.core.models import User
from duijie.core.text import clean, language
from duijie.registry import hooks
from duijie.registry.identifiers import normalise_identifier
from duijie.registry.models import Identifier, Organisation, OrganisationName, Person, PersonName
from duijie.registry.names import NameOf, grams, name_key

N = TypeVar("N", bound=Organisation | Person)


@dataclass(frozen=True, slots=True)
class Name:
    """A name to keep. ``language`` is told from the text when empty; ``kind`` is main, alias,
    short or former: one main name a language."""

    text: str
    language: str = ""
    kind: str = "alias"


IdentifierInput = tuple[str, str]
"""Scheme and value."""


def name_of(record: Organisation | Person) -> NameOf:
    return "organisation" if isinstance(record, Organisation) else "person"


def name_rows(record: Organisation | Person, names: Iterable[Name]) -> list[OrganisationName] | list[PersonName]:
    """The name rows that a record with these names has, its main name among them; unsaved.

    A name that is kept twice in one language stays once, under its first kind.
    """
    of = name_of(record)
    wanted: dict[tuple[str, str], str] = {}
    given = [Name(clean(name.text), name.language, name.kind) for name in names if clean(name.text)]
    if not any(name.text == record.name and name.kind == "main" for name in given):
        given.insert(0, Name(record.name, kind="main"))
    for name in given:
        wanted.setdefault((name.language or language(name.text), name.text), name.kind)
    rows: list[Any] = []
    for (tongue, text), kind in wanted.items():
        values = {"text": text, "language": tongue, "kind": kind, "key": name_key(text), "grams": grams(text, of)}
        if isinstance(record, Organisation):
            rows.append(OrganisationName(organisation=record, **values))
        else:
            rows.append(PersonName(person=record, **values))
    return rows


def keep_names(record: Organisation | Person, names: Iterable[Name]) -> None:
    """Replace the names of a record by these and its main name."""
    rows = name_rows(record, names)
    for row in rows:
        try:
            row.full_clean(exclude=[name_of(record), "key", "grams"], validate_constraints=False)
        except ValidationError as error:
            raise InvalidInput(_("A name needs another look."), fields={"names": error.messages}) from error
    record.names.all().delete()
    type(rows[0])._default_manager.bulk_create(rows)  # type: ignore[arg-type]
    hooks.tell_named(name_of(record), [row.key for row in rows])


def keep_identifiers(record: Organisation | Person, identifiers: Iterable[IdentifierInput]) -> None:
    """Replace the identifiers of a record.

    Raises:
        InvalidInput: a value does not have the form of its scheme.
        Conflict: another record has it; ``details`` name that one.
    """
    wanted = {(scheme, normalise_identifier(scheme, value)) for scheme, value in identifiers}
    held = {(row.scheme, row.value): row for row in record.identifiers.all()}
    for key, row in held.items():
        if key not in wanted:
            row.delete()
    for scheme, value in sorted(wanted - held.keys()):
        insert_identifier(record, scheme, value)


def insert_identifier(record: Organisation | Person, scheme: str, value: str) -> Identifier:
    """Add one normalised identifier, unless another record has it."""
    other = Identifier.objects.filter(scheme=scheme, value=value).select_related("organisation", "person").first()
    if other is not None:
        holder = other.organisation or other.person
        raise Conflict(
            _("%(value)s already belongs to “%(holder)s”; if it is the same, change or merge that record.")
            % {"value": value, "holder": holder},
            holder=str(holder.pk) if holder else "",
            field="identifiers",
        )
    return Identifier.objects.create(scheme=scheme, value=value, **{name_of(record): record})


def locked(record: N) -> N:
    """The record as it is now, locked until the transaction ends.

    Raises:
        NotFound: it is gone.
        Conflict: it was merged into another one.
    """
    current = type(record)._default_manager.select_for_update(of=("self",)).filter(pk=record.pk).first()
    if current is None:
        raise NotFound(_("There is no such record any more."))
    if current.merged_into_id is not None:
        raise Conflict(_("This record was merged into another one; change that one."), into=str(current.merged_into_id))
    return cast(N, current)


def assign(record: Organisation | Person, values: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """Set fields from cleaned values."""
    for name, value in values.items():
        if name not in allowed:
            raise InvalidInput(_("“%(name)s” is no field of this record.") % {"name": name})
        setattr(record, name, clean(value) if isinstance(value, str) else value)


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, models.Model):
        return str(value.pk)
    return value if value is None or isinstance(value, (bool, int, float, str, list)) else str(value)


def described(record: Organisation | Person) -> dict[str, list[str]]:
    """Names and identifiers as the audit shows them."""
    return {
        "names": [f"{row.text} ({row.language}, {row.kind})" for row in record.names.order_by("pk")],
        "identifiers": [f"{row.scheme}:{row.value}" for row in record.identifiers.order_by("scheme", "value")],
    }


def create(*, actor: User | None, record: N, names: Sequence[Name], identifiers: Sequence[IdentifierInput]) -> N:
    """Check and write a new record with its names and identifiers."""
    records.check(record)
    record.save()
    keep_names(record, names)
    keep_identifiers(record, identifiers)
    audit.record(actor=actor, action="create", target=record)
    return record


def update(
    *,
    actor: User | None,
    record: N,
    expected_version: int,
    values: Mapping[str, Any],
    allowed: frozenset[str],
    names: Sequence[Name] | None,
    identifiers: Sequence[IdentifierInput] | None,
) -> N:
    """Change a locked record; names and identifiers that are None stay.

    When the main name changes and no names are given, the old one is kept as a former name.

    Raises:
        StaleEdit: ``details["changes"]`` maps fields to ``{"theirs": …, "yours": …}``,
            ``details["version"]`` is the one to go on with.
    """
    if record.version != expected_version:
        changes = {
            name: {"theirs": plain(getattr(record, name)), "yours": plain(value)}
            for name, value in values.items()
            if name in allowed and plain(getattr(record, name)) != plain(value)
        }
        if names is not None:
            theirs = sorted(record.names.values_list("text", flat=True))
            yours = sorted({str(values.get("name", record.name)), *(name.text for name in names)})
            if theirs != yours:
                changes["names"] = {"theirs": theirs, "yours": yours}
        raise StaleEdit(
            _("Somebody changed this in the meantime; compare both versions and save again."),
            changes=changes,
            version=record.version,
        )
    before = {name: plain(getattr(record, name)) for name in values if name in allowed} | described(record)
    old_name = record.name
    assign(record, values, allowed)
    record.version += 1
    records.check(record)
    record.save()
    if names is not None:
        keep_names(record, names)
    elif record.name != old_name:
        former = [
            Name(row.text, row.language, "former" if row.text == old_name and row.kind == "main" else row.kind)
            for row in record.names.order_by("pk")
        ]
        keep_names(record, former)
    if identifiers is not None:
        keep_identifiers(record, identifiers)
    after = {name: plain(getattr(record, name)) for name in values} | described(record)
    audit.record_change(actor=actor, target=record, before=before, after=after)
    return record
