"""Making and changing items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, currencies, outbox, records
from duijie.core.errors import InvalidInput, NotAllowed, StaleEdit
from duijie.core.models import User
from duijie.core.text import clean, language
from duijie.library.models import ITEM_MODELS, Item, Problem, Requirement, Talent, Work
from duijie.library.rules import edit_item
from duijie.library.services.search_text import search_text
from duijie.registry.models import Community, Field, Place
from duijie.registry.services.sameness import touch
from duijie.registry.standing import standing

_NOT_BY_FORM = {"id", "created_at", "updated_at", "version", "state", "owner", "published_at", "search_text"}
_LINES: dict[str, tuple[type[models.Model], str]] = {
    "requirements": (Requirement, "problem"),
    "works": (Work, "talent"),
}


@transaction.atomic
def create_item(
    *,
    actor: User | None,
    kind: str,
    community: Community,
    values: Mapping[str, Any],
    requirements: Sequence[Mapping[str, Any]] | None = None,
    works: Sequence[Mapping[str, Any]] | None = None,
) -> Item:
    """Make a draft that belongs to the actor.

    Args:
        actor: the owner-to-be; None for the installation itself.
        kind: "problem", "project" or "talent".
        values: fields of the model; ``language`` is told from the text when absent.
        requirements: of a problem, fields of :class:`Requirement`.
        works: of a talent, fields of :class:`Work`.

    Raises:
        InvalidInput: a field does not fit; ``details["fields"]`` maps fields to sentences.
        NotAllowed: the actor speaks for an organisation they do not belong to.
    """
    if kind not in ITEM_MODELS:
        raise InvalidInput(_("There is no library of “%(kind)s”.") % {"kind": kind})
    item = ITEM_MODELS[kind](community=community, owner=actor)
    _assign(item, values)
    _check_organisation(actor, item)
    _check_deadline(item)
    _check_currency(item)
    if "language" not in values:
        item.language = language(f"{item.title}\n{item.body}")
    _save(item, {"requirements": requirements, "works": works})
    audit.record(actor=actor, action="create", target=item)
    return item


@transaction.atomic
def update_item(
    *,
    actor: User,
    item: Item,
    values: Mapping[str, Any],
    expected_version: int,
    requirements: Sequence[Mapping[str, Any]] | None = None,
    works: Sequence[Mapping[str, Any]] | None = None,
) -> Item:
    """Change an item. Lines that are None stay as they are; a list replaces them all.

    Raises:
        NotAllowed: the actor may not edit it.
        StaleEdit: somebody changed it after version ``expected_version`` was read;
            ``details["changes"]`` maps each field that would be overwritten to
            ``{"theirs": …, "yours": …}``, ``details["version"]`` is the one to go on with.
        InvalidInput: a field does not fit.
    """
    current = type(item)._default_manager.select_for_update(of=("self",)).get(pk=item.pk)
    edit_item.check(standing(actor), current, _("Only its owner or the secretariat may change this."))
    if current.version != expected_version:
        raise StaleEdit(
            _("Somebody changed this in the meantime; compare both versions and save again."),
            changes=_differences(current, values, {"requirements": requirements, "works": works}),
            version=current.version,
        )
    before = {name: _plain(getattr(current, name)) for name in values if name not in _NOT_BY_FORM}
    organisation, deadline = current.organisation_id, getattr(current, "deadline", None)
    currency = getattr(current, "currency", None)
    _assign(current, values)
    if getattr(current, "deadline", None) != deadline:
        _check_deadline(current)
    if getattr(current, "currency", None) != currency:
        _check_currency(current)
    if current.organisation_id != organisation:
        _check_organisation(actor, current)
    current.version += 1
    _save(current, {"requirements": requirements, "works": works})
    after = {name: _plain(getattr(current, name)) for name in before}
    audit.record_change(actor=actor, target=current, before=before, after=after)
    return current


def _assign(item: Item, values: Mapping[str, Any]) -> None:
    known = {field.name for field in item._meta.concrete_fields} - _NOT_BY_FORM
    for name, value in values.items():
        if name not in known:
            raise InvalidInput(_("“%(name)s” is no field of this library.") % {"name": name})
        setattr(item, name, _cleaned(value))


def _cleaned(value: Any) -> Any:
    """A text, or each text of a list, without what nobody sees."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, (list, tuple)):
        return [_cleaned(each) for each in value]
    return value


def _check_organisation(actor: User | None, item: Item) -> None:
    if actor is None or item.organisation_id is None:
        return
    who = standing(actor)
    if (
        item.organisation_id not in who.organisations
        and item.community_id not in who.secretariat
        and not who.site_admin
    ):
        raise NotAllowed(_("You do not belong to this organisation; choose yours or leave it empty."))


def _check_deadline(item: Item) -> None:
    """A day by which nobody can answer any more is a slip; one that passes later stays as it is."""
    if isinstance(item, Problem) and item.deadline is not None:
        day = item._meta.get_field("deadline").to_python(item.deadline)
        if day < timezone.localdate():
            sentence = _("The deadline has passed already; give a day that is still to come, or none.")
            raise InvalidInput.at("deadline", sentence)


def _check_currency(item: Item) -> None:
    """Amounts are in the currencies of contracts; another one that an item had before stays until it is changed."""
    if isinstance(item, Problem):
        currencies.check(item.currency)


def _save(item: Item, lines: Mapping[str, Sequence[Mapping[str, Any]] | None]) -> None:
    """Check all, write all, tell the index."""
    made = {name: _build(item, name, rows) for name, rows in lines.items() if rows is not None}
    works = made.get("works")
    item.keywords = list(dict.fromkeys(clean(word) for word in item.keywords if word.strip()))
    _check_codes(item)
    records.check(item, exclude=["search_text", "search_vector"])
    if works is None and isinstance(item, Talent) and item._state.adding:
        works = []
    item.search_text = search_text(item, works)  # type: ignore[arg-type]
    item.save()
    for name, rows in made.items():
        model, _owner = _LINES[name]
        getattr(item, name).all().delete()
        model._default_manager.bulk_create(rows)
    outbox.put("item", [item.key])
    if isinstance(item, Talent) and item.person_id:
        touch([item.person_id])  # the works in it may tell two people of one name apart


def _build(item: Item, name: str, rows: Sequence[Mapping[str, Any]]) -> list[models.Model]:
    model, owner = _LINES[name]
    if not isinstance(item, Problem if name == "requirements" else Talent):
        raise InvalidInput(_("A %(kind)s has no %(lines)s.") % {"kind": item.kind.label, "lines": name})
    built: list[models.Model] = []
    for ordinal, row in enumerate(rows):
        values = {key: clean(value) if isinstance(value, str) else value for key, value in row.items()}
        line = model(**{owner: item, "ordinal": ordinal, **values})
        try:
            line.full_clean(exclude=[owner])
        except ValidationError as error:
            raise InvalidInput(
                _("Line %(number)s needs another look.") % {"number": ordinal + 1},
                fields={f"{name}.{ordinal}.{key}": value for key, value in error.message_dict.items()},
            ) from error
        built.append(line)
    return built


def _check_codes(item: Item) -> None:
    for name, model in (("fields", Field), ("places", Place)):
        codes = list(dict.fromkeys(getattr(item, name)))
        setattr(item, name, codes)
        known = set(model._default_manager.filter(pk__in=codes).values_list("pk", flat=True)) if codes else set()
        unknown = [code for code in codes if code not in known]
        if unknown:
            sentence = _("Unknown code: %(codes)s.") % {"codes": ", ".join(unknown)}
            raise InvalidInput(_("Some fields need another look."), fields={name: [sentence]})


def _plain(value: Any) -> Any:
    """A field's value as JSON keeps it."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if value is None or isinstance(value, (bool, int, float, str, list)):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"  # 3000000.00 as it is kept, and 3000000 as it is typed, are one amount
    return str(value)


def _differences(
    current: Item, values: Mapping[str, Any], lines: Mapping[str, Sequence[Mapping[str, Any]] | None]
) -> dict[str, dict[str, Any]]:
    found = {}
    for name, value in values.items():
        theirs, yours = _plain(getattr(current, name, None)), _plain(value)
        if theirs != yours and not (theirs in (None, "") and yours in (None, "")):
            found[name] = {"theirs": theirs, "yours": yours}
    for name, rows in lines.items():
        if rows is None:
            continue
        key = "text" if name == "requirements" else "title"
        theirs = [str(getattr(row, key)) for row in getattr(current, name).all()]
        yours = [str(row.get(key, "")) for row in rows]
        if theirs != yours:
            found[name] = {"theirs": theirs, "yours": yours}
    return found
