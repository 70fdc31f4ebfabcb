"""Before somebody is invited: what is known, to whom, and at what cost."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from duijie.core.errors import InvalidInput, NotAllowed, NotFound
from duijie.core.models import User
from duijie.library.models import Item, Talent, Work
from duijie.matching.conflicts import Conflict, conflicts_among, conflicts_between, hooks
from duijie.matching.conflicts.types import Deal
from duijie.matching.services.relations import declare_relation, end_relation
from duijie.registry.models import Organisation, Person
from duijie.registry.services import add_post, create_organisation, create_person, merge_people
from duijie.registry.standing import ANONYMOUS, standing
from tests.factories.world import World, make
from tests.helpers import count_queries
from tests.reading.review_world import page, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def researcher(world: World, name: str, **values: Any) -> Person:
    return create_person(actor=None, community=values.pop("community", world.east), name=name, **values)


def talent(world: World, person: Person, *titles: str, **values: Any) -> Talent:
    values = {"state": "published", "owner": None, "organisation": None} | values
    entry = make(world, "talent", title=person.name, person=person, **values)
    assert isinstance(entry, Talent)
    for title in titles:
        Work.objects.create(talent=entry, title=title, year=timezone.localdate().year)
    return entry


def ask(one: Any, other: Any, who: User | None = None, **values: Any) -> tuple[Conflict, ...]:
    return conflicts_between(actor=standing(who) if who else None, one=one, other=other, **values)


def kinds(found: tuple[Conflict, ...]) -> list[str]:
    return [one.kind for one in found]


@pytest.fixture
def two(world: World) -> tuple[Person, Person]:
    return researcher(world, "沈漪岚"), researcher(world, "顾望舒")


def test_two_at_an_institute_and_its_university(world: World, two: tuple[Person, Person]) -> None:
    university = create_organisation(actor=None, community=world.east, name="湖滨大学")
    institute = create_organisation(actor=None, community=world.east, name="淡水研究所", parent=university)
    add_post(actor=None, person=two[0], organisation=institute, title="研究员")
    add_post(actor=None, person=two[1], organisation=university, title="教授")
    [found] = ask(*two, world.secretariat)
    assert (found.strength, found.path) == ("blocking", ("淡水研究所", "湖滨大学"))


def test_the_company_with_the_problem_and_its_former_engineer(world: World, two: tuple[Person, Person]) -> None:
    problem = make(world, "problem", state="published")
    left = timezone.localdate() - timedelta(days=500)
    add_post(actor=None, person=two[0], organisation=world.firm, title="工程师", end=left)
    entry = talent(world, two[0])
    [found] = ask(problem, entry, world.owner)
    assert (found.kind, found.strength, found.until) == ("same organisation", "disclose", left)
    assert "belong or belonged" in str(found.reason)
    assert ask(problem, entry, world.owner, years=1) == ()


def test_a_post_that_was_read_counts_less_and_shows_its_quote(world: World) -> None:
    organisation = create_organisation(actor=None, community=world.east, name="江城科学院")
    head, colleague = researcher(world, "张平"), researcher(world, "顾望舒")
    add_post(actor=None, person=colleague, organisation=organisation, title="研究员")
    read(page(world.east), confidence=0.9)
    [found] = ask(head, colleague, world.secretariat)
    assert (found.strength, found.source.basis, found.source.confidence) == ("disclose", "read", 0.9)
    assert "张平" in found.source.quote
    assert found.source.page.startswith("/articles/")


def test_a_work_in_common_across_scripts_and_only_for_who_may_see_both_entries(
    world: World, two: tuple[Person, Person]
) -> None:
    talent(world, two[0], "低温废水深度脱氮的研究")
    private = talent(world, two[1], "低溫廢水深度脫氮的研究", visibility="private")
    assert kinds(ask(*two)) == ["shared work"]
    assert kinds(ask(*two, world.secretariat)) == ["shared work"]
    assert ask(*two, world.broker) == ()
    Talent.objects.filter(pk=private.pk).update(visibility="community")
    assert kinds(ask(*two, world.broker)) == ["shared work"]


class TestWhoLearnsWhat:
    """A declared a family relation to B."""

    @pytest.fixture
    def people(self, world: World) -> tuple[Person, Person]:
        return researcher(world, "沈漪岚", user=world.owner), researcher(world, "顾望舒", user=world.member_west)

    @pytest.fixture
    def relation(self, world: World, people: tuple[Person, Person]) -> Any:
        return declare_relation(
            actor=world.owner, community=world.east, kind="family", to=people[1], details="表兄妹，请勿外传"
        )

    @pytest.mark.parametrize("who", ["owner", "secretariat", "secretariat_root", "admin"])
    def test_declarer_and_secretariat_read_all_of_it(
        self, world: World, people: tuple[Person, Person], relation: Any, who: str
    ) -> None:
        [found] = ask(*people, world.people[who])
        assert (found.strength, found.subject) == ("blocking", "family")
        assert "表兄妹" in str(found.reason)

    @pytest.mark.parametrize("who", ["member_west", "broker", "secretariat_west"])
    def test_the_other_one_and_the_broker_learn_only_that_there_is_one(
        self, world: World, people: tuple[Person, Person], relation: Any, who: str
    ) -> None:
        Person.objects.filter(pk=people[1].pk).update(community=world.west)
        [found] = ask(*people, world.people[who])
        assert str(found.reason) == "A declared relation."
        assert (found.strength, found.since, found.until, found.subject, found.path) == ("disclose", None, None, "", ())

    @pytest.mark.parametrize("who", ["outsider", "member_east", "teammate"])
    def test_others_may_not_even_ask(
        self, world: World, people: tuple[Person, Person], relation: Any, who: str
    ) -> None:
        with pytest.raises(NotAllowed):
            ask(*people, world.people[who])
        with pytest.raises(NotAllowed):
            conflicts_between(actor=ANONYMOUS, one=people[0], other=people[1])

    def test_it_fades_some_years_after_it_ended(
        self, world: World, people: tuple[Person, Person], relation: Any
    ) -> None:
        end_relation(actor=world.owner, relation=relation)
        [found] = ask(*people)
        assert found.strength == "disclose"
        assert ask(*people, today=timezone.localdate() + timedelta(days=4 * 366)) == ()

    def test_it_moves_when_two_records_of_one_person_become_one(
        self, world: World, people: tuple[Person, Person], relation: Any
    ) -> None:
        kept = researcher(world, "顾望舒")
        merge_people(actor=None, keep=kept, drop=people[1])
        assert kinds(ask(people[0], kept)) == ["declared"]


def test_who_owns_an_entry_is_not_told_to_who_does_not_work_with_it(world: World) -> None:
    """The owner of an entry without organisation works at the firm; only its keepers know."""
    person = researcher(world, "沈漪岚", user=world.outsider)
    project = make(world, "project", state="published", owner=world.member_east, organisation=None)
    hidden = researcher(world, "顾望舒", user=world.member_east)
    for each in (person, hidden):
        add_post(actor=None, person=each, organisation=world.firm, title="顾问")
    assert kinds(ask(person, project)) == ["same organisation"]
    assert ask(person, project, world.outsider) == ()
    assert kinds(ask(person, project, world.secretariat)) == ["same organisation"]
    assert kinds(ask(person, project, world.broker)) == ["same organisation"]


def test_which_organisation_an_account_belongs_to_is_not_told_to_others(world: World) -> None:
    one = researcher(world, "沈漪岚", user=world.teammate)
    other = researcher(world, "顾望舒", user=world.member_west)
    add_post(actor=None, person=other, organisation=world.firm, title="顾问")
    assert kinds(ask(one, other)) == ["same organisation"]
    assert kinds(ask(one, other, world.teammate)) == ["same organisation"]
    assert kinds(ask(one, other, world.secretariat)) == ["same organisation"]
    assert ask(one, other, world.member_west) == ()
    assert ask(one, other, world.broker) == ()


def test_a_title_only_problem_is_asked_about_only_by_who_may_read_it(world: World) -> None:
    problem = make(world, "problem", state="published", confidentiality="title-only")
    person = researcher(world, "沈漪岚", user=world.outsider)
    with pytest.raises(NotFound):
        ask(person, problem, world.outsider)
    draft = make(world, "project", state="draft")
    with pytest.raises(NotFound):
        ask(person, draft, world.outsider)


def test_rooms_below_add_earlier_deals_without_being_imported(world: World, two: tuple[Person, Person]) -> None:
    deal = Deal(two[0].pk, two[1].pk, "They delivered a contract together.", date(2020, 1, 1), None)

    def provider(actor: Any, people: Any, organisations: Any, users: Any) -> list[hooks.Found]:
        assert {two[0].pk, two[1].pk} <= people
        return [hooks.Found(deal, actor is None or actor.site_admin)]

    hooks.add_deals(provider)
    try:
        assert kinds(ask(*two, today=date(2021, 1, 1))) == ["deal"]
        assert kinds(ask(*two, world.admin, today=date(2021, 1, 1))) == ["deal"]
        assert ask(*two, world.secretariat, today=date(2021, 1, 1)) == ()
    finally:
        hooks.remove_deals(provider)


def test_many_pairs_cost_the_queries_of_one(world: World) -> None:
    def group(count: int) -> list[Person]:
        made = []
        for _number in range(count):
            person = researcher(world, "沈漪岚")
            add_post(actor=None, person=person, organisation=world.firm, title="研究员")
            talent(world, person, "低温废水深度脱氮的研究")
            made.append(person)
        return made

    ones, others = group(1), group(1)
    actor = standing(world.secretariat)
    ask(ones[0], others[0], world.secretariat)
    few = len(count_queries(lambda: conflicts_among(actor=actor, ones=ones, others=others)))
    ones, others = group(6), group(12)
    many = len(count_queries(lambda: conflicts_among(actor=actor, ones=ones, others=others)))
    assert many == few
    found = conflicts_among(actor=actor, ones=ones, others=others)
    assert len(found) == 72
    assert all(kinds(one) == ["shared work", "same organisation"] or len(one) == 2 for one in found.values())


def test_a_wrong_key_or_wrong_years_say_so(world: World, two: tuple[Person, Person]) -> None:
    for given in ("person", "person:1", "planet:0190a3c2-0000-7000-8000-000000000000"):
        with pytest.raises(InvalidInput):
            ask(two[0], given)
    with pytest.raises(NotFound):
        ask(two[0], "person:0190a3c2-0000-7000-8000-000000000000")
    with pytest.raises(InvalidInput):
        ask(*two, years=-1)


class TestOverTheApi:
    """``POST /api/v1/conflicts``."""

    def post(self, client: Any, who: User | None, **body: Any) -> Any:
        if who is not None:
            client.force_login(who)
        return client.post("/api/v1/conflicts", json.dumps(body), content_type="application/json")

    def test_owner_other_party_broker_outsider_and_anonymous(self, client: Any, world: World) -> None:
        one = researcher(world, "沈漪岚", user=world.owner)
        other = researcher(world, "顾望舒", user=world.member_west)
        declare_relation(actor=world.owner, community=world.east, kind="family", to=other, details="表兄妹")
        body = {"one": f"person:{one.pk}", "others": [f"person:{other.pk}"]}
        for name, status, told in (
            ("owner", 200, True), ("secretariat", 200, True), ("member_west", 200, False), ("broker", 200, False),
            ("outsider", 403, False), (None, 401, False),
        ):  # fmt: skip
            client.logout()
            response = self.post(client, world.people[name] if name else None, **body)
            assert response.status_code == status, (name, response.content)
            assert ("表兄妹" in json.dumps(response.json(), ensure_ascii=False)) is told, name
            if status == 200:
                [found] = response.json()["answers"][0]["conflicts"]
                assert found["source"]["basis"] == ("declared" if told else "hidden")

    def test_what_does_not_fit_is_said(self, client: Any, world: World) -> None:
        one = researcher(world, "沈漪岚")
        assert self.post(client, world.secretariat, one=f"person:{one.pk}", others=[]).status_code == 422
        assert self.post(client, None, one="x:1", others=[f"person:{one.pk}"]).status_code == 422
        missing = "person:0190a3c2-0000-7000-8000-000000000000"
        assert self.post(client, None, one=f"person:{one.pk}", others=[missing]).status_code == 404


def test_the_command_tells_all_to_whoever_runs_the_installation(
    world: World, two: tuple[Person, Person], capsys: pytest.CaptureFixture[str]
) -> None:
    from duijie.matching.commands import conflicts as command_conflicts

    for each in two:
        add_post(actor=None, person=each, organisation=world.firm, title="研究员")
    command_conflicts.run(f"person:{two[0].pk}", [f"person:{two[1].pk}"], years=3, as_json=True)
    [answer] = json.loads(capsys.readouterr().out)["answers"]
    assert answer["conflicts"][0]["strength"] == "blocking"
    command_conflicts.run(f"person:{two[0].pk}", [f"person:{two[1].pk}"], years=3, as_json=False)
    assert "both belong to 东湖电镀有限公司" in capsys.readouterr().out


def test_items_of_one_organisation(world: World) -> None:
    problem, project = make(world, "problem", state="published"), make(world, "project", state="published")
    assert isinstance(project, Item)
    assert "same organisation" in kinds(ask(problem, project, world.owner))
    assert Organisation.objects.filter(pk=world.firm.pk).exists()
