"""Taking a merge back: two records again, each with what was its own.

The audit entry of the merge says what moved. What was changed since stays with the kept record.
"""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import audit
from duijie.core.errors import Conflict
from duijie.core.models import AuditEntry, Record, User
from duijie.registry import hooks
from duijie.registry.models import Organisation, Person, PersonPair
from duijie.registry.rules import create_named
from duijie.registry.services.named import Name, keep_names, name_of, plain
from duijie.registry.standing import standing

N = TypeVar("N", Organisation, Person)


@transaction.atomic
def undo_merge(*, actor: User | None, drop: N) -> N:
    """Give a record that was merged away its own life again, and return it.

    What the merge moved to the kept record, and still is there, comes back: names, identifiers,
    posts, items, roles. Rows that were there twice are made again. People are from then on kept
    apart, so that nobody is asked the same again.

    Raises:
        Conflict: it was not merged, or the kept record was merged into another one since (take
            that back first), or the merge is older than what is written down of merges.
        NotAllowed: the actor is not of the secretariat of both communities.
    """
    model: type[Any] = type(drop)
    pks = [drop.pk, *model._default_manager.filter(merged_from=drop.pk).values_list("pk", flat=True)]
    locked = model._default_manager.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    pair = {row.pk: row for row in locked}
    drop = pair[drop.pk]
    kept = pair.get(drop.merged_into_id) if drop.merged_into_id else None
    if kept is None:
        raise Conflict(_("This record is not merged into another one."))
    if kept.merged_into_id:
        raise Conflict(
            _("“%(name)s” was merged into another record since; take that back first.") % {"name": kept.name}
        )
    if actor is not None:
        for record in (kept, drop):
            create_named.check(standing(actor), record, _("Only the secretariat of both may take a merge back."))
    entry = _entry(kept, drop)
    drop.merged_into = None
    for model_name, keys in entry.after.get("moved", {}).items():
        _move_back(model_name, keys, kept, drop)
    lost = [row for row in entry.before.get("doubles", []) if not _made_again(row)]
    _names_back(entry, kept, drop)
    _fields_back(entry, kept, drop)
    for record in (kept, drop):
        record.version += 1
        record.save()
    if isinstance(kept, Person) and isinstance(drop, Person):
        _keep_apart(actor, kept, drop)
    audit.record(actor=actor, action="undo-merge", target=kept, after={"record": str(drop.pk), "lost": lost})
    audit.record(actor=actor, action="undo-merge", target=drop, after={"from": str(kept.pk), "name": kept.name})
    return drop


def _entry(kept: Organisation | Person, drop: Organisation | Person) -> AuditEntry:
    entries = audit.entries(kept).filter(action="merge", before__record=str(drop.pk))
    entry = entries.first()
    if entry is None or "names" not in entry.after:
        raise Conflict(_("This merge was made before merges could be taken back; edit the two records instead."))
    return entry


def _move_back(model_name: str, keys: list[str], kept: Organisation | Person, drop: Organisation | Person) -> None:
    """Rows of one table and field, as far as they still point to the kept record."""
    label, _dot, field = model_name.rpartition(".")
    try:
        model = apps.get_model(label)
    except LookupError:  # a room that is gone
        return
    rows = model._base_manager.filter(pk__in=keys, **{field: kept.pk})
    found = list(rows.values_list("pk", flat=True))
    change: dict[str, Any] = {field: drop.pk}
    if issubclass(model, Record):
        change |= {"version": F("version") + 1, "updated_at": timezone.now()}
    for key in found:
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=key).update(**change)
        except IntegrityError:
            found = [other for other in found if other != key]
    hooks.tell_moved(model, found)


def _made_again(row: dict[str, Any]) -> bool:
    """A row that was there twice at the time of the merge."""
    try:
        model = apps.get_model(row["table"])
    except LookupError:
        return False
    columns = {column.name: column for column in model._meta.concrete_fields}
    try:
        values = {columns[name].attname: _value(columns[name], value) for name, value in row["row"].items()}
        with transaction.atomic():
            model(**values).save(force_insert=True)
    except (IntegrityError, ValidationError, ValueError, KeyError):
        return False
    return True


def _value(column: models.Field[Any, Any], value: Any) -> Any:
    return value if isinstance(column, models.ForeignKey) else column.to_python(value)


def _names_back(entry: AuditEntry, kept: Organisation | Person, drop: Organisation | Person) -> None:
    """The dropped record goes by the names that it had; of those the kept one loses what the merge
    brought it. What the kept one was called before, too, it keeps."""
    were = [tuple(row) for row in entry.after["names"]]
    shared = {tuple(row) for row in entry.after.get("shared_names", [])}
    brought = {(language, text) for language, text, _kind in were} - shared
    for row in kept.names.exclude(text=kept.name):
        if (row.language, row.text) in brought:
            row.delete()
    keep_names(drop, [Name(text, language, kind) for language, text, kind in were])
    hooks.tell_named(name_of(kept), list(kept.names.values_list("key", flat=True)))


def _fields_back(entry: AuditEntry, kept: Organisation | Person, drop: Organisation | Person) -> None:
    """What the merge filled in is blank again, unless somebody changed it since; the account goes back."""
    for name, value in entry.after.get("filled", {}).items():
        column = type(kept)._meta.get_field(name)
        attname = getattr(column, "attname", name)
        if plain(getattr(kept, attname)) == value and getattr(column, "blank", False):
            setattr(kept, attname, None if getattr(column, "null", False) else "")
    account = entry.after.get("account", "")
    if account and isinstance(kept, Person) and isinstance(drop, Person) and str(kept.user_id) == account:
        kept.user = None
        kept.save(update_fields=["user"])
        drop.user_id = UUID(account)


def _keep_apart(actor: User | None, kept: Person, drop: Person) -> None:
    PersonPair.objects.filter(one__in=[kept, drop], other__in=[kept, drop]).delete()
    one, other = sorted((kept, drop), key=lambda person: person.pk)
    PersonPair.objects.create(
        one=one, other=other, probability=0, verdict=PersonPair.Verdict.APART, decided_by=actor,
        decided_at=timezone.now(),
    )  # fmt: skip
