"""What all rows of one import share: the actor, the communities, the organisations, the ids seen."""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.utils.translation import gettext as _

from duijie.core.middleware import request_id
from duijie.core.models import AuditEntry, User
from duijie.library.exchange.report import Report, RowError
from duijie.library.models import Item
from duijie.registry.models import Community, Organisation, OrganisationName
from duijie.registry.names import name_key
from duijie.registry.standing import Standing, standing

OWN_ID = "duijie:"
"""Begins the external id under which a record that has none is exported: its own id follows."""

_MOST_CACHED = 20_000

R = TypeVar("R", Item, Organisation)


@dataclass(slots=True)
class Parsed:
    """A row whose cells fit. ``values`` are by model field; ``words`` are field names that the
    classification does not have; ``lines`` its requirements or works, None when not given."""

    line: int
    values: dict[str, Any]
    external_id: str = ""
    community: Community | None = None
    organisation: str | None = None
    words: list[str] = field(default_factory=list)
    lines: list[dict[str, Any]] | None = None


class Context:
    """One import. Problems go to :attr:`report`; nothing here raises for a bad row."""

    def __init__(self, kind: str, actor: User | None, community: Community, report: Report, source: str) -> None:
        self.kind, self.actor, self.community, self.report, self.source = kind, actor, community, report, source
        self.who: Standing | None = standing(actor) if actor is not None else None
        self._organisations: dict[tuple[UUID, str], Organisation | str] = {}
        self._make_seen()

    def bad(self, line: int, column: str, reason: Any) -> None:
        """Report a row."""
        self.report.errors.append(RowError(line, column, str(reason)))

    # Communities -----------------------------------------------------------------------

    @cached_property
    def communities(self) -> dict[str, Community]:
        """All communities by address."""
        return {community.slug: community for community in Community.objects.all()}

    def in_community(self, row: Parsed, slug: str) -> bool:
        """Find the community of a row; whether there is one where the actor may import."""
        community = self.communities.get(slug) if slug else self.community
        if community is None:
            known = ", ".join(list(self.communities)[:8])
            self.bad(
                row.line,
                "community",
                _("There is no community with the address “%(slug)s”; there are %(known)s.")
                % {"slug": slug[:40], "known": known},
            )
            return False
        if self.who is not None and not self.who.site_admin and community.pk not in self.who.member:
            self.bad(row.line, "community", _("You are not a member of “%(name)s”.") % {"name": community.name})
            return False
        row.community = community
        return True

    def moderates(self, community: Community) -> bool:
        """Whether what the actor imports there is published at once."""
        return self.who is None or self.who.site_admin or community.pk in self.who.secretariat

    # Ids seen in the file ----------------------------------------------------------------

    def _make_seen(self) -> None:
        # In the database, so that memory does not grow with the file.
        with connection.cursor() as cursor:
            cursor.execute(
                "create temporary table if not exists import_seen "
                "(community uuid, external_id text, line bigint, primary key (community, external_id)) on commit drop"
            )
            cursor.execute("truncate import_seen")
            # Long lists of pending index entries, sorted in memory: the text index is the dearest part.
            cursor.execute("set local gin_pending_list_limit = '64MB'")
            cursor.execute("set local work_mem = '64MB'")

    def only_once(self, rows: Sequence[Parsed]) -> list[Parsed]:
        """The rows whose external id did not occur before; the others are reported."""
        if not rows:
            return []
        keys = [(str(row.community.pk), row.external_id, row.line) for row in rows if row.community]
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into import_seen select * from unnest(%s::uuid[], %s::text[], %s::bigint[]) "
                "on conflict do nothing returning line",
                [list(part) for part in zip(*keys, strict=True)],
            )
            fresh = {line for (line,) in cursor.fetchall()}
        doubled = [row for row in rows if row.line not in fresh]
        for row in doubled:
            with connection.cursor() as cursor:
                cursor.execute(
                    "select line from import_seen where community = %s and external_id = %s",
                    [row.community.pk if row.community else None, row.external_id],
                )
                (first,) = cursor.fetchone() or (0,)
            if row.external_id.startswith(CONTENT_ID):
                reason = _("This row says the same as line %(line)s; take one out.")
            else:
                reason = _("The external id is that of line %(line)s already; give each row its own.")
            self.bad(row.line, "external_id", reason % {"line": first})
        return [row for row in rows if row.line in fresh]

    # Organisations -------------------------------------------------------------------------

    def organisations(self, rows: Iterable[Parsed]) -> None:
        """Look up all organisations that these rows name, in a few queries."""
        wanted: dict[UUID, set[str]] = defaultdict(set)
        for row in rows:
            if row.organisation and row.community and (row.community.pk, row.organisation) not in self._organisations:
                wanted[row.community.pk].add(row.organisation)
        if len(self._organisations) > _MOST_CACHED:
            self._organisations.clear()
        for community, texts in wanted.items():
            found = _find_organisations(community, texts)
            self._organisations.update({(community, text): value for text, value in found.items()})

    def organisation(self, row: Parsed) -> Organisation | None:
        """The organisation a row names, after :meth:`organisations`; None was reported."""
        assert row.community is not None and row.organisation  # noqa: S101 - callers checked both
        found = self._organisations[row.community.pk, row.organisation]
        if isinstance(found, str):
            self.bad(row.line, "organisation", found)
            return None
        return found

    def forget_organisations(self) -> None:
        """Look up anew: organisations were written."""
        self._organisations.clear()

    # Audit -----------------------------------------------------------------------------------

    def audit(self, records: Iterable[models.Model], action: str) -> None:
        """One entry for each record written."""
        label = str(self.actor) if self.actor else "system"
        AuditEntry.objects.bulk_create(
            [
                AuditEntry(
                    actor=self.actor,
                    actor_label=label,
                    action=action,
                    target_type=record._meta.label_lower,
                    target_id=str(record.pk),
                    target_label=str(record)[:300],
                    after={"file": self.source},
                    request_id=request_id.get(),
                )
                for record in records
            ],
            batch_size=2000,
        )


CONTENT_ID = "sha256:"
"""Begins the external id that is made from a row's content when it has none."""


def content_id(*texts: str) -> str:
    """The external id of a row that has none: importing the file again finds the same record."""
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    return CONTENT_ID + digest[:32]


def own_id(external_id: str) -> UUID | None:
    """The record's own id that an external id is made of, see :data:`OWN_ID`."""
    if not external_id.startswith(OWN_ID):
        return None
    try:
        return uuid.UUID(external_id.removeprefix(OWN_ID))
    except ValueError:
        return None


def spoken_of(rows: Sequence[Parsed], records: models.QuerySet[R]) -> dict[tuple[UUID | None, str], R]:
    """Those of ``records`` that the rows speak of, locked: by the id of the community and the external id,
    be it the one they carry or one made of their own id."""
    wanted: dict[UUID, list[str]] = defaultdict(list)
    own: dict[UUID, Parsed] = {}
    for row in rows:
        if row.community is not None:
            wanted[row.community.pk].append(row.external_id)
            key = own_id(row.external_id)
            if key is not None:
                own[key] = row
    condition = models.Q(pk__in=own)
    for community, ids in wanted.items():
        condition |= models.Q(community=community, external_id__in=ids)
    known: dict[tuple[UUID | None, str], R] = {}
    for record in records.select_for_update(of=("self",)).filter(condition).order_by():
        meant = own.get(record.pk)
        if meant is not None and meant.community is not None:
            known.setdefault((meant.community.pk, meant.external_id), record)
        if record.external_id:
            known[record.community_id, record.external_id] = record
    return known


def _find_organisations(community: UUID, texts: set[str]) -> dict[str, Organisation | str]:
    """Each text's organisation, or the sentence why there is none: by own id, by external id in
    this community, by external id anywhere, by name."""
    ids = {own: text for text in texts if (own := own_id(text)) is not None}
    keys = {text: name_key(text) for text in texts}
    claims: dict[str, list[tuple[int, UUID]]] = defaultdict(list)
    for organisation in Organisation.objects.filter(pk__in=ids):
        claims[ids[organisation.pk]].append((0, organisation.pk))
    for row in Organisation.objects.filter(external_id__in=texts):
        claims[row.external_id].append((1 if row.community_id == community else 2, row.pk))
    by_key: dict[str, set[UUID]] = defaultdict(set)
    named = OrganisationName.objects.filter(key__in=set(keys.values()))
    for key, pk in named.values_list("key", "organisation_id"):
        by_key[key].add(pk)
    for text, key in keys.items():
        claims[text] += [(3, pk) for pk in by_key[key]]
    for pk, name in Organisation.objects.filter(name__in=texts).values_list("pk", "name"):
        claims[name].append((3, pk))
    everybody = {pk for found in claims.values() for _rank, pk in found}
    current = _after_merges(everybody)
    result: dict[str, Organisation | str] = {}
    for text in texts:
        found = claims[text]
        best = min((rank for rank, _pk in found), default=None)
        records = {current[pk].pk: current[pk] for rank, pk in found if rank == best and pk in current}
        if len(records) == 1:
            result[text] = next(iter(records.values()))
        elif records:
            result[text] = _("Several organisations are called “%(name)s”; write the external id of one.") % {
                "name": text[:80]
            }
        else:
            result[text] = _(
                "There is no organisation “%(name)s”; import it first (kind organisation) or leave the cell empty."
            ) % {"name": text[:80]}
    return result


def _after_merges(keys: set[UUID]) -> dict[UUID, Organisation]:
    """The organisations that these ids lead to."""
    rows = Organisation.objects.in_bulk(keys)
    found: dict[UUID, Organisation] = {}
    for key, row in rows.items():
        steps = 0
        while row.merged_into_id is not None and steps < 50:
            row, steps = Organisation.objects.get(pk=row.merged_into_id), steps + 1
        found[key] = row
    return found
