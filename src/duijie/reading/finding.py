"""Whom the names of an article mean in the registry: the candidates, handed to :mod:`.judging.resolving`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from duijie.reading import names as spelling
from duijie.reading.codes import registry as known_codes
from duijie.reading.judging.resolving import Candidate, Resolution, resolve_organisation, resolve_person
from duijie.reading.models import HOLDING, Article, Kind, Proposal
from duijie.registry.models import Organisation, OrganisationName, PersonName, Post
from duijie.registry.names import NameOf, name_key
from duijie.registry.queries import propose_duplicates

_WHY = {"main": "same name", "short": "short form", "alias": "alias", "former": "alias"}
_LIKE = {"short form": "picked letters"}
_MOST_COMPARED = 120  # names of one article that are compared with similar ones


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a fact: ``kind`` "organisation", "person" or "either"; ``at`` are the names of the
    organisations that the same fact speaks of."""

    kind: str
    text: str
    at: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Meaning:
    """Whom a name means, as what kind of record, and that record's main name."""

    kind: NameOf
    resolution: Resolution
    main: str = ""


class Finder:
    """Resolves the names of one article; organisations first, for they tell who people are."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._organisations: dict[str, Meaning] = {}

    def find(self, wanted: Sequence[Named]) -> list[Meaning]:
        """For each name whom it means; a handful of queries, and one for each unknown name."""
        self._find_organisations({one.text for one in wanted if one.kind != "person"} | _at(wanted))
        people = {one.text for one in wanted if self._as_person(one)}
        candidates = self._people(people)
        company = self.company
        found = []
        for one in wanted:
            if not self._as_person(one):
                found.append(self._organisations[one.text])
                continue
            at = frozenset(id_ for name in one.at if (id_ := self._organisations[name].resolution.id) is not None)
            resolution = resolve_person(candidates[one.text], at, company)
            found.append(Meaning("person", resolution, _main(candidates[one.text], resolution)))
        return found

    @property
    def company(self) -> frozenset[UUID]:
        """The organisations that the article surely speaks of."""
        sure = {meaning.resolution.id for meaning in self._organisations.values()} | {self._article.organisation_id}
        return frozenset(id_ for id_ in sure if id_ is not None)

    def _as_person(self, one: Named) -> bool:
        if one.kind != "either":
            return one.kind == "person"
        known = self._organisations[one.text].resolution.id is not None
        return not known and spelling.organisation(one.text) is None

    def _find_organisations(self, texts: Iterable[str]) -> None:
        wanted = sorted(set(texts))
        exact = self._exact_organisations(wanted)
        self._decide(exact, frozenset())
        company = self.company
        unknown = [text for text in wanted if not exact[text]]
        near = {text: _near(text, "organisation") for text in unknown[:_MOST_COMPARED]}
        again = {
            text: exact[text] or near.get(text, [])
            for text in wanted
            if self._organisations[text].resolution.id is None
        }
        self._decide(again, company)

    def _decide(self, candidates: dict[str, list[Candidate]], company: frozenset[UUID]) -> None:
        for text, found in candidates.items():
            resolution = resolve_organisation(found, company)
            self._organisations[text] = Meaning("organisation", resolution, _main(found, resolution))

    def _exact_organisations(self, texts: Sequence[str]) -> dict[str, list[Candidate]]:
        spelled = {text: spellings(text) for text in texts}
        keys = {key for found in spelled.values() for key in found}
        rows = list(
            OrganisationName.objects.filter(key__in=keys, organisation__merged_into=None).select_related("organisation")
        )
        chosen = _chosen(Kind.ORGANISATION, keys, self._article)
        ids = {row.organisation_id for row in rows} | {record.pk for found in chosen.values() for record in found}
        ties = _around(ids)
        found: dict[str, list[Candidate]] = {}
        publisher = self._article.organisation
        for text in texts:
            own = name_key(text)
            candidates = [
                Candidate(
                    row.organisation_id,
                    row.organisation.name,
                    _WHY[row.kind] if row.key == own else "alias",
                    1.0,
                    ties[row.organisation_id],
                )
                for row in rows
                if row.key in spelled[text]
            ]
            for record in chosen.get(own, ()):
                candidates.append(Candidate(record.pk, record.name, "alias", 1.0, ties[record.pk]))
            if publisher is not None and own == name_key(self._article.publisher or "-"):
                why = "identifier" if self._article.identifiers else "same name"
                candidates.append(Candidate(publisher.pk, publisher.name, why, 1.0))
            found[text] = candidates
        return found

    def _people(self, texts: Iterable[str]) -> dict[str, list[Candidate]]:
        wanted = {text: name_key(text) for text in texts}
        rows = list(
            PersonName.objects.filter(key__in=set(wanted.values()), person__merged_into=None).select_related("person")
        )
        chosen = _chosen(Kind.PERSON, set(wanted.values()), self._article)
        posts: dict[UUID, set[UUID]] = {}
        held = Post.objects.filter(
            person__in={row.person_id for row in rows} | {one.pk for found in chosen.values() for one in found}
        )
        for person, organisation, parent in held.values_list("person_id", "organisation_id", "organisation__parent_id"):
            posts.setdefault(person, set()).update({organisation} if parent is None else {organisation, parent})
        found: dict[str, list[Candidate]] = {}
        for text, key in wanted.items():
            found[text] = [
                Candidate(row.person_id, row.person.name, _WHY[row.kind], 1.0, frozenset(posts.get(row.person_id, ())))
                for row in rows
                if row.key == key
            ] or _near(text, "person")
        return found


def _at(wanted: Iterable[Named]) -> set[str]:
    return {name for one in wanted for name in one.at}


def _main(candidates: Iterable[Candidate], resolution: Resolution) -> str:
    return next((one.name for one in candidates if one.id == resolution.id), "")


def spellings(text: str) -> set[str]:
    """The keys of a name and of the others that the registry of codes knows it by."""
    known = known_codes().named(text)
    return {name_key(text)} | ({name_key(name) for name in known.all_names} if known else set())


def full_name(text: str) -> str:
    """The name by which the registry of codes knows an organisation (中科院 → 中国科学院), else the name itself."""
    known = known_codes().named(text)
    return known.name if known else text


def _chosen(kind: Kind, keys: set[str], article: Article) -> dict[str, list[Any]]:
    """Records that a person said names mean, by key."""
    found: dict[str, list[Any]] = {}
    if kind == Kind.PERSON:  # a person's name was decided for its article, not for all
        return found
    rows = Proposal.objects.filter(
        community=article.community_id, kind=kind, gist__in=keys, state__in=HOLDING, organisation__merged_into=None
    ).select_related("organisation")
    for row in rows:
        if row.organisation is not None:
            found.setdefault(row.gist, []).append(row.organisation)
    return found


def _around(ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """What organisations are part of, and their parts."""
    wanted = set(ids)
    found: dict[UUID, set[UUID]] = {id_: set() for id_ in wanted}
    for id_, parent in Organisation.objects.filter(pk__in=wanted, parent__isnull=False).values_list("id", "parent_id"):
        found[id_].add(parent)
    for id_, parent in Organisation.objects.filter(parent__in=wanted).values_list("id", "parent_id"):
        found[parent].add(id_)
    return {id_: frozenset(around) for id_, around in found.items()}


def _near(text: str, kind: NameOf) -> list[Candidate]:
    return [
        Candidate(one.record.pk, one.record.name, _LIKE.get(one.why, one.why), round(one.score, 3))
        for one in propose_duplicates(text, kind=kind)
    ]
