"""Writing batches of organisations, in the registry's own words."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from duijie.core.errors import DuijieError
from duijie.library.exchange.context import Context, Parsed, content_id, spoken_of
from duijie.registry import hooks
from duijie.registry.models import Identifier, Organisation, OrganisationName
from duijie.registry.rules import create_named, edit_named
from duijie.registry.services import named
from duijie.registry.services.named import Name

_CONTENT = ("name", "kind", "place", "website", "description", "description_en", "sample")
NAME_KINDS = ("alias", "short", "former", "main")


def alias_text(row: OrganisationName) -> str:
    """A further name as a cell holds it: its kind in front unless it is a plain alias."""
    plain = row.kind == "alias" and row.text.partition(":")[0].strip() not in NAME_KINDS
    return row.text if plain else f"{row.kind}: {row.text}"


def alias_of(text: str) -> Name:
    """The name that :func:`alias_text` wrote."""
    kind, colon, rest = text.partition(":")
    if colon and kind.strip() in NAME_KINDS and rest.strip():
        return Name(rest.strip(), kind=kind.strip())
    return Name(text)


def main_names(organisation: Organisation) -> dict[str, str]:
    """The main names by language, as the column ``names`` holds them."""
    rows = [row for row in organisation.names.all() if row.kind == "main"]
    rows.sort(key=lambda row: (row.text != organisation.name, row.pk or 0))
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.language, row.text)
    return dict(sorted(found.items(), key=lambda pair: pair[1] != organisation.name))


def other_names(organisation: Organisation) -> list[str]:
    """All names that :func:`main_names` leaves out, as the column ``aliases`` holds them."""
    mains = set(main_names(organisation).items())
    rows = sorted(organisation.names.all(), key=lambda row: row.pk or 0)
    return list(
        dict.fromkeys(alias_text(row) for row in rows if row.kind != "main" or (row.language, row.text) not in mains)
    )


class OrganisationLoader:
    """Takes batches of rows of organisations."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def write(self, rows: Sequence[Parsed]) -> None:
        """Create, change or leave alone what the rows say; bad ones are reported."""
        context = self.context
        for row in rows:
            row.external_id = row.external_id or content_id(row.values["name"])
        rows = [row for row in context.only_once(rows) if self._may_stand(row)]
        known = spoken_of(rows, Organisation.objects.prefetch_related("names", "identifiers"))
        taken = self._identifiers(rows)
        created: list[Organisation] = []
        names: list[OrganisationName] = []
        identifiers: list[Identifier] = []
        parents: list[tuple[Organisation, Parsed]] = []
        for row in rows:
            record = known.get((row.community.pk if row.community else None, row.external_id))
            if record is not None:
                self._change(record, row)
                continue
            made = self._new(row, taken)
            if made is None:
                continue
            created.append(made)
            names += named.name_rows(made, _names(row))  # type: ignore[arg-type]
            for scheme, value in row.values.get("identifiers") or []:
                taken[scheme, value] = made.name
                identifiers.append(Identifier(scheme=scheme, value=value, organisation=made))
            if row.organisation:
                parents.append((made, row))
        Organisation.objects.bulk_create(created, batch_size=500)
        OrganisationName.objects.bulk_create(names, batch_size=1000)
        hooks.tell_named("organisation", [name.key for name in names])
        Identifier.objects.bulk_create(identifiers, batch_size=1000)
        context.audit(created, "import")
        context.report.created += len(created)
        if created:
            context.forget_organisations()
        self._set_parents(parents)

    def _may_stand(self, row: Parsed) -> bool:
        for name in _names(row):
            if len(name.text) > 200 or len(name.language) > 10:
                self.context.bad(row.line, "names", _("“%(name)s…” is too long for a name.") % {"name": name.text[:30]})
                return False
        return True

    def _identifiers(self, rows: Sequence[Parsed]) -> dict[tuple[str, str], str]:
        """Who has the identifiers that these rows name."""
        condition = Q(pk__in=[])
        for row in rows:
            for scheme, value in row.values.get("identifiers") or []:
                condition |= Q(scheme=scheme, value=value)
        held = Identifier.objects.filter(condition).select_related("organisation", "person")
        return {(row.scheme, row.value): str(row.organisation or row.person) for row in held}

    def _new(self, row: Parsed, taken: dict[tuple[str, str], str]) -> Organisation | None:
        context = self.context
        record = Organisation(community=row.community, external_id=row.external_id)
        if context.who is not None and not create_named.allows(context.who, record):
            context.bad(row.line, "", _("Only the secretariat may add an organisation."))
            return None
        for scheme, value in row.values.get("identifiers") or []:
            holder = taken.get((scheme, value))
            if holder is not None:
                context.bad(
                    row.line,
                    "identifiers",
                    _("%(value)s already belongs to “%(holder)s”.") % {"value": value, "holder": holder},
                )
                return None
        for name, value in row.values.items():
            if name in _CONTENT:
                setattr(record, name, value)
        return record

    def _change(self, record: Organisation, row: Parsed) -> None:
        """Let a row change a record, as the service for one record does."""
        context = self.context
        if record.merged_into_id is not None:
            # The record is part of another one now, whose own row says how that is.
            context.report.unchanged += 1
            return
        if row.community is not None and record.community_id != row.community.pk:
            context.bad(row.line, "community", _("This record belongs to another community and cannot be moved."))
            return
        changes = {
            name: value for name, value in row.values.items() if name in _CONTENT and getattr(record, name) != value
        }
        names = _new_names(record, row)
        identifiers = row.values.get("identifiers")
        held = sorted((held.scheme, held.value) for held in record.identifiers.all())
        if identifiers is not None and sorted(identifiers) == held:
            identifiers = None
        if row.organisation is not None:
            parent = self._parent(row) if row.organisation else None
            if row.organisation and parent is None:
                return
            if (parent.pk if parent else None) != record.parent_id:
                changes["parent"] = parent
        if not changes and names is None and identifiers is None:
            context.report.unchanged += 1
            return
        if context.who is not None and not edit_named.allows(context.who, record):
            context.bad(row.line, "external_id", _("This organisation is not yours to change."))
            return
        try:
            with transaction.atomic():
                named.update(
                    actor=context.actor,
                    record=record,
                    expected_version=record.version,
                    values=changes,
                    allowed=frozenset({*_CONTENT, "parent"}),
                    names=names,
                    identifiers=identifiers,
                )
        except DuijieError as error:
            context.bad(row.line, str(error.details.get("field", "")), error)
            return
        context.report.updated += 1
        context.forget_organisations()

    def _parent(self, row: Parsed) -> Organisation | None:
        self.context.organisations([row])
        return self.context.organisation(row)

    def _set_parents(self, pairs: list[tuple[Organisation, Parsed]]) -> None:
        self.context.organisations([row for _record, row in pairs])
        changed = []
        for record, row in pairs:
            record.parent = self.context.organisation(row)
            if record.parent is not None and record.parent.pk == record.pk:
                self.context.bad(row.line, "parent", _("An organisation cannot be part of itself or of its own parts."))
            changed.append(record)
        Organisation.objects.bulk_update(changed, ["parent"], batch_size=500)


def _names(row: Parsed) -> list[Name]:
    mains = [Name(text, language, "main") for language, text in (row.values.get("names") or {}).items()]
    return [*mains, *(alias_of(text) for text in row.values.get("aliases") or [])]


def _new_names(record: Organisation, row: Parsed) -> list[Name] | None:
    """The names a row leads to, or None when they stay as they are."""
    mains, aliases = row.values.get("names"), row.values.get("aliases")
    renamed = row.values["name"] != record.name
    if mains is None and aliases is None:
        return None  # the service keeps a changed main name as a former one
    tongues = {(held.text, held.kind): held.language for held in record.names.all()}
    wanted: list[Name] = []
    if mains is None:
        wanted += [Name(text, tongue, "main") for tongue, text in main_names(record).items() if text != record.name]
    else:
        wanted += [Name(text, tongue, "main") for tongue, text in mains.items()]
    for text in other_names(record) if aliases is None else aliases:
        name = alias_of(text)
        wanted.append(Name(name.text, tongues.get((name.text, name.kind), ""), name.kind))
    if not renamed and (mains is None or _besides(mains, record) == _besides(main_names(record), record)):
        kept = set(other_names(record)) == {alias_text(_row(name)) for name in wanted if not _is_main(name, record)}
        if kept:
            return None
    return wanted


def _besides(mains: dict[str, str], record: Organisation) -> dict[str, str]:
    """Main names other than the one that every record has."""
    return {tongue: text for tongue, text in mains.items() if text != record.name}


def _is_main(name: Name, record: Organisation) -> bool:
    return name.kind == "main" and (name.language, name.text) in main_names(record).items()


def _row(name: Name) -> OrganisationName:
    return OrganisationName(text=name.text, kind=name.kind)
