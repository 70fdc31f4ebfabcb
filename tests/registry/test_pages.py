"""Organisations and people on the site, as each reader meets them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from duijie.registry.models import Organisation
from duijie.registry.services import Name, add_post, create_organisation, create_person, merge_organisations
from tests.factories.world import World, make

pytestmark = pytest.mark.django_db


def signed_in(world: World, who: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    if who != "anonymous":
        client.force_login(world.people[who])
    return client


def organisation(world: World, **values: object) -> Organisation:
    return create_organisation(
        actor=None, community=world.east, name="中南大学", kind="university", place="430100",
        names=[Name("Central South University", "en", "main"), Name("CSU", kind="short")],
        identifiers=[("ror", "00f1zfq44")], **values,
    )  # fmt: skip


def test_a_visitor_finds_an_organisation_by_any_name_and_reads_its_page(world: World) -> None:
    university = organisation(world)
    person = create_person(actor=None, community=world.east, name="王明")
    add_post(actor=None, person=person, organisation=university, title="教授", start=date(2020, 9, 1))
    make(world, "project", title="公开的成果", organisation=university, state="published")
    make(world, "project", title="内部的成果", organisation=university, state="published", visibility="community")
    visitor = signed_in(world, "anonymous")
    for query in ("q=中南大學", "q=central+south", "q=00f1zfq44", "kind=university", "place=430000"):
        assert "Central South University" in visitor.get(f"/organisations/?{query}").text, query
    assert "Central South" not in visitor.get("/organisations/?kind=company").text
    page = visitor.get(university.get_absolute_url()).text
    assert all(word in page for word in ("Central South University", "CSU", "00f1zfq44", "王明", "教授", "Changsha"))
    assert "公开的成果" in page and "内部的成果" not in page and "Edit" not in page
    assert "内部的成果" in signed_in(world, "member_east").get(university.get_absolute_url()).text
    assert "教授" in visitor.get(person.get_absolute_url()).text


@pytest.mark.parametrize(
    ("who", "new", "edit", "merge"),
    [
        ("anonymous", 302, 302, 302),
        ("outsider", 403, 403, 403),
        ("teammate", 403, 403, 403),
        ("organisation_admin", 403, 200, 403),
        ("secretariat", 200, 200, 200),
        ("secretariat_west", 403, 403, 403),
    ],
)
def test_who_may_add_change_and_merge(world: World, who: str, new: int, edit: int, merge: int) -> None:
    client = signed_in(world, who)
    base = f"/c/east/organisations/{world.firm.pk}"
    assert client.get("/c/east/organisations/new/").status_code == new
    assert client.get(f"{base}/edit/").status_code == edit
    assert client.get(f"{base}/merge/").status_code == merge


FORM = {"name": "中南大學", "kind": "university", "names": "en: CSU Changsha", "aliases": "short: 中南大"}


def test_the_secretariat_is_asked_whether_it_is_there_already(world: World) -> None:
    university = organisation(world)
    client = signed_in(world, "secretariat")
    asked = client.post("/c/east/organisations/new/", FORM)
    assert str(university.pk) in asked.text and "Is it one of these?" in asked.text
    assert "en: CSU Changsha" in asked.text  # what was typed is still there
    assert Organisation.objects.filter(name="中南大學").count() == 0
    added = client.post("/c/east/organisations/new/", {**FORM, "sure": "1"})
    assert added.status_code == 302
    made = Organisation.objects.get(name="中南大學")
    assert set(made.names.values_list("text", "kind")) == {
        ("中南大學", "main"), ("CSU Changsha", "main"), ("中南大", "short"),
    }  # fmt: skip


def test_a_form_that_does_not_fit_keeps_what_was_typed(world: World) -> None:
    client = signed_in(world, "secretariat")
    wrong = {**FORM, "identifiers": "ror: 00f1zfq45", "website": "no address", "parent": "没有的单位", "names": "CSU"}
    answer = client.post("/c/east/organisations/new/", wrong)
    assert answer.status_code == 422
    assert all(word in answer.text for word in ("00f1zfq45", "no address", "没有的单位"))
    assert answer.text.count('class="errors"') == 4
    assert not Organisation.objects.filter(name="中南大學").exists()


def test_a_stale_form_shows_both_versions_and_saves_the_second_time(world: World) -> None:
    university = organisation(world)
    client = signed_in(world, "secretariat")
    address = f"/c/east/organisations/{university.pk}/edit/"
    mine = {"name": "中南大学", "kind": "university", "version": "1", "identifiers": "ror: 00f1zfq44"}
    assert client.post(address, {**mine, "description": "theirs"}).status_code == 302
    stale = client.post(address, {**mine, "description": "yours"})
    assert stale.status_code == 409
    assert "theirs" in stale.text and "yours" in stale.text
    assert client.post(address, {**mine, "description": "yours", "version": "2"}).status_code == 302
    university.refresh_from_db()
    assert (university.description, university.version) == ("yours", 3)


def test_two_records_become_one_and_the_old_address_leads_on(world: World) -> None:
    keep = organisation(world)
    drop = create_organisation(actor=None, community=world.east, name="中南大學校本部")
    client = signed_in(world, "secretariat")
    address = f"/c/east/organisations/{keep.pk}/merge/"
    assert str(drop.pk) in client.get(address, {"q": "校本部"}).text
    assert "中南大學校本部" in client.get(address, {"other": str(drop.pk)}).text
    assert client.post(address, {"other": str(drop.pk), "keep": str(keep.pk)}).status_code == 302
    moved = Client().get(f"/organisations/{drop.pk}/")
    assert (moved.status_code, moved["Location"]) == (301, keep.get_absolute_url())
    assert client.get(address, {"other": "nonsense"}).status_code == 404


def test_posts_are_added_and_ended_on_the_site(world: World) -> None:
    person = create_person(actor=None, community=world.east, name="李芳")
    firm = create_organisation(actor=None, community=world.east, name="东湖新材料有限公司")
    client = signed_in(world, "secretariat")
    address = f"/c/east/people/{person.pk}/posts/"
    missing = client.post(address, {"organisation": "不存在", "title": "总工"})
    assert missing.status_code == 422 and "不存在" in missing.text
    assert (
        client.post(address, {"organisation": "东湖新材料", "title": "总工", "start": "2020-01-01"}).status_code == 302
    )
    post = person.posts.get()
    assert post.organisation == firm
    assert client.post(f"/c/east/posts/{post.pk}/end/", {"end": "2019-01-01"}).status_code == 422
    assert client.post(f"/c/east/posts/{post.pk}/end/", {"end": "2024-01-01"}).status_code == 302
    assert signed_in(world, "outsider").get(f"/c/east/posts/{post.pk}/end/").status_code == 403


def test_a_page_costs_the_same_for_one_and_for_many(world: World, client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/organisations/").status_code == 200
            assert client.get("/people/").status_code == 200
        return len(captured)

    client.get("/organisations/")
    organisation(world)
    create_person(actor=None, community=world.east, name="人零")
    one = cost()
    for number in range(15):
        firm = create_organisation(actor=None, community=world.east, name=f"单位{number}号", place="330600")
        someone = create_person(actor=None, community=world.east, name=f"人{number}")
        add_post(actor=None, person=someone, organisation=firm, title="工程师")
    assert cost() <= one + 1  # the places of the page, when any has one


def test_a_merge_of_merged_records_still_leads_on(world: World) -> None:
    first, second, third = (
        create_organisation(actor=None, community=world.east, name=name) for name in ("甲局", "乙局", "丙局")
    )
    merge_organisations(actor=None, keep=second, drop=first)
    merge_organisations(actor=None, keep=third, drop=second)
    assert Client().get(f"/organisations/{first.pk}/")["Location"] == third.get_absolute_url()
