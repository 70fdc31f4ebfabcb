"""All that ties some parties to anybody, in a number of queries that does not depend on how many
they are (organisations are followed upwards level by level)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from duijie.core.errors import Sentence, gettext_noop
from duijie.library.models import Work
from duijie.library.person_evidence import work_keys
from duijie.matching.conflicts import hooks
from duijie.matching.conflicts.parties import Parties
from duijie.matching.conflicts.rules import read_relation, sees_membership
from duijie.matching.conflicts.types import Authored, Bond, Deal, Declared, Node, Source, Strength, Ties
from duijie.matching.models import Relation
from duijie.reading.models import HOLDING, Fact, Mention, Proposal, Statement, StatementLink
from duijie.registry.models import Organisation, Post, Role

_LEVELS = 12
_PLAIN = ("article__original", "article__repairs", "article__search_text", "article__search_vector", "article__text")


def collect(found: Parties) -> Ties:
    """The ties of these parties; keys that the actor holds are added to ``found.granted``."""
    people, users = found.ids("people"), found.ids("users")
    bonds: dict[UUID, list[Bond]] = {}
    for bond in (*_posts(people), *_read_posts(people), *_entries(found), *_memberships(found, users)):
        bonds.setdefault(bond.who, []).append(bond)
    places = found.ids("organisations") | {bond.organisation for rows in bonds.values() for bond in rows}
    organisations = _upwards(places)
    return Ties(
        bonds={who: tuple(rows) for who, rows in bonds.items()},
        works=_works(found),
        declared=tuple(_relations(found, people, places, users)),
        deals=(*_agreements(people, places), *_read_agreements(people, places), *_deals(found, people, places, users)),
        organisations=organisations,
    )


def _facts(queryset: QuerySet[Fact]) -> QuerySet[Fact]:
    return queryset.filter(withdrawn_at=None).select_related("article").defer(*_PLAIN).order_by("-confidence", "id")


def _source(facts: Iterable[Fact], *, confirmed: bool) -> Source:
    """The surest fact; of something that was confirmed it is only the proof."""
    best = next(iter(facts), None)
    if best is None:
        return Source()
    page = f"{best.article.get_absolute_url()}#fact-{best.pk}"
    return Source("record" if confirmed else "read", 1.0 if confirmed else best.confidence, best.quote[:500], page)


def _proved(prefix: str = "proposals") -> Prefetch:
    """The facts behind what was accepted."""
    rows = Proposal.objects.filter(state__in=HOLDING).only("id", "state", "post", "statement")
    return Prefetch(prefix, rows.prefetch_related(Prefetch("facts", _facts(Fact.objects.all()))), to_attr="held")


def _facts_of(row: Any) -> list[Fact]:
    return [fact for proposal in row.held for fact in proposal.facts.all()]


def _posts(people: frozenset[UUID]) -> Iterable[Bond]:
    for post in Post.objects.filter(person__in=people).prefetch_related(_proved()):
        yield Bond(
            post.person_id, post.organisation_id, post.title, post.start, post.end, post.over,
            _source(_facts_of(post), confirmed=True),
        )  # fmt: skip


def _read_posts(people: frozenset[UUID]) -> Iterable[Bond]:
    """Posts that were read and are not decided yet."""
    for fact, mentions in _waiting(Fact.Type.ROLE, Q(person__in=people)):
        who = [row.person_id for row in mentions if row.person_id in people and row.person_id]
        where = [row.organisation_id for row in mentions if row.organisation_id]
        for person in who:
            for organisation in where:
                title = str(fact.fields.get("role") or "")[:120]
                yield Bond(person, organisation, title, source=_source([fact], confirmed=False))


def _waiting(kind: str, who: Q) -> list[tuple[Fact, list[Mention]]]:
    """Facts that speak of these and were neither accepted nor rejected."""
    decided = Proposal.objects.filter(state__in=[*HOLDING, Proposal.State.REJECTED, Proposal.State.KNOWN])
    spoken = Mention.objects.filter(who, fact__type=kind).values("fact")
    rows = _facts(Fact.objects.filter(pk__in=spoken)).exclude(proposals__in=decided.values("pk"))
    return [(fact, list(fact.mentions.all())) for fact in rows.prefetch_related("mentions")]


def _entries(found: Parties) -> Iterable[Bond]:
    """The organisation that a talent's entry names."""
    for talent in found.talents.values():
        if talent.organisation_id and talent.person_id:
            needs = frozenset({f"talent:{talent.pk}"})
            yield Bond(talent.person_id, talent.organisation_id, talent.post, needs=needs)


def _memberships(found: Parties, users: frozenset[UUID]) -> Iterable[Bond]:
    """The organisations that accounts belong to on this site."""
    rows = Role.objects.filter(user__in=users, organisation__isnull=False)
    for user, organisation, kept_by in rows.values_list("user_id", "organisation_id", "organisation__community_id"):
        if organisation is None or kept_by is None:
            continue
        key = f"role:{user}:{organisation}"
        if found.actor is None or sees_membership(found.actor, user, organisation, kept_by):
            found.granted.add(key)
        yield Bond(user, organisation, needs=frozenset({key}))


def _upwards(places: Iterable[UUID]) -> dict[UUID, Node]:
    known: dict[UUID, Node] = {}
    wanted = set(places)
    for _level in range(_LEVELS):
        if not wanted:
            break
        rows = Organisation.objects.filter(pk__in=wanted).prefetch_related("names")
        found = {row.pk: Node(row.display_name, row.parent_id) for row in rows}
        known |= found
        wanted = {node.parent for node in found.values() if node.parent is not None and node.parent not in known}
    return known


def _works(found: Parties) -> dict[UUID, tuple[Authored, ...]]:
    works: dict[UUID, list[Authored]] = {}
    rows = Work.objects.filter(talent__in=list(found.talents)).values_list("talent_id", "external_id", "title", "year")
    for talent, external, title, year in rows:
        needs = frozenset({f"talent:{talent}"})
        works.setdefault(talent, []).extend(
            Authored(talent, key, title, year, needs) for key in work_keys(title, external)
        )
    return {talent: tuple(each) for talent, each in works.items()}


def _relations(
    found: Parties, people: frozenset[UUID], places: frozenset[UUID], users: frozenset[UUID]
) -> Iterable[Declared]:
    one = Q(person__in=people) | Q(organisation__in=places) | Q(user__in=users)
    other = Q(other_person__in=people) | Q(other_organisation__in=places)
    for row in Relation.objects.filter(one, other).select_related("community"):
        key = f"relation:{row.pk}"
        if found.actor is None or read_relation.allows(found.actor, row):
            found.granted.add(key)
        holder = row.person_id or row.organisation_id or row.user_id
        counterpart = row.other_person_id or row.other_organisation_id
        if holder is None or counterpart is None:
            continue
        yield Declared(
            holder, counterpart, row.kind, row.get_kind_display(), row.since, row.until, row.details,
            frozenset({key}),
        )  # fmt: skip


def _agreements(people: frozenset[UUID], places: frozenset[UUID]) -> Iterable[Deal]:
    """Agreements that were accepted."""
    linked = StatementLink.objects.filter(Q(person__in=people) | Q(organisation__in=places)).values("statement")
    rows = Statement.objects.filter(pk__in=linked, kind="agreement").prefetch_related("links", _proved())
    for row in rows:
        ids = [one for link in row.links.all() for one in (link.person_id, link.organisation_id) if one]
        yield from _signed(row.title, row.date, ids, people, places, _source(_facts_of(row), confirmed=True))


def _read_agreements(people: frozenset[UUID], places: frozenset[UUID]) -> Iterable[Deal]:
    """Agreements that were read and are not decided yet."""
    for fact, mentions in _waiting(Fact.Type.AGREEMENT, Q(person__in=people) | Q(organisation__in=places)):
        ids = [one for row in mentions for one in (row.person_id, row.organisation_id) if one]
        title, day = str(fact.fields.get("title") or "")[:300], str(fact.fields.get("date") or "")
        yield from _signed(title, day, ids, people, places, _source([fact], confirmed=False))


def _signed(
    title: str, day: str, ids: list[UUID], people: frozenset[UUID], places: frozenset[UUID], source: Source
) -> Iterable[Deal]:
    """Who signed together has something to disclose; two organisations that did, a note. Somebody who
    signs for an organisation made no agreement with it."""
    when = _first_day(day)
    strengths: tuple[tuple[frozenset[UUID], Strength], ...] = ((people, "disclose"), (places, "note"))
    for those, strength in strengths:
        for one, other in combinations(dict.fromkeys(one for one in ids if one in those), 2):
            reason = Sentence(gettext_noop("Both are named in the agreement “{title}”."), title=title)
            yield Deal(one, other, reason, when, when, strength, source)


def _first_day(day: str) -> date | None:
    """The first day of a date that may be known to the year or month only."""
    parts = [int(part) for part in day.split("-") if part.isdigit()][:3]
    try:
        return date(*[*parts, 1, 1][:3]) if parts else None
    except ValueError:
        return None


def _deals(found: Parties, people: frozenset[UUID], places: frozenset[UUID], users: frozenset[UUID]) -> Iterable[Deal]:
    """What rooms below tell of."""
    return [one.deal for one in hooks.deals(found.actor, people, places, users) if one.open]


__all__ = ["collect"]
