"""Who is behind the records that are compared: people, organisations, accounts, works.

One query a kind of record and a fixed number for what hangs on them, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from duijie.core.errors import InvalidInput, NotFound
from duijie.core.models import User
from duijie.library.models import ITEM_MODELS, Item, Talent
from duijie.library.rules import edit_item, may_read_body, view_item
from duijie.matching.conflicts.types import Behind, Party
from duijie.registry.models import Organisation, Person
from duijie.registry.rules import view_named
from duijie.registry.standing import Standing, tree

KINDS = ("person", "organisation", "user", *ITEM_MODELS)
Ref = Person | Organisation | User | Item | str
"""A record, or ``<kind>:<id>``: ``person:…``, ``organisation:…``, ``problem:…``, ``project:…``, ``talent:…``."""


@dataclass(slots=True)
class Parties:
    """The parties by their keys, the records behind them, and the keys that the actor holds.

    ``covered`` are the communities that the actor is broker or secretariat of,
    ``communities`` those that each party belongs to; ``own`` the parties that the actor
    speaks for: is, owns, or administers.
    """

    actor: Standing | None
    by_key: dict[str, Party] = field(default_factory=dict)
    covered: frozenset[UUID] = frozenset()
    communities: dict[str, UUID] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    granted: set[str] = field(default_factory=set)
    people: dict[UUID, Person] = field(default_factory=dict)
    talents: dict[UUID, Talent] = field(default_factory=dict)

    def ids(self, kind: str) -> frozenset[UUID]:
        """The ids behind all parties: ``people``, ``organisations``, ``users`` or ``talents``."""
        return frozenset(one.id for party in self.by_key.values() for one in getattr(party, kind))


def key_of(ref: Ref) -> str:
    """The key of a record.

    Raises:
        InvalidInput: it names no kind that is known, or no id.
    """
    if isinstance(ref, str):
        kind, _colon, pk = ref.strip().partition(":")
        try:
            return f"{_known(kind)}:{UUID(pk.strip())}"
        except ValueError:
            message = _("Write the kind and the id, such as person:0190a3c2-…; “%(given)s” is not that.")
            raise InvalidInput(message % {"given": ref[:80]}) from None
    if isinstance(ref, Item):
        return ref.key
    return f"{type(ref).__name__.lower()}:{ref.pk}"


def _known(kind: str) -> str:
    if kind not in KINDS:
        message = _("“%(kind)s” is no kind of party; there are person, organisation, problem, project and talent.")
        raise InvalidInput(message % {"kind": kind[:40]})
    return kind


def load(actor: Standing | None, refs: Iterable[Ref]) -> Parties:
    """The parties that these records stand for.

    Raises:
        NotFound: one does not exist, or the actor may not read it.
        InvalidInput: one is no key.
    """
    refs = list(refs)
    keys = list(dict.fromkeys(map(key_of, refs)))
    wanted: dict[str, list[UUID]] = {}
    for key in keys:
        kind, _colon, pk = key.partition(":")
        wanted.setdefault(kind, []).append(UUID(pk))
    found = Parties(actor, covered=_covered(actor))
    for kind, pks in wanted.items():
        for row in _rows(kind, pks):
            if not _readable(actor, row):
                continue
            party = _party(row)
            found.by_key[party.key] = party
            if not isinstance(row, User):
                found.communities[party.key] = row.community_id
            if _speaks(actor, row):
                found.own.add(party.key)
                found.granted.add(f"owner:{party.key}")
    missing = [key for key in keys if key not in found.by_key]
    if missing:
        raise NotFound(_("There is no such record, or it is not open to you: %(key)s.") % {"key": missing[0]})
    _complete(found)
    return found


def _rows(kind: str, pks: Sequence[UUID]) -> Iterable[Any]:
    if kind == "person":
        return Person.objects.filter(pk__in=pks).prefetch_related("names")
    if kind == "organisation":
        return Organisation.objects.filter(pk__in=pks).prefetch_related("names")
    if kind == "user":
        return User.objects.filter(pk__in=pks)
    return ITEM_MODELS[kind]._default_manager.filter(pk__in=pks).defer("search_text", "search_vector")


def _readable(actor: Standing | None, row: Any) -> bool:
    if actor is None:
        return True
    if isinstance(row, Item):
        return view_item.allows(actor, row) and may_read_body(actor, row)
    if isinstance(row, User):
        return actor.site_admin or row.pk == actor.user
    return view_named.allows(actor, row)


def _party(row: Any) -> Party:
    key = key_of(row)
    if isinstance(row, Item):
        # Whose account an entry belongs to is for those who work with it, not for every reader.
        owner = (Behind(row.owner_id, frozenset({f"owner:{key}"}), owner=True),) if row.owner_id else ()
        person = (Behind(row.person_id),) if isinstance(row, Talent) and row.person_id else ()
        talents = (Behind(row.pk),) if isinstance(row, Talent) else ()
        places = (Behind(row.organisation_id),) if row.organisation_id else ()
        return Party(key, row.title, person, places, owner, talents)
    if isinstance(row, Person):
        users = (Behind(row.user_id),) if row.user_id else ()
        return Party(key, row.display_name, (Behind(row.pk),), (), users)
    if isinstance(row, Organisation):
        return Party(key, row.display_name, (), (Behind(row.pk),))
    return Party(key, str(row), (), (), (Behind(row.pk),))


def _speaks(actor: Standing | None, row: Any) -> bool:
    """Whether the actor is, owns or administers it; or keeps it, as secretariat."""
    if actor is None or actor.site_admin:
        return True
    if isinstance(row, Item):
        return edit_item.allows(actor, row) or row.community_id in actor.broker
    if isinstance(row, Person):
        return row.user_id is not None and row.user_id == actor.user
    if isinstance(row, Organisation):
        return row.pk in actor.administers
    return bool(row.pk == actor.user)


def _complete(found: Parties) -> None:
    """Join accounts and people, and people and their entries."""
    claimed = {user: pk for pk, user in Person.objects.filter(user__in=found.ids("users")).values_list("pk", "user_id")}
    for key, party in found.by_key.items():
        known = {one.id for one in party.people}
        more = [
            Behind(claimed[one.id], one.needs, one.owner)
            for one in party.users
            if one.id in claimed and claimed[one.id] not in known
        ]
        found.by_key[key] = replace(party, people=(*party.people, *more))
    people = found.ids("people")
    found.people = Person.objects.in_bulk(list(people))
    accounts = {pk: row.user_id for pk, row in found.people.items() if row.user_id}
    rows = Talent.objects.filter(Q(person__in=people) | Q(pk__in=found.ids("talents")))
    entries: dict[UUID, list[Talent]] = {}
    for talent in rows.defer("search_text", "search_vector"):
        found.talents[talent.pk] = talent
        if found.actor is None or view_item.allows(found.actor, talent):
            found.granted.add(f"talent:{talent.pk}")
        if talent.person_id:
            entries.setdefault(talent.person_id, []).append(talent)
    for key, party in found.by_key.items():
        talents, users = list(party.talents), list(party.users)
        for one in party.people:
            for talent in entries.get(one.id, ()):
                if talent.pk not in {held.id for held in talents}:
                    talents.append(Behind(talent.pk, one.needs | {f"talent:{talent.pk}"}))
            if one.id in accounts and accounts[one.id] not in {held.id for held in users}:
                users.append(Behind(accounts[one.id], one.needs, one.owner))
        found.by_key[key] = replace(party, talents=tuple(talents), users=tuple(users))


def may_ask(found: Parties, one: str, other: str) -> bool:
    """Whether the actor may ask about these two: who speaks for one of them, and the brokers and the
    secretariat of the community that one of them belongs to, or of one above it."""
    if found.actor is None or found.actor.site_admin or {one, other} & found.own:
        return True
    return any(found.communities.get(key) in found.covered for key in (one, other))


def _covered(actor: Standing | None) -> frozenset[UUID]:
    """The communities that the actor is broker or secretariat of, and those below them."""
    held = actor.broker | actor.secretariat if actor is not None else frozenset()
    if not held:
        return frozenset()
    communities = tree()
    return frozenset().union(*(communities.below(community) for community in held))
