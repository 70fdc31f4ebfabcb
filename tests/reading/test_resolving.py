"""Whom a name means: decided by evidence, left open without."""

from __future__ import annotations

from uuid import UUID

import pytest

from duijie.reading import read_bytes
from duijie.reading.judging.resolving import Candidate, resolve_organisation, resolve_person
from duijie.reading.models import Mention
from duijie.reading.services import save_articles
from duijie.registry.services import Name, add_identifier, add_post, create_person
from tests.factories.world import World
from tests.reading.review_world import FACTS, organisation, page, read

A, B, C = (UUID(int=number) for number in (1, 2, 3))
NOBODY: frozenset[UUID] = frozenset()


def one(id_: UUID, why: str = "same name", score: float = 1.0, ties: frozenset[UUID] = NOBODY) -> Candidate:
    return Candidate(id_, f"name {id_.int}", why, score, ties)


def test_an_exact_name_outweighs_an_alias_of_somebody_else() -> None:
    assert resolve_organisation([one(A, "alias"), one(B)], NOBODY).id == B
    assert resolve_organisation([one(A, "identifier"), one(B)], NOBODY).id == A
    assert resolve_organisation([one(A, "short form")], NOBODY).how == "short form"


def test_two_of_one_name_are_told_apart_by_the_company_only() -> None:
    both = [one(A, ties=frozenset({C})), one(B)]
    left = resolve_organisation(both, NOBODY)
    assert (left.id, {candidate.id for candidate in left.candidates}) == (None, {A, B})
    assert (resolve_organisation(both, frozenset({C})).id, resolve_organisation(both, frozenset({B})).id) == (A, B)


def test_a_short_form_that_nobody_kept_needs_the_long_one_beside_it() -> None:
    picked = [one(A, "picked letters", 0.65)]
    assert resolve_organisation(picked, NOBODY).id is None
    assert resolve_organisation(picked, frozenset({A})).how == "short form"


def test_similar_names_are_never_the_same_by_themselves() -> None:
    found = resolve_organisation([one(A, "similar name", 0.95), one(B, "similar name", 0.7)], frozenset({A}))
    assert found.id is None and [candidate.id for candidate in found.candidates] == [A, B]


def test_people_are_known_by_post_then_by_company() -> None:
    here, there = one(A, ties=frozenset({C})), one(B, ties=frozenset({UUID(int=9)}))
    assert resolve_person([here, there], frozenset({C}), NOBODY).how == "post"
    assert resolve_person([here, there], NOBODY, frozenset({C})).how == "co-occurrence"
    assert resolve_person([here, there], NOBODY, NOBODY).id is None


def test_one_person_of_the_name_elsewhere_is_a_candidate_not_the_answer() -> None:
    found = resolve_person([one(A, ties=frozenset({C}))], frozenset({B}), NOBODY)
    assert found.id is None and found.candidates[0].id == A
    assert resolve_person([one(A)], frozenset({B}), NOBODY).how == "name"


pages = pytest.mark.usefixtures("pages_apart")


@pages
@pytest.mark.django_db
def test_names_aliases_and_short_forms_of_the_registry_are_understood(world: World) -> None:
    academy = organisation(world.east, "江城科学技术研究院", names=[Name("江城科学院"), Name("江科院", kind="short")])
    lake = organisation(world.east, "湖滨大学")
    who = create_person(actor=None, community=world.east, name="张平")
    add_post(actor=None, person=who, organisation=academy, title="副院长")
    create_person(actor=None, community=world.east, name="张平")
    article = page(world.east)
    read(article)
    said = {(row.role, row.text): (row.record, row.how) for row in Mention.objects.all()}
    assert said["organisation", "江城科学院"] == (academy, "alias")
    assert said["organisation", "湖滨大学"] == (lake, "name")
    assert said["person", "张平"] == (who, "post")
    assert said["signatories", "张平"][0] == who


@pages
@pytest.mark.django_db
def test_the_publisher_is_known_by_its_code(world: World) -> None:
    paper = organisation(world.east, "江城科学院")
    organisation(world.east, "江城科学院")
    add_identifier(actor=None, record=paper, scheme="site_code", value="bm99000001")
    body = "江城科学院院长张平在会上致辞，介绍了来年的工作安排和重点任务。"
    text = f"{body}\n\n江城科学院\n2020年1月18日\n网站标识码bm99000001"
    article = save_articles(articles=read_bytes(text.encode()), community=world.east).articles[0]
    assert article.organisation == paper
    read(article, FACTS[:1])
    mention = article.facts.get().mentions.get(kind="organisation")
    assert (mention.organisation, mention.how) == (paper, "identifier")
