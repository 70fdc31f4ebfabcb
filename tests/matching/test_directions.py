"""A researcher, an office and two firms look from the other side: what do we answer, and who fits us?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from duijie.library.models import Problem
from duijie.matching import runtime
from duijie.matching.services.directions import items_of_mine, items_of_person, problems_for
from duijie.matching.services.finding import find_matches, requirements_of
from duijie.matching.services.partners import partners_of
from duijie.registry.models import Organisation, Person, Post
from duijie.registry.standing import ANONYMOUS, standing
from tests.factories.world import World, make
from tests.helpers import assert_same_queries
from tests.matching.plating import NICKEL, RESIN, lab, nickel, put, resin

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_words(index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Words alone: what becomes of an answer does not depend on the spaces, whose models load long."""
    monkeypatch.setattr(runtime, "embedders", lambda: ())
    with translation.override("en"):
        yield


def test_a_project_finds_the_problem_it_answers_with_the_sentences_of_both_sides(world: World, by_words: None) -> None:
    problem, project = nickel(world), resin(world)
    other = make(
        world, "problem", title="番茄", statement="番茄育苗需要补光灯，每平方米低于 40 元。", state="published"
    )
    put(problem, project, other)
    found = problems_for(actor=ANONYMOUS, items=[project])
    first = found.rows[0]
    assert first.problem == problem
    shown = [one for one in first.offer.match.evidence if one.sentence]
    assert shown and all(one.sentence in RESIN for one in shown)
    assert first.said[0] == "要求出水镍低于 0.1 mg/L，最好不产生污泥。"
    assert found.items == (project,)


def test_the_score_is_that_of_the_match_from_the_other_side(world: World, by_words: None) -> None:
    problem, project = nickel(world), resin(world)
    put(problem, project, make(world, "project", title="除镍膜", summary="纳滤膜除镍。", state="published"))
    here = problems_for(actor=ANONYMOUS, items=[project]).rows[0].offer.match
    there = find_matches(actor=ANONYMOUS, text=problem.statement, requirements=requirements_of(problem))
    match = next(offer.match for offer in there.offers if offer.item == project)
    assert here.score == pytest.approx(match.score, abs=1e-6)
    assert here.covered == match.covered


def test_only_problems_that_wait_for_an_answer_are_offered(world: World, by_words: None) -> None:
    project = resin(world)
    today = timezone.localdate()
    kept = [nickel(world, deadline=today), nickel(world)]
    gone = [
        nickel(world, state="matched"),
        nickel(world, state="closed"),
        nickel(world, state="draft"),
        nickel(world, deadline=today - timedelta(days=1)),
    ]
    put(project, *kept, *gone)
    rows = problems_for(actor=standing(world.admin), items=[project]).rows
    assert {row.problem for row in rows} == set(kept)


def test_each_is_offered_only_the_problems_open_to_them(world: World, by_words: None) -> None:
    project = resin(world)
    public = nickel(world, title="公开")
    inside = nickel(world, title="共同体内", visibility="community")
    private = nickel(world, title="仅本机构", visibility="private")
    put(project, public, inside, private)
    for name, seen in (
        ("owner", {public, inside, private}),
        ("teammate", {public, inside, private}),
        ("secretariat", {public, inside, private}),
        ("member_east", {public, inside}),
        ("member_west", {public}),
        ("outsider", {public}),
    ):
        found = problems_for(actor=standing(getattr(world, name)), items=[project])
        assert {row.problem for row in found.rows} == seen, name
        assert found.total == len(seen), name
    assert {row.problem for row in problems_for(actor=ANONYMOUS, items=[project]).rows} == {public}


def test_a_problem_that_shows_its_title_only_is_matched_by_its_title_and_gives_nothing_else_away(
    world: World, by_words: None, client: Client
) -> None:
    project = resin(world)
    secret = nickel(world, title="除镍", confidentiality="title-only", statement=f"{NICKEL}秘方代号玄鸟。")
    put(project, secret)
    [row] = problems_for(actor=ANONYMOUS, items=[project]).rows
    assert (row.complete, row.requirements, row.said) == (False, (), ())
    [told] = problems_for(actor=standing(world.owner), items=[project]).rows
    assert told.complete and len(told.requirements) == 2
    shown = client.get(f"/projects/{project.pk}/problems/").content.decode()
    assert "除镍" in shown
    for hidden in ("玄鸟", "电镀车间", world.firm.name, "0.1 mg/L"):
        assert hidden not in shown


def test_a_problem_that_became_private_after_it_was_indexed_is_not_offered(world: World, by_words: None) -> None:
    project, problem = resin(world), nickel(world)
    put(project, problem)
    Problem.objects.filter(pk=problem.pk).update(visibility="private")
    assert problems_for(actor=ANONYMOUS, items=[project]).rows == ()


def test_an_item_that_the_reader_may_not_see_opens_nothing(world: World, by_words: None, client: Client) -> None:
    hidden, draft = resin(world, visibility="private"), resin(world, state="draft")
    put(hidden, draft, nickel(world))
    for item in (hidden, draft):
        assert client.get(f"/projects/{item.pk}/problems/").status_code == 404
        assert problems_for(actor=ANONYMOUS, items=[item]).items == ()


def test_a_draft_of_ones_own_says_that_it_is_matched_once_published(
    world: World, by_words: None, client: Client
) -> None:
    draft = resin(world, state="draft", owner=world.owner)
    client.force_login(world.owner)
    shown = client.get(f"/projects/{draft.pk}/problems/", headers={"Accept-Language": "en"}).content.decode()
    assert "is not published" in shown


def test_a_problem_has_no_such_page(world: World, by_words: None, client: Client) -> None:
    problem = nickel(world)
    assert client.get(f"/problems/{problem.pk}/problems/").status_code == 404


def test_what_is_not_indexed_yet_says_so(world: World, by_words: None, client: Client) -> None:
    project = resin(world)
    assert problems_for(actor=ANONYMOUS, items=[project]).waiting
    shown = client.get(f"/projects/{project.pk}/problems/", headers={"Accept-Language": "en"}).content.decode()
    assert "not in the search index yet" in shown


def test_pages_of_problems_follow_each_other(world: World, by_words: None, client: Client) -> None:
    project = resin(world)
    problems = [nickel(world, title=f"除镍 {number}") for number in range(12)]
    put(project, *problems)
    whole = [row.problem.pk for row in problems_for(actor=ANONYMOUS, items=[project], limit=30).rows]
    assert len(whole) == 12
    singles = [problems_for(actor=ANONYMOUS, items=[project], limit=1, offset=at).rows[0].problem.pk for at in range(4)]
    assert singles == whole[:4]
    first = client.get(f"/projects/{project.pk}/problems/").content.decode()
    second = client.get(f"/projects/{project.pk}/problems/?page=2").content.decode()
    assert (first.count('<li class="match">'), second.count('<li class="match">')) == (10, 2)


def test_the_page_costs_the_same_queries_for_1_and_30_problems(world: World, by_words: None, client: Client) -> None:
    project = resin(world)
    put(project)
    assert_same_queries(
        lambda: problems_for(actor=ANONYMOUS, items=[project], limit=30),
        lambda count: put(*(nickel(world, title=f"除镍 {number}") for number in range(count))),
    )


def test_the_items_page_leads_there_and_loads_the_best(world: World, by_words: None, client: Client) -> None:
    project, problem = resin(world), nickel(world)
    put(project, problem)
    address = f"/projects/{project.pk}/problems/"
    assert f'href="{address}"' in client.get(project.get_absolute_url()).content.decode()
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "answers"}).content.decode()
    assert "<html" not in part
    assert problem.title in part


def test_a_person_answers_through_profiles_and_works(world: World, by_words: None, client: Client) -> None:
    person = Person.objects.create(name="沈漪岚", community=world.west)
    talent = make(
        world, "talent", title="沈漪岚", expertise="水处理专家。", person=person, state="published", organisation=None
    )
    talent.works.create(title="螯合树脂深度除镍", abstract=RESIN)
    problem = nickel(world)
    put(talent, problem)
    assert items_of_person(ANONYMOUS, person) == [talent]
    page = client.get(f"/people/{person.pk}/problems/").content.decode()
    assert problem.title in page
    assert "0.05" in page
    assert f"/people/{person.pk}/problems/" in client.get(person.get_absolute_url()).content.decode()


def test_a_persons_own_projects_count_for_nobody_else(world: World) -> None:
    person = Person.objects.create(name="欧阳", community=world.east, user=world.owner)
    project = resin(world, owner=world.owner)
    assert items_of_person(standing(world.owner), person) == [project]
    assert items_of_person(ANONYMOUS, person) == []
    assert items_of_mine(standing(world.owner)) == [project]
    assert items_of_mine(standing(world.outsider)) == []


def test_my_problems_need_a_sign_in_and_say_what_is_missing(world: World, by_words: None, client: Client) -> None:
    assert client.get("/mine/problems/").status_code == 302
    client.force_login(world.outsider)
    shown = client.get("/mine/problems/", headers={"Accept-Language": "en"}).content.decode()
    assert "Add your talent profile or a project" in shown


# Partners


def test_an_organisation_meets_those_whose_problems_it_answers_and_the_other_way_round(
    world: World, by_words: None
) -> None:
    project, problem = resin(world), nickel(world)
    bread = Organisation.objects.create(name="南河面包房", community=world.east)
    put(
        project,
        problem,
        make(world, "project", title="面包", summary="慢发酵面包。", organisation=bread, state="published"),
    )
    house = project.organisation
    assert house is not None
    [partner] = partners_of(actor=ANONYMOUS, organisation=house).rows
    assert partner.organisation == world.firm
    [tie] = partner.ties
    assert (tie.asks, tie.answered.problem, tie.answered.offer.item) == (False, problem, project)
    assert any(one.sentence in RESIN for one in tie.answered.offer.match.evidence if one.sentence)
    back = partners_of(actor=ANONYMOUS, organisation=world.firm)
    assert back.rows[0].organisation == house
    assert back.rows[0].ties[0].asks


def test_ones_own_parts_and_what_one_is_part_of_are_no_partners(world: World, by_words: None) -> None:
    holding = Organisation.objects.create(name="东湖集团", community=world.east)
    shop = Organisation.objects.create(name="东湖电镀研究院", community=world.east, parent=world.firm)
    Organisation.objects.filter(pk=world.firm.pk).update(parent=holding)
    world.firm.refresh_from_db()
    put(nickel(world), *(resin(world, organisation=one) for one in (holding, shop, world.firm)))
    assert partners_of(actor=ANONYMOUS, organisation=world.firm).rows == ()
    outside = resin(world)
    put(outside)
    [partner] = partners_of(actor=ANONYMOUS, organisation=world.firm).rows
    assert partner.organisation == outside.organisation


def test_people_with_a_present_post_speak_for_their_organisation(world: World, by_words: None) -> None:
    here, before = lab(world), Organisation.objects.create(name="旧所", community=world.west)
    person = Person.objects.create(name="沈漪岚", community=world.west)
    Post.objects.create(person=person, organisation=here, title="研究员")
    Post.objects.create(person=person, organisation=before, title="研究员", former=True)
    expert = make(world, "talent", title="沈漪岚", expertise=RESIN, person=person, organisation=None, state="published")
    put(nickel(world), expert)
    assert partners_of(actor=ANONYMOUS, organisation=here).rows[0].organisation == world.firm
    assert partners_of(actor=ANONYMOUS, organisation=before).items == ()
    assert partners_of(actor=ANONYMOUS, organisation=world.firm).rows[0].organisation == here


def test_whose_a_title_only_problem_is_no_partner_tells(world: World, by_words: None, client: Client) -> None:
    project = resin(world)
    put(project, nickel(world, confidentiality="title-only"))
    assert project.organisation is not None
    assert partners_of(actor=ANONYMOUS, organisation=project.organisation).rows == ()
    assert partners_of(actor=standing(world.secretariat), organisation=project.organisation).total == 1
    shown = client.get(f"/organisations/{project.organisation_id}/partners/").content.decode()
    assert world.firm.name not in shown


def test_the_organisations_page_leads_to_partners(world: World, by_words: None, client: Client) -> None:
    project = resin(world)
    put(project, nickel(world))
    address = f"/organisations/{project.organisation_id}/partners/"
    assert address in client.get(f"/organisations/{project.organisation_id}/").content.decode()
    shown = client.get(address).content.decode()
    assert world.firm.name in shown
    empty = Organisation.objects.create(name="空", community=world.east)
    told = client.get(f"/organisations/{empty.pk}/partners/", headers={"Accept-Language": "en"}).content.decode()
    assert "There is nothing to match by yet." in told


def test_an_index_that_is_away_is_told(world: World, by_words: None, client: Client, settings: Any) -> None:
    project = resin(world)
    put(project)
    runtime.close()
    settings.INDEX_URI = "/proc/none/index"
    for address in (f"/projects/{project.pk}/problems/", f"/organisations/{project.organisation_id}/partners/"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "/proc" not in answer.content.decode()
