"""When the registry learns a name, or two records become one, the articles that use it are understood anew."""

from __future__ import annotations

import pytest

from duijie.core import outbox
from duijie.reading.models import Fact, Mention, Proposal
from duijie.reading.services import accept, reject
from duijie.reading.services.draining import drain_names
from duijie.reading.topics import NAMES
from duijie.registry.models import Organisation, Post
from duijie.registry.services import Name, create_person, merge_organisations, merge_people, update_organisation
from tests.factories.world import World
from tests.reading.review_world import BODY, FACTS, organisation, page, proposal, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_apart")]


def settle() -> int:
    """Do what the worker does."""
    done = 0
    while drained := drain_names():
        done += drained
    return done


def test_an_organisation_that_is_added_is_understood_in_what_was_read_before(world: World) -> None:
    read(page(world.east))
    assert not Mention.objects.filter(organisation__isnull=False).exists()
    academy = organisation(world.east, "江城科学院")
    assert settle()
    assert {row.organisation for row in Mention.objects.filter(text="江城科学院")} == {academy}
    # It needs no proposal of its own any more, and a post there is no longer about somebody unknown.
    assert not Proposal.objects.filter(kind="organisation", values__name="江城科学院").exists()
    accept(actor=world.secretariat, proposal=proposal("post", person="张平"))
    assert Post.objects.get().organisation == academy


def test_so_is_an_alias(world: World) -> None:
    academy = organisation(world.east, "江城科学总院")
    read(page(world.east))
    update_organisation(
        actor=world.secretariat, organisation=academy, expected_version=academy.version, names=[Name("江城科学院")]
    )
    settle()
    assert {row.organisation for row in Mention.objects.filter(text="江城科学院")} == {academy}


def test_names_that_nobody_used_ask_for_nothing(world: World) -> None:
    read(page(world.east))
    settle()
    organisation(world.east, "海滨大学")
    assert outbox.waiting(NAMES) == 0


def test_whom_a_name_was_known_to_mean_it_means_when_a_namesake_is_added(world: World) -> None:
    academy = organisation(world.east, "江城科学院")
    read(page(world.east))
    organisation(world.east, "江城科学院")
    settle()
    assert {row.organisation for row in Mention.objects.filter(text="江城科学院")} == {academy}


def test_a_rejection_under_a_name_that_was_merged_away_still_holds(world: World) -> None:
    short = organisation(world.east, "江城科学院", names=[Name("江科院")])
    read(page(world.east))
    reject(actor=world.secretariat, proposal=proposal("indicator"))
    reject(actor=world.secretariat, proposal=proposal("membership"))
    keep = organisation(world.east, "江城科学总院")
    merge_organisations(actor=world.secretariat, keep=keep, drop=short)
    settle()
    body = BODY.replace("江城科学院", "江科院")
    other = page(world.east, body, publisher="湖滨晚报", title="江科院通报")
    again = [
        ("indicator", {**FACTS[3][1], "subject": "江科院"}, "目前江科院有近4000位科研人员"),
        ("membership", {**FACTS[4][1], "organisation": "江科院"}, "江科院加入了长江科学联盟"),
    ]
    kept = read(other, tuple(again))
    assert {row.organisation for row in Mention.objects.filter(text="江科院")} == {keep}
    assert Proposal.objects.filter(kind__in=["indicator", "membership"]).count() == 2
    assert {proposal("indicator").state, proposal("membership").state} == {"rejected"}
    assert kept.accepted == 0


def test_two_proposals_become_one_when_their_organisations_do(world: World) -> None:
    one, two = organisation(world.east, "江城科学院"), organisation(world.east, "江城研究总院")
    read(page(world.east))
    body = BODY.replace("江城科学院", "江城研究总院")
    read(
        page(world.east, body, publisher="湖滨晚报", title="江城研究总院通报"),
        (("indicator", {**FACTS[3][1], "subject": "江城研究总院"}, "目前江城研究总院有近4000位科研人员"),),
    )
    assert Proposal.objects.filter(kind="indicator").count() == 2
    merge_organisations(actor=world.secretariat, keep=two, drop=one)
    settle()
    assert proposal("indicator").facts.count() == 2


def test_a_rejected_post_stays_rejected_when_two_people_become_one(world: World) -> None:
    academy = organisation(world.east, "江城科学院")
    assert isinstance(academy, Organisation)
    drop = create_person(actor=None, community=world.east, name="张平")
    read(page(world.east), FACTS[:1])
    reject(actor=world.secretariat, proposal=proposal("post"))
    keep = create_person(actor=None, community=world.east, name="张平之", names=[])
    merge_people(actor=world.secretariat, keep=keep, drop=drop)
    settle()
    read(page(world.east, publisher="湖滨晚报"), FACTS[:1])
    assert proposal("post").state == "rejected"
    assert Fact.objects.count() == 2 and not Post.objects.exists()
