"""Facts become proposals; the secretariat decides; what was decided is remembered and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import LazySettings
from django.utils import translation

from duijie.core import audit
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.reading.known.queries import facts_behind, sources_of, statements
from duijie.reading.models import Decision, Fact, Proposal, SourceTrust, Statement
from duijie.reading.review.queries import current_of, waiting
from duijie.reading.services import accept, never, place_in_story, reject, set_trust, take_back_reading, undo
from duijie.registry.models import Organisation, Person, Post
from duijie.registry.queries import present_posts
from duijie.registry.services import add_post, create_person, end_post, merge_organisations, merge_people
from duijie.registry.standing import ANONYMOUS, standing
from tests.factories.world import World, make
from tests.reading.review_world import BODY, FACTS, found, organisation, page, proposal, read, trust

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_apart")]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def states() -> dict[str, int]:
    counted: dict[str, int] = {}
    for state in Proposal.objects.values_list("state", flat=True):
        counted[state] = counted.get(state, 0) + 1
    return counted


def test_everything_that_is_new_is_proposed_and_nothing_is_accepted_unasked(world: World) -> None:
    kept = read(page(world.east))
    assert (kept.found, kept.added, kept.accepted) == (6, 6, 0)
    kinds = sorted(Proposal.objects.values_list("kind", flat=True))
    assert kinds == [
        "agreement", "event", "indicator", "membership", "organisation", "organisation", "organisation", "person",
        "person", "post", "post",
    ]  # fmt: skip
    assert not Person.objects.exists()
    assert {fact.article.text[fact.start : fact.end] == fact.quote for fact in Fact.objects.all()} == {True}


def test_reading_the_same_again_changes_nothing_and_a_new_reading_updates(world: World) -> None:
    article = page(world.east)
    read(article)
    before = set(Fact.objects.values_list("pk", "version"))
    again = read(article)
    assert (again.added, again.gone, again.proposals) == (0, 0, 0)
    assert set(Fact.objects.values_list("pk", "version")) == before
    kept = read(article, FACTS[:3])
    assert (kept.gone, Fact.objects.count()) == (3, 3)
    assert not Proposal.objects.filter(kind__in=["indicator", "event", "membership"]).exists()


def test_accepting_a_post_brings_its_person_and_organisation(world: World) -> None:
    read(page(world.east))
    decision = accept(actor=world.secretariat, proposal=proposal("post", person="张平"))
    post = Post.objects.get()
    assert (post.person.name, post.title, post.organisation.name) == ("张平", "院长", "江城科学院")
    assert post.organisation.kind == "institute"
    assert sorted(decision.proposals.values_list("kind", flat=True)) == ["organisation", "person", "post"]
    assert audit.entries(proposal("post", person="张平")).get().action == "accept"
    # Whatever else names them knows now who is meant.
    indicator = Fact.objects.get(type="indicator").mentions.get()
    assert (indicator.organisation, indicator.how) == (post.organisation, "name")
    accept(actor=world.secretariat, proposal=proposal("agreement"))
    assert [s.title for s in statements(ANONYMOUS, organisation=post.organisation)] == ["共建淡水研究中心协议"]
    assert [s.title for s in statements(ANONYMOUS, person=post.person)] == ["共建淡水研究中心协议"]


def test_values_can_be_changed_on_the_way(world: World) -> None:
    read(page(world.east))
    values = {"person": "张平", "title": "代院长", "organisation": "江城科学院", "start": "2019-3", "end": ""}
    accept(actor=world.secretariat, proposal=proposal("post", person="张平"), values=values)
    post = Post.objects.get()
    assert (post.title, str(post.start), post.end) == ("代院长", "2019-03-01", None)
    assert proposal("post", person="张平").state == "edited"
    with pytest.raises(InvalidInput) as raised:
        accept(actor=world.secretariat, proposal=proposal("indicator"), values={"value": "viele", "measure": "x"})
    assert set(raised.value.details["fields"]) == {"value"}
    with pytest.raises(InvalidInput, match="nobody called"):
        accept(actor=world.secretariat, proposal=proposal("post", person="李文"), values={**values, "person": "张三丰"})
    assert Post.objects.count() == 1


def test_a_name_can_be_said_to_mean_somebody_who_is_there(world: World) -> None:
    academy = organisation(world.east, "江城科学院本部")
    read(page(world.east))
    new = proposal("organisation", name="江城科学院")
    assert academy in current_of(new)
    accept(actor=world.secretariat, proposal=new, same=str(academy.pk))
    accept(actor=world.secretariat, proposal=proposal("post", person="张平"))
    assert Post.objects.get().organisation == academy
    assert not Organisation.objects.filter(name="江城科学院").exists()
    # The next page that uses the name is understood.
    other = page(world.east, BODY.replace("近4000位", "近5000位"), publisher="湖滨晚报")
    read(other, ((*FACTS[0],),))
    assert other.facts.get().mentions.get(kind="organisation").organisation == academy


def test_a_rejection_is_remembered_whoever_says_it_again(world: World) -> None:
    read(page(world.east))
    reject(actor=world.secretariat, proposal=proposal("indicator"))
    other = page(world.east, "会上通报：江城科学院现有近4000位科研人员。" * 3, publisher="湖滨晚报", title="通报")
    organisation(world.east, "江城科学院")  # that it is known by now makes it no other statement
    kept = read(other, (FACTS[3],))
    assert kept.proposals == 0
    assert proposal("indicator").state == "rejected"
    assert {fact.article_id for fact in proposal("indicator").facts.all()} == {
        other.pk, Fact.objects.exclude(article=other).first().article_id,  # type: ignore[union-attr]
    }  # fmt: skip


def test_rejecting_an_organisation_rejects_the_posts_there(world: World) -> None:
    read(page(world.east))
    decision = reject(actor=world.secretariat, proposal=proposal("organisation", name="湖滨大学"))
    assert proposal("post", person="李文").state == "rejected"
    undo(actor=world.secretariat, decision=decision)
    assert proposal("post", person="李文").state == proposal("organisation", name="湖滨大学").state == "undone"


def test_never_from_this_source_silences_it_and_can_be_undone(world: World) -> None:
    read(page(world.east))
    decision = never(actor=world.secretariat, proposal=proposal("event"))
    assert set(states()) == {"rejected"}
    other = page(world.east, BODY.replace("4000", "6000"))
    facts = (("indicator", {**FACTS[3][1], "value": 6000}, "近6000位科研人员"),)
    assert read(other, facts).proposals == 0
    assert other.facts.count() == 1
    undo(actor=world.secretariat, decision=decision)
    assert not SourceTrust.objects.exists()
    assert set(states()) == {"undone"}


def test_never_leaves_what_somebody_else_says_too(world: World) -> None:
    read(page(world.east))
    read(page(world.east, publisher="湖滨晚报"), FACTS[:1])
    never(actor=world.secretariat, proposal=proposal("event"))
    assert proposal("post", person="张平").waits is False or proposal("post", person="张平").facts.count() == 2
    assert proposal("post", person="张平").state == "pending"
    assert proposal("indicator").state == "rejected"


def test_the_same_said_elsewhere_is_one_proposal_with_both_sources(world: World) -> None:
    first = page(world.east)
    read(first)
    copy = page(world.east, publisher="湖滨晚报")
    body = "年度工作会议于2020年1月17日召开。" + "江城的科学家们讨论了湖泊与河流。" * 5
    other = page(world.east, body, publisher="科学周刊", title="另一篇")
    for article in (first, copy, other):
        place_in_story(article)
    read(copy)
    read(other, (("event", FACTS[5][1], "年度工作会议于2020年1月17日召开"),))
    assert Proposal.objects.filter(kind="event").count() == 1
    sources = sources_of(proposal("event").facts.select_related("article__page", "article__fact_reading"))
    assert [(source.speaker, source.copy) for source in sources] == [
        ("江城日报", False), ("湖滨晚报", True), ("科学周刊", False),
    ]  # fmt: skip
    assert len({source.group for source in sources}) == 2


def test_a_statement_in_other_words_is_the_same_and_other_numbers_are_not(world: World) -> None:
    read(page(world.east))
    body = "2020年1月17日召开江城科学院年度工作会议。第二届讲坛。" * 3
    other = page(world.east, body, publisher="湖滨晚报", title="会议")
    event = {**FACTS[5][1]}
    read(
        other,
        (
            ("event", {**event, "name": "“年度工作会议”"}, "召开江城科学院年度工作会议"),
            ("event", {**event, "name": "第二届讲坛"}, "第二届讲坛"),
        ),
    )
    assert sorted(p.values["name"] for p in Proposal.objects.filter(kind="event")) == ["年度工作会议", "第二届讲坛"]


def test_trusted_and_sure_is_accepted_by_itself(world: World) -> None:
    daily = organisation(world.east, "江城日报")
    trust(world.east, daily)
    kept = read(page(world.east))
    assert kept.accepted == Proposal.objects.count() == 11
    assert set(states()) == {"accepted"}
    assert Decision.objects.filter(automatic=False).count() == 0
    assert Post.objects.count() == 2 and Statement.objects.count() == 4


@pytest.mark.parametrize("why", ["unsure", "unknown publisher", "hijacked", "ambiguous", "web page of somebody else"])
def test_what_is_not_sure_waits_for_a_person(world: World, why: str) -> None:
    daily = organisation(world.east, "江城日报")
    trust(world.east, daily)
    address = "https://mirror.example.net/a" if why == "web page of somebody else" else ""
    article = page(world.east, publisher="湖滨晚报" if why == "unknown publisher" else "江城日报", address=address)
    if why == "hijacked":
        article.damage = ["hijacked-name"]
        article.save()
    if why == "ambiguous":
        organisation(world.east, "江城科学院", place="")
        organisation(world.east, "江城科学院", place="")
    read(article, confidence=0.8 if why == "unsure" else 0.97)
    assert proposal("post", person="张平").state == "pending"
    if why != "ambiguous":
        assert set(states()) == {"pending"}


def test_a_contradicting_value_waits_beside_the_one_that_holds(world: World) -> None:
    trust(world.east, organisation(world.east, "江城日报"))
    read(page(world.east))
    other = page(world.east, BODY.replace("4000", "4200"), title="另一篇")
    read(other, (("indicator", {**FACTS[3][1], "value": 4200}, "近4200位科研人员"),))
    waits = waiting(standing(world.secretariat), world.east).get()
    assert waits.values["value"] == 4200
    assert [row.fields["value"] for row in current_of(waits)] == [4000]


def test_undo_leaves_nothing_behind(world: World) -> None:
    read(page(world.east))
    before = (Organisation.objects.count(), Person.objects.count())
    decision = accept(actor=world.secretariat, proposal=proposal("post", person="张平"))
    undo(actor=world.secretariat, decision=decision)
    assert (Organisation.objects.count(), Person.objects.count(), Post.objects.count()) == (*before, 0)
    assert not Fact.objects.filter(mentions__how__in=["name", "chosen"]).exists()
    assert proposal("post", person="张平").state == "undone"
    with pytest.raises(Conflict, match="undone already"):
        undo(actor=world.secretariat, decision=decision)


def test_what_was_undone_is_not_accepted_by_itself_again(world: World) -> None:
    trust(world.east, organisation(world.east, "江城日报"))
    article = page(world.east)
    read(article)
    statement = proposal("event")
    assert statement.decision is not None
    undo(actor=world.secretariat, decision=statement.decision)
    read(article, (*FACTS[:5], ("event", {**FACTS[5][1], "place": "江城"}, FACTS[5][2])))
    assert proposal("event").state == "undone"
    assert not Statement.objects.filter(kind="event").exists()


def test_undoing_an_organisation_makes_the_posts_there_wait_again(world: World) -> None:
    read(page(world.east))
    first = accept(actor=world.secretariat, proposal=proposal("organisation", name="江城科学院"))
    accept(actor=world.secretariat, proposal=proposal("post", person="张平"))
    accept(actor=world.secretariat, proposal=proposal("agreement"))
    undo(actor=world.secretariat, decision=first)
    post = proposal("post", person="张平")
    assert (post.state, post.note) == ("undone", "what it rested on was taken back")
    assert not Post.objects.exists()
    # The agreement stands; it only no longer knows whom the name means.
    assert not Statement.objects.get().links.filter(organisation__isnull=False).exists()


def test_what_others_built_on_is_not_pulled_away(world: World) -> None:
    read(page(world.east))
    decision = accept(actor=world.secretariat, proposal=proposal("post", person="张平"))
    academy = Organisation.objects.get(name="江城科学院")
    make(world, "project", organisation=academy)
    with pytest.raises(Conflict, match="refer to it"):
        undo(actor=world.secretariat, decision=decision)
    assert Post.objects.exists() and proposal("post", person="张平").state == "accepted"


def test_a_post_that_was_ended_by_hand_stays(world: World) -> None:
    read(page(world.east))
    decision = accept(actor=world.secretariat, proposal=proposal("post", person="张平"))
    end_post(actor=world.secretariat, post=Post.objects.get(), end=date(2021, 1, 1))
    with pytest.raises(Conflict, match="changed since"):
        undo(actor=world.secretariat, decision=decision)


def test_a_whole_reading_is_taken_back(world: World) -> None:
    trust(world.east, organisation(world.east, "江城日报"))
    article = page(world.east)
    read(article)
    taken = take_back_reading(actor=world.secretariat, page=article.page)
    assert (taken.facts, taken.kept) == (6, ())
    assert not (Fact.objects.exists() or Proposal.objects.exists() or Statement.objects.exists())
    assert not (Post.objects.exists() or Person.objects.exists() or Decision.objects.exists())
    assert set(Organisation.objects.values_list("name", flat=True)) == {world.firm.name, "江城日报"}
    assert read(article).skipped
    assert read(article, again=True).found == 6


def test_what_another_page_says_too_outlives_a_reading(world: World) -> None:
    first, second = page(world.east), page(world.east, publisher="湖滨晚报")
    read(first)
    read(second, FACTS[:1])
    accept(actor=world.secretariat, proposal=proposal("post", person="张平"))
    accept(actor=world.secretariat, proposal=proposal("event"))
    take_back_reading(actor=world.secretariat, page=first.page)
    assert Post.objects.get().person.name == "张平"
    assert [fact.article_id for fact in proposal("post").facts.all()] == [second.pk]
    assert not Statement.objects.exists()


def test_taking_back_names_what_has_to_stay(world: World) -> None:
    article = page(world.east)
    read(article)
    accept(actor=world.secretariat, proposal=proposal("post", person="张平"))
    make(world, "project", organisation=Organisation.objects.get(name="江城科学院"))
    taken = take_back_reading(actor=world.secretariat, page=article.page)
    assert len(taken.kept) == 1 and "江城科学院" in taken.kept[0]
    assert not Post.objects.exists() and not Person.objects.exists()
    assert Organisation.objects.filter(name="江城科学院").exists()


def test_rejections_survive_the_reading_that_they_came_from(world: World) -> None:
    article = page(world.east)
    read(article)
    reject(actor=world.secretariat, proposal=proposal("event"))
    take_back_reading(actor=world.secretariat, page=article.page)
    assert read(article, again=True).found == 6
    assert proposal("event").state == "rejected"


def test_sources_stay_when_records_are_merged(world: World) -> None:
    read(page(world.east))
    decision = accept(actor=world.secretariat, proposal=proposal("post", person="张平"))
    accept(actor=world.secretariat, proposal=proposal("indicator"))
    academy, who = Organisation.objects.get(name="江城科学院"), Person.objects.get(name="张平")
    keep = organisation(world.east, "江城科学总院")
    merge_organisations(actor=world.secretariat, keep=keep, drop=academy)
    other = create_person(actor=None, community=world.east, name="张平")
    merge_people(actor=world.secretariat, keep=other, drop=who)
    post = Post.objects.get(organisation=keep, person=other)
    assert [fact.quote for fact in facts_behind(ANONYMOUS, [post], "post")[post.pk]] == ["江城科学院院长张平"]
    assert facts_behind(ANONYMOUS, [keep], "organisation")[keep.pk]
    assert [s.fields["value"] for s in statements(ANONYMOUS, organisation=keep)] == [4000]
    with pytest.raises(Conflict):
        undo(actor=world.secretariat, decision=decision)


def test_a_fact_that_is_known_is_a_source_of_what_is_there(world: World) -> None:
    academy = organisation(world.east, "江城科学院")
    who = create_person(actor=None, community=world.east, name="张平")
    post = add_post(actor=None, person=who, organisation=academy, title="院长")
    read(page(world.east), FACTS[:1])
    assert proposal("post").state == "known"
    assert not waiting(standing(world.secretariat)).exists()
    assert len(facts_behind(ANONYMOUS, [post], "post")[post.pk]) == 1


def test_only_the_secretariat_of_the_community_decides(world: World) -> None:
    article = page(world.east)
    read(article)
    event = proposal("event")
    for name, user in world.people.items():
        allowed = name in {"secretariat", "admin"}
        assert waiting(standing(user)).exists() is allowed, name
        if allowed:
            continue
        for act in (
            lambda user=user: accept(actor=user, proposal=event),
            lambda user=user: reject(actor=user, proposal=event),
            lambda user=user: never(actor=user, proposal=event),
            lambda user=user: take_back_reading(actor=user, page=article.page),
            lambda user=user: set_trust(
                actor=user, community=world.east, source=article.fact_reading.source, verdict="never"
            ),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert not waiting(ANONYMOUS).exists()
    decision = accept(actor=world.admin, proposal=event)
    with pytest.raises(NotAllowed):
        undo(actor=world.secretariat_west, decision=decision)
    with pytest.raises(Conflict, match="meantime"):
        reject(actor=world.secretariat, proposal=event)


def test_two_people_of_one_name_stay_open_with_both_listed(world: World) -> None:
    ones = [create_person(actor=None, community=world.east, name="张平") for _ in range(2)]
    article = page(world.east)
    read(article, FACTS[:1])
    mention = article.facts.get().mentions.get(kind="person")
    assert mention.person is None
    assert {one["id"] for one in mention.candidates} == {str(one.pk) for one in ones}


def test_the_offsets_lead_to_the_original(world: World) -> None:
    article = page(world.east)
    kept = found(article)
    read(article)
    for fact in Fact.objects.all():
        assert article.original[fact.original_start : fact.original_end]
    assert len(kept) == Fact.objects.count()


def test_one_person_of_a_page_is_proposed_once_whatever_body_is_named(world: World) -> None:
    body = "江城科学院院长张平讲话。江城科学院战略委员会主任张平主持。" * 3
    article = page(world.east, body)
    stated = {"person": "张平", "role": "主任", "organisation": "江城科学院战略委员会"}
    second = (("role", stated, "江城科学院战略委员会主任张平"),)
    read(article, FACTS[:1])
    read(page(world.east, body.replace("讲话", "致辞"), publisher="湖滨晚报"), second)
    assert proposal("person").facts.count() == 2
    read(
        page(world.east, "海滨大学教授张平讲话。" * 6, publisher="海滨日报"),
        (("role", {"person": "张平", "role": "教授", "organisation": "海滨大学"}, "海滨大学教授张平"),),
    )
    assert Proposal.objects.filter(kind="person").count() == 2


def test_a_short_name_of_a_known_institution_is_proposed_in_full_once(world: World) -> None:
    first = page(world.east, "中科院副院长张涛讲话。" * 6)
    read(first, (("role", {"person": "张涛", "role": "副院长", "organisation": "中科院"}, "中科院副院长张涛"),))
    second = page(world.east, "中国科学院院长侯文讲话。" * 6, publisher="湖滨晚报")
    read(second, (("role", {"person": "侯文", "role": "院长", "organisation": "中国科学院"}, "中国科学院院长侯文"),))
    assert proposal("organisation").values == {"name": "中国科学院"}
    decision = accept(actor=world.secretariat, proposal=proposal("post", person="张涛"))
    accept(actor=world.secretariat, proposal=proposal("post", person="侯文"))
    assert {post.organisation.name for post in Post.objects.all()} == {"中国科学院"}
    undo(actor=world.secretariat, decision=decision)
    assert not Organisation.objects.filter(name="中国科学院").exists()
    assert proposal("post", person="侯文").state == "undone"


def role(person: str, title: str, organisation: str, quote: str) -> tuple[str, dict[str, object], str]:
    return ("role", {"person": person, "role": title, "organisation": organisation}, quote)


def test_a_former_post_never_becomes_a_present_one(world: World) -> None:
    trust(world.east, organisation(world.east, "江城日报"))
    body = "原江城科学院院长张平出席。李文曾任湖滨大学校长。2018年3月，王明当选长江科学联盟理事长。" * 2
    stated = (
        role("张平", "院长", "江城科学院", "江城科学院院长张平"),
        role("李文", "校长", "湖滨大学", "李文曾任湖滨大学校长"),
        role("王明", "理事长", "长江科学联盟", "王明当选长江科学联盟理事长"),
    )
    read(page(world.east, body), stated)
    posts = {post.person.name: post for post in Post.objects.all()}
    assert [(posts[name].former, posts[name].end) for name in ("张平", "李文", "王明")] == [
        (True, None), (True, None), (False, None),
    ]  # fmt: skip
    assert posts["王明"].start == date(2018, 3, 1)
    present = present_posts([post.person_id for post in posts.values()])
    assert set(present) == {posts["王明"].person_id}


def test_a_post_that_is_recorded_is_proposed_as_over_and_undo_reopens_it(world: World) -> None:
    academy = organisation(world.east, "江城科学院")
    who = create_person(actor=None, community=world.east, name="张平")
    post = add_post(actor=None, person=who, organisation=academy, title="院长", start=date(2015, 1, 1))
    body = "江城科学院原院长张平出席了年度工作会议。" * 4
    read(page(world.east, body), (role("张平", "原院长", "江城科学院", "江城科学院原院长张平"),))
    over = proposal("post")
    assert (over.state, over.values["title"], over.values["former"]) == ("pending", "院长", True)
    decision = accept(actor=world.secretariat, proposal=over)
    post.refresh_from_db()
    assert (post.former, post.end, Post.objects.count()) == (True, None, 1)
    undo(actor=world.secretariat, decision=decision)
    post.refresh_from_db()
    assert (post.over, post.start) == (False, date(2015, 1, 1))
    # Said again elsewhere once it is recorded, it is a source and nothing to decide.
    accept(actor=world.secretariat, proposal=proposal("post"))
    read(page(world.east, body, publisher="湖滨晚报"), (role("张平", "院长", "江城科学院", "江城科学院原院长张平"),))
    assert not waiting(standing(world.secretariat)).exists()


def number(subject: str | None, measure: str, value: int, quote: str) -> tuple[str, dict[str, object], str]:
    fields: dict[str, object] = {
        "subject": subject,
        "measure": measure,
        "value": value,
        "unit": "个",
        "as_of": None,
        "modifier": None,
    }
    return ("indicator", fields, quote)


def test_only_numbers_that_somebody_would_keep_are_proposed(world: World) -> None:
    organisation(world.east, "江城科学院")
    body = (
        "江城科学院设有12个研究所。会场门口摆着四个花篮。烘干要用三十五个小时。“我等了三个月”，他说。"
        "湖滨大学建有7个分馆。江城日报现有9个记者站。长江种子计划支持了80个项目。"
    )
    Statement.objects.create(community=world.east, kind="programme", title="长江种子计划", fields={})
    facts = (
        number("江城科学院", "研究所数", 12, "设有12个研究所"),
        number("江城科学院", "花篮数", 4, "摆着四个花篮"),  # the sentence names nobody
        number(None, "小时数", 35, "三十五个小时"),
        number("江城科学院", "“我等了数", 3, "我等了三个月"),
        number("湖滨大学", "分馆数", 7, "湖滨大学建有7个分馆"),  # nobody knows it
        number("江城日报", "记者站数", 9, "江城日报现有9个记者站"),  # it publishes the page
        number("长江种子计划", "项目数", 80, "支持了80个项目"),
    )
    article = page(world.east, body, title="会议侧记")
    read(article, facts)
    assert article.facts.count() == len(facts)  # all stand in the margin
    proposed = Proposal.objects.filter(kind="indicator").order_by("place")
    assert [one.values["value"] for one in proposed] == [12, 9, 80]
    unsure = page(world.east, body, title="会议又记", publisher="湖滨晚报")
    read(unsure, (number("江城科学院", "院士数", 12, "设有12个研究所"),), confidence=0.6)
    assert Proposal.objects.filter(kind="indicator").count() == 3


def test_the_confidence_from_which_numbers_are_proposed_is_a_setting(world: World, settings: LazySettings) -> None:
    organisation(world.east, "江城科学院")
    settings.PROPOSE_FROM = 0.5
    read(page(world.east), (FACTS[3],), confidence=0.6)
    assert proposal("indicator").state == "pending"


def test_one_statement_in_two_ways_is_one_fact(world: World) -> None:
    article = page(world.east)
    twice = (FACTS[3], ("indicator", {**FACTS[3][1], "measure": "科研人员"}, "有近4000位科研人员"))
    other = ("indicator", {**FACTS[3][1], "measure": "博士生导师数", "value": 300}, "博士生导师三百余名")
    read(article, (*twice, other))
    assert sorted(fact.fields["value"] for fact in article.facts.all()) == [300, 4000]
