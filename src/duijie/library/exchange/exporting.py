"""``duijie export``: what the actor may see, in the form that an import takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from duijie.core.errors import InvalidInput, Unavailable
from duijie.library.exchange.columns import COLUMNS
from duijie.library.exchange.context import OWN_ID
from duijie.library.exchange.files import FORMATS, format_of
from duijie.library.exchange.items import LINES
from duijie.library.exchange.organisations import main_names, other_names
from duijie.library.exchange.writers import open_writer
from duijie.library.lifecycle import LISTED
from duijie.library.models import ITEM_MODELS, Item
from duijie.library.rules import may_read_body, view_item
from duijie.registry.models import Community, Organisation, OrganisationName
from duijie.registry.names import name_key
from duijie.registry.rules import view_named
from duijie.registry.standing import Standing

_OPEN_COLUMNS = frozenset(
    "external_id title language confidentiality fields places community visibility state sample".split()
)
"""What an export shows of a problem whose body the actor may not read."""


def run_export(
    *,
    kind: str,
    actor: Standing,
    path: Path | None = None,
    file: IO[bytes] | None = None,
    format: str = "",
    community: Community | None = None,
    everything: bool = False,
    progress: Callable[[int], None] = lambda _rows: None,
) -> int:
    """Write a library or the organisations to a file; returns the number of rows.

    Importing the file again changes nothing. Records without an external id go by their own,
    as ``duijie:<id>``. Problems of which the actor may only see the title have no more than that.

    Args:
        path: written whole or not at all; or ``file``, a binary file that stays open.
        format: "csv", "xlsx" or "jsonl"; told from the path when empty.
        community: only what belongs to it or below; None for all.
        everything: items in any state that the actor may see, drafts and archived ones
            included, not only those that are listed.

    Raises:
        InvalidInput: unknown kind or format.
        Unavailable: the file cannot be written.
    """
    if kind not in COLUMNS:
        raise InvalidInput(
            _("There is no kind “%(kind)s”; there are %(known)s.") % {"kind": kind, "known": ", ".join(COLUMNS)}
        )
    packed = path is not None and path.suffix.lower() == ".gz"
    format = format or (format_of(path) if path else "csv")
    if format not in FORMATS:
        raise InvalidInput(
            _("There is no format “%(format)s”; there are %(known)s.") % {"format": format, "known": ", ".join(FORMATS)}
        )
    rows = _organisations(actor, community) if kind == "organisation" else _items(kind, actor, community, everything)
    if file is not None:
        return _write(file, kind, format, rows, packed, progress)
    if path is None:
        raise InvalidInput(_("Name a file to write."))
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as target:
            count = _write(target, kind, format, rows, packed, progress)
        part.replace(path)
    except OSError as error:
        raise Unavailable(_("%(path)s cannot be written: %(why)s.") % {"path": path, "why": error.strerror}) from error
    finally:
        part.unlink(missing_ok=True)
    return count


def _write(
    file: IO[bytes],
    kind: str,
    format: str,
    rows: Iterator[Mapping[str, Any]],
    packed: bool,
    progress: Callable[[int], None],
) -> int:
    count = 0
    with open_writer(file, format, COLUMNS[kind], packed=packed) as (writer, _book):
        for row in rows:
            writer.row(row)
            count += 1
            if count % 1000 == 0:
                progress(count)
    progress(count)
    return count


def _items(kind: str, actor: Standing, community: Community | None, everything: bool) -> Iterator[Mapping[str, Any]]:
    items: QuerySet[Item] = view_item.filter(actor, ITEM_MODELS[kind]._default_manager.all())
    if not everything:
        items = items.filter(state__in=LISTED)
    if community is not None:
        items = items.filter(community__path__startswith=community.path)
    items = items.select_related("community", "organisation").defer("search_text", "search_vector").order_by("pk")
    if kind in LINES:
        items = items.prefetch_related(LINES[kind][0])
    names = _Names()
    for item in items.iterator(chunk_size=1000):
        yield _item(item, kind, names, hidden=not may_read_body(actor, item))


def _item(item: Item, kind: str, names: _Names, *, hidden: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in COLUMNS[kind]:
        if hidden and column.name not in _OPEN_COLUMNS:
            empty = column.type.empty
            values[column.name] = "" if not isinstance(empty, list) and empty is not None else empty
        elif column.name == "external_id":
            # The owner's own number may tell whose problem it is.
            values[column.name] = (not hidden and item.external_id) or f"{OWN_ID}{item.pk}"
        elif column.name == "community":
            values[column.name] = item.community.slug
        elif column.name == "organisation":
            values[column.name] = names.of(item.organisation) if item.organisation else ""
        elif kind in LINES and column.name == LINES[kind][0]:
            parts = LINES[kind][3]
            values[column.name] = [{part: getattr(line, part) for part in parts} for line in _lines(item, column.name)]
        else:
            values[column.name] = getattr(item, column.field)
    return values


def _lines(item: Item, column: str) -> list[Any]:
    return list(getattr(item, column).all())


def _organisations(actor: Standing, community: Community | None) -> Iterator[Mapping[str, Any]]:
    records = view_named.filter(actor, Organisation.objects.all())
    if community is not None:
        records = records.filter(community__path__startswith=community.path)
    records = records.select_related("community", "parent").prefetch_related("names", "identifiers").order_by("pk")
    names = _Names()
    for record in records.iterator(chunk_size=1000):
        yield {
            **{column.name: getattr(record, column.name, "") for column in COLUMNS["organisation"]},
            "external_id": record.external_id or f"{OWN_ID}{record.pk}",
            "names": main_names(record),
            "aliases": other_names(record),
            "identifiers": sorted((held.scheme, held.value) for held in record.identifiers.all()),
            "parent": names.of(record.parent) if record.parent else "",
            "community": record.community.slug,
        }


class _Names:
    """What an organisation is called in a row, so that an import finds the same one again: its
    external id where no other has it, else its name where no other has that, else its own id."""

    def __init__(self) -> None:
        self._known: dict[UUID, str] = {}

    def of(self, organisation: Organisation) -> str:
        found = self._known.get(organisation.pk)
        if found is None:
            if len(self._known) > 50_000:
                self._known.clear()
            found = self._known[organisation.pk] = self._find(organisation)
        return found

    def _find(self, organisation: Organisation) -> str:
        others = Organisation.objects.exclude(pk=organisation.pk)
        own = organisation.external_id
        if own:
            named = OrganisationName.objects.filter(key=name_key(own)).exclude(organisation=organisation)
            return f"{OWN_ID}{organisation.pk}" if others.filter(external_id=own).exists() or named.exists() else own
        same = OrganisationName.objects.filter(key=name_key(organisation.name)).exclude(organisation=organisation)
        clash = same.exists() or others.filter(external_id=organisation.name).exists()
        return f"{OWN_ID}{organisation.pk}" if clash else organisation.name
