"""Making one record of two, with nothing lost.

Whatever points to the dropped record is moved, by what the models say of themselves: tables of
rooms below the registry too, which it may not import.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pghistory.models import Event

from duijie.core import audit
from duijie.core.errors import Conflict, InvalidInput
from duijie.core.models import Record, User
from duijie.registry import hooks
from duijie.registry.models import Organisation, Person
from duijie.registry.rules import create_named
from duijie.registry.services.named import name_of, plain
from duijie.registry.standing import standing

N = TypeVar("N", Organisation, Person)
_NOT_COMPARED = {"id", "created_at", "updated_at", "version", "merged_into", "user"}


@transaction.atomic
def merge_organisations(*, actor: User | None, keep: Organisation, drop: Organisation) -> Organisation:
    """Make ``drop`` a part of what ``keep`` says, and return ``keep``.

    Names become aliases; identifiers, posts, items, roles and whatever else points to the
    dropped record point to the kept one. Blank fields of the kept record are filled; where
    both say something, the kept value stays and the audit entry holds the other. The dropped
    record stays, pointing to the kept one, so that its address leads there.

    Raises:
        InvalidInput: it is one and the same record.
        Conflict: one of them was merged before.
        NotAllowed: the actor is not of the secretariat of both communities.
    """
    return _merge(actor, keep, drop)


@transaction.atomic
def merge_people(*, actor: User | None, keep: Person, drop: Person) -> Person:
    """As :func:`merge_organisations`, for people. An account stays with the record that has one;
    when both have one, each keeps its own and the kept record's counts."""
    return _merge(actor, keep, drop)


def _merge(actor: User | None, keep: N, drop: N) -> N:
    if keep.pk == drop.pk:
        raise InvalidInput(_("This is one and the same record; choose another one to merge with it."))
    pair = {
        row.pk: row
        for row in type(keep)
        ._default_manager.select_for_update(of=("self",))
        .filter(pk__in=[keep.pk, drop.pk])
        .order_by("pk")
    }
    keep, drop = pair[keep.pk], pair[drop.pk]
    if keep.merged_into_id or drop.merged_into_id:
        raise Conflict(_("One of the two was merged into another record before; open that one."))
    if actor is not None:
        for record in (keep, drop):
            create_named.check(standing(actor), record, _("Only the secretariat of both may merge them."))
    _untie(keep, drop)
    lost: list[dict[str, Any]] = []
    moved: dict[str, list[str]] = {}
    names = _move_names(keep, drop)
    for model, field in _pointers(type(keep)):
        keys = _move(model, field, keep, drop, lost)
        if keys:
            moved[f"{model._meta.label_lower}.{field}"] = [str(key) for key in keys]
    blanks, account = _plain_of(keep), drop.user_id if isinstance(drop, Person) else None
    differing = _fill(keep, drop)
    filled = {name: value for name, value in _plain_of(keep).items() if blanks[name] != value}
    for record in (keep, drop):
        record.version += 1
    drop.merged_into = keep
    drop.save()
    keep.save()
    hooks.tell_named(name_of(keep), list(keep.names.values_list("key", flat=True)))
    audit.record(
        actor=actor,
        action="merge",
        target=keep,
        before={"record": str(drop.pk), "name": drop.name, "values": differing, "doubles": lost},
        after={
            "moved": moved,
            **names,
            "filled": filled,
            "account": str(account) if account and drop.user_id is None else "",
        },
    )
    audit.record(actor=actor, action="merged-away", target=drop, after={"into": str(keep.pk), "name": keep.name})
    return keep


def _untie(keep: N, drop: N) -> None:
    """A record that was part of the other one would become part of itself."""
    if isinstance(keep, Organisation) and isinstance(drop, Organisation):
        above, seen = keep, set()
        while above.parent is not None and above.pk not in seen:
            if above.parent_id == drop.pk:
                above.parent = drop.parent if drop.parent_id != keep.pk else None
                above.save(update_fields=["parent"])
                if above.pk == keep.pk:
                    keep.parent = above.parent
                return
            seen.add(above.pk)
            above = above.parent


def _pointers(target: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Every foreign key of every model to the target, hidden ones and those of many-to-many
    tables too. History is left as it was written."""
    for relation in target._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):  # one-to-one is one, too
            continue
        model = relation.related_model
        if isinstance(model, type) and not issubclass(model, Event):
            yield model, relation.field.name


def _move(model: type[models.Model], field: str, keep: N, drop: N, lost: list[dict[str, Any]]) -> list[Any]:
    """Let rows point to ``keep``. A row that would then be there twice is written down and deleted."""
    rows = model._base_manager.filter(**{field: drop.pk})
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return []
    change: dict[str, Any] = {field: keep.pk}
    if issubclass(model, Record):
        change |= {"version": F("version") + 1, "updated_at": timezone.now()}
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=keys).update(**change)
        moved = keys
    except IntegrityError:
        moved = [key for key in keys if _move_one(model, key, change, lost)]
    hooks.tell_moved(model, moved)
    return moved


def _move_one(model: type[models.Model], key: Any, change: dict[str, Any], lost: list[dict[str, Any]]) -> bool:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=key).update(**change)
    except IntegrityError:
        row = model._base_manager.get(pk=key)
        values = {column.name: plain(getattr(row, column.attname)) for column in model._meta.concrete_fields}
        lost.append({"table": model._meta.label_lower, "row": values})
        row.delete()
        return False
    return True


def _plain_of(record: Organisation | Person) -> dict[str, Any]:
    """The fields of a record that a merge may fill, as JSON keeps them."""
    columns = type(record)._meta.concrete_fields
    return {one.name: plain(getattr(record, one.attname)) for one in columns if one.name not in _NOT_COMPARED}


def _move_names(keep: N, drop: N) -> dict[str, list[list[str]]]:
    """Main names of the dropped record become aliases; one that both have is there once. Returns
    the dropped record's ``names`` as they were (language, text, kind), and which both had."""
    held = set(keep.names.values_list("language", "text"))
    were = [[row.language, row.text, row.kind] for row in drop.names.order_by("pk")]
    shared = [[language, text] for language, text, _kind in were if (language, text) in held]
    for row in drop.names.all():
        if (row.language, row.text) in held:
            row.delete()
            continue
        if row.kind == "main":
            row.kind = "alias"
        setattr(row, name_of(keep), keep)
        row.save()
    return {"names": were, "shared_names": shared}


def _fill(keep: N, drop: N) -> dict[str, Any]:
    """Take over what the kept record does not say; return what the two say differently."""
    differing: dict[str, Any] = {}
    for column in type(keep)._meta.concrete_fields:
        if column.name in _NOT_COMPARED:
            continue
        kept, other = getattr(keep, column.attname), getattr(drop, column.attname)
        if kept == other or other in (None, ""):
            continue
        blank = kept in (None, "") or (column.name == "kind" and kept == "other")
        # An external id stays where it is, unique in its community; it leads on through merged_into.
        if blank and column.name != "external_id" and other != keep.pk:
            setattr(keep, column.attname, other)
        else:
            differing[column.name] = plain(other)
    if isinstance(keep, Person) and isinstance(drop, Person) and keep.user_id is None and drop.user_id is not None:
        user, drop.user = drop.user, None
        drop.save(update_fields=["user"])
        keep.user = user
    elif isinstance(drop, Person) and drop.user_id is not None:
        differing["user"] = str(drop.user_id)
    return differing
