"""Every read of the registry that needs a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import F, IntegerField, Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import InvalidInput, NotFound
from duijie.core.text import has_han, normalise
from duijie.registry import classifications
from duijie.registry.identifiers import SCHEMES, normalise_identifier
from duijie.registry.models import (
    Community,
    Field,
    Identifier,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
    Place,
    Post,
)
from duijie.registry.names import NameOf, grams, name_key
from duijie.registry.rules import view_named
from duijie.registry.similarity import PROPOSE, Likeness, likeness
from duijie.registry.standing import ANONYMOUS, Standing

N = TypeVar("N", Organisation, Person)
_MOST_COMPARED = 80
# Bigrams that so many organisations share that they select nothing.
_COMMON = frozenset("大学 学院 公司 科技 技术 研究 究院 究所 中国 集团 中心 医院 人民 科学 协会 学会 工程".split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be the one being entered: how alike from 0 to 1, why, and under which name."""

    record: Organisation | Person
    score: float
    why: str
    name: str


def find_field(text: str) -> Field | None:
    """The field with this code or name, in Chinese or English."""
    code = classifications.find_field(text)
    return Field.objects.filter(pk=code).first() if code else None


def find_place(text: str) -> Place | None:
    """The place with this code or name, in Chinese or English."""
    code = classifications.find_place(text)
    return Place.objects.filter(pk=code).first() if code else None


def place_line(code: str) -> list[Place]:
    """The places from the country down to the one with this code; empty when there is none."""
    entry = classifications.places().get(code)
    if entry is None:
        return []
    rows = Place.objects.in_bulk(entry.ancestors)
    return [rows[above] for above in entry.ancestors if above in rows]


def access_organisation(actor: Standing, pk: UUID | str) -> Organisation:
    """One organisation; one that was merged away leads to the one it is part of now.

    Raises:
        NotFound: there is none.
    """
    return _access(Organisation, actor, pk)


def access_person(actor: Standing, pk: UUID | str) -> Person:
    """One person, as :func:`access_organisation`."""
    return _access(Person, actor, pk)


def _access(model: type[N], actor: Standing, pk: UUID | str) -> N:
    manager = model._default_manager.select_related("community").prefetch_related("names", "identifiers")
    record = manager.filter(pk=pk).first()
    seen: set[Any] = set()
    while record is not None and record.merged_into_id is not None and record.pk not in seen:
        seen.add(record.pk)
        record = manager.filter(pk=record.merged_into_id).first()
    if record is None or not view_named.allows(actor, record):
        raise NotFound(_("There is no such record."))
    return record


def organisations(
    actor: Standing = ANONYMOUS,
    *,
    text: str = "",
    kind: str = "",
    place: str = "",
    community: Community | None = None,
) -> QuerySet[Organisation]:
    """Organisations by any of their names or an identifier, by kind and by place or a place above."""
    rows = _named(Organisation, actor, text, community)
    if kind:
        rows = rows.filter(kind=kind)
    if place:
        below = Place.objects.filter(ancestors__contains=[place]).values("pk")
        rows = rows.filter(Q(place=place) | Q(place__in=below))
    return rows


def people(actor: Standing = ANONYMOUS, *, text: str = "", community: Community | None = None) -> QuerySet[Person]:
    """People by any of their names or an identifier."""
    return _named(Person, actor, text, community)


def _named(model: type[N], actor: Standing, text: str, community: Community | None) -> QuerySet[N]:
    rows = view_named.filter(actor, model._default_manager.all())
    if community is not None and not community.is_root:
        rows = rows.filter(community__path__startswith=community.path)
    if text.strip():
        names: type[Model] = OrganisationName if model is Organisation else PersonName
        owner = "organisation" if model is Organisation else "person"
        key = name_key(text)
        found = Q(pk__in=names._default_manager.filter(key__contains=key).values(owner))
        given = _identifier_values(text)
        found |= Q(pk__in=Identifier.objects.filter(value__in=given).values(owner))
        rows = rows.filter(found)
    return rows.prefetch_related("names").order_by("name", "pk")


def _identifier_values(text: str) -> list[str]:
    values = [normalise(text)]
    for scheme in SCHEMES:
        try:
            values.append(normalise_identifier(scheme, text))
        except InvalidInput:
            continue
    return values


def posts_at(organisation: Organisation) -> QuerySet[Post]:
    """The posts held at an organisation, present ones first."""
    return (
        Post.objects.filter(organisation=organisation)
        .select_related("person")
        .prefetch_related("person__names")
        .order_by("former", F("end").desc(nulls_first=True), "title", "-start")
    )


def posts_of(person: Person) -> QuerySet[Post]:
    """The posts of a person, present ones first."""
    return (
        Post.objects.filter(person=person)
        .select_related("organisation")
        .prefetch_related("organisation__names")
        .order_by("former", F("end").desc(nulls_first=True), "-start", "title")
    )


def present_posts(people: Iterable[UUID]) -> dict[UUID, list[Post]]:
    """The posts that these people hold now."""
    found: dict[UUID, list[Post]] = {}
    rows = Post.objects.filter(person__in=list(people), end__isnull=True, former=False).select_related("organisation")
    for post in rows.order_by("-start", "title"):
        found.setdefault(post.person_id, []).append(post)
    return found


def organisations_named(text: str) -> list[Organisation]:
    """The organisations that have exactly this name, identifier or external id, at most three."""
    live = Organisation.objects.filter(merged_into__isnull=True)
    names = OrganisationName.objects.filter(key=name_key(text)).values("organisation")
    ids = Identifier.objects.filter(value__in=_identifier_values(text)).values("organisation")
    condition = Q(pk__in=names) | Q(pk__in=ids) | Q(external_id=text.strip())
    return list(live.filter(condition).order_by("name", "pk")[:3])


def propose_duplicates(
    name: str,
    names: Sequence[str] = (),
    identifiers: Iterable[tuple[str, str]] = (),
    kind: NameOf = "organisation",
    *,
    exclude: UUID | str | None = None,
    limit: int = 5,
) -> list[Candidate]:
    """Records that may be the one being entered, the likeliest first.

    Args:
        name, names: all names it is to have, in any language; each is compared with all
            names of each record.
        identifiers: pairs of scheme and value; one that does not fit its scheme is passed over.
        exclude: the record itself, when it is being changed.
    """
    model: type[Organisation] | type[Person] = Organisation if kind == "organisation" else Person
    best: dict[Any, tuple[Likeness, str]] = {}
    for value, pk in _same_identifier(identifiers, kind):
        best[pk] = (Likeness(1.0, "identifier"), value)
    for text in dict.fromkeys(text for text in (name, *names) if text.strip()):
        for pk, other in _near_names(text, kind):
            found = likeness(text, other, kind)
            if found.score >= PROPOSE and (pk not in best or found.score > best[pk][0].score):
                best[pk] = (found, other)
    best.pop(UUID(str(exclude)) if exclude else None, None)
    records = model._default_manager.filter(merged_into__isnull=True).prefetch_related("names", "identifiers")
    ranked = sorted(best.items(), key=lambda item: (-item[1][0].score, item[1][1]))[: limit * 2]
    rows = records.in_bulk([pk for pk, _found in ranked])
    return [Candidate(rows[pk], found.score, found.why, text) for pk, (found, text) in ranked if pk in rows][:limit]


def _same_identifier(identifiers: Iterable[tuple[str, str]], kind: NameOf) -> Iterable[tuple[str, UUID]]:
    condition = Q(pk__in=[])
    for scheme, value in identifiers:
        try:
            condition |= Q(scheme=scheme, value=normalise_identifier(scheme, value))
        except InvalidInput:
            continue
    rows = Identifier.objects.filter(condition, **{f"{kind}__isnull": False}).values_list("value", f"{kind}_id")
    return cast("Iterable[tuple[str, UUID]]", rows)


def _near_names(text: str, kind: NameOf) -> list[tuple[UUID, str]]:
    """Names worth comparing: those that share most grams, and Chinese short or long forms."""
    model: type[OrganisationName] | type[PersonName] = OrganisationName if kind == "organisation" else PersonName
    wanted = grams(text, kind)
    rare = [gram for gram in wanted if gram not in _COMMON]
    wanted = rare if len(rare) >= 2 else wanted
    live = model._default_manager.filter(**{f"{kind}__merged_into__isnull": True})
    table = model._meta.db_table
    overlap = f"cardinality(array(select unnest({table}.grams) intersect select unnest(%s::varchar[])))"
    shared = live.filter(grams__overlap=wanted).annotate(
        shared=RawSQL(overlap, [wanted], output_field=IntegerField())  # noqa: S611 - the table's name is our own
    )
    rows = shared.order_by("-shared", "pk").values_list(f"{kind}_id", "text")
    found = list(rows[:_MOST_COMPARED])
    key = name_key(text)
    if kind == "organisation" and has_han(key) and len(key) >= 2:
        same_start = live.filter(key__startswith=key[0])
        if len(key) <= 3:
            near = same_start.filter(key__regex=".*".join(re.escape(char) for char in key))
        else:
            near = same_start.annotate(length=Length("key")).filter(length__lte=3)
        found += near.values_list(f"{kind}_id", "text")[:_MOST_COMPARED]
    return cast("list[tuple[UUID, str]]", found)
