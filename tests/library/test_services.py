"""Making, changing and publishing items, as their owners and the secretariat do."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duijie.core import audit
from duijie.core.errors import Conflict, DuijieError, InvalidInput, NotAllowed, StaleEdit, TooLarge
from duijie.core.models import OutboxEntry
from duijie.library.lifecycle import ACTIONS, LISTED
from duijie.library.models import Problem, Project, Talent
from duijie.library.queries import Search, attachments, awaiting_moderation, facet_counts, listed, mine
from duijie.library.services import act, attach, create_item, detach, update_item
from duijie.registry.standing import ANONYMOUS, standing
from tests.factories.world import World, make

NEED = {
    "title": "电镀废水除镍",
    "statement": "需要把电镀废水中的镍降到 0.1 mg/L 以下，运行成本低于 5 元/吨。",
    "fields": ["2.7"],
}


def draft(world: World, **values: object) -> Problem:
    item = create_item(
        actor=world.owner,
        kind="problem",
        community=world.east,
        values={**NEED, "organisation": world.firm, **values},
        requirements=[{"text": "出水镍低于 0.1 mg/L", "comparator": "<", "value": 0.1, "unit": "mg/L"}],
    )
    assert isinstance(item, Problem)
    return item


def test_a_new_problem_is_a_draft_of_its_owner_that_only_the_team_sees(world: World) -> None:
    item = draft(world)
    assert (item.state, item.owner, item.language) == ("draft", world.owner, "zh-Hans")
    assert [row.text for row in item.requirements.all()] == ["出水镍低于 0.1 mg/L"]
    assert list(mine("problem", standing(world.owner))) == [item]
    assert not listed("problem", standing(world.admin)).exists()
    assert audit.entries(item).get().action == "create"


def test_submitted_published_and_then_found_by_everybody(world: World) -> None:
    item = draft(world)
    act(actor=world.owner, item=item, action="submit")
    assert list(awaiting_moderation("problem", standing(world.secretariat))) == [item]
    assert not awaiting_moderation("problem", standing(world.secretariat_west)).exists()
    act(actor=world.secretariat, item=item, action="publish")
    assert list(listed("problem", ANONYMOUS, search=Search(text="废水 镍"))) == [item]
    assert not listed("problem", ANONYMOUS, search=Search(text="轴承")).exists()
    assert [entry.action for entry in audit.entries(item)] == ["publish", "submit", "create"]
    assert OutboxEntry.objects.filter(topic="item", key=item.key).count() == 3


def test_the_owner_cannot_publish_and_a_stranger_cannot_submit(world: World) -> None:
    item = draft(world)
    with pytest.raises(NotAllowed):
        act(actor=world.outsider, item=item, action="submit")
    act(actor=world.owner, item=item, action="submit")
    for user in (world.owner, world.secretariat_west, world.broker):
        with pytest.raises(NotAllowed):
            act(actor=user, item=item, action="publish")
    item.refresh_from_db()
    assert item.state == "submitted"


def test_returning_needs_a_reason_that_is_kept(world: World) -> None:
    item = draft(world)
    act(actor=world.owner, item=item, action="submit")
    with pytest.raises(InvalidInput):
        act(actor=world.secretariat, item=item, action="return", reason="  ")
    act(actor=world.secretariat, item=item, action="return", reason="请补充水量。")
    assert audit.entries(item)[0].note == "请补充水量。"


def test_two_secretaries_publishing_at_once_get_one_winner(world: World) -> None:
    item = draft(world)
    act(actor=world.owner, item=item, action="submit")
    stale = Problem.objects.get(pk=item.pk)
    act(actor=world.secretariat, item=item, action="publish")
    with pytest.raises(Conflict):
        act(actor=world.admin, item=stale, action="publish")


def test_a_stale_edit_is_shown_the_difference_and_overwrites_nothing(world: World) -> None:
    item = draft(world)
    update_item(actor=world.owner, item=item, values={"title": "新标题"}, expected_version=1)
    with pytest.raises(StaleEdit) as refused:
        update_item(
            actor=world.organisation_admin,
            item=item,
            values={"title": "另一个标题", "statement": NEED["statement"]},
            expected_version=1,
            requirements=[{"text": "别的"}],
        )
    assert refused.value.details["version"] == 2
    assert refused.value.details["changes"] == {
        "title": {"theirs": "新标题", "yours": "另一个标题"},
        "requirements": {"theirs": ["出水镍低于 0.1 mg/L"], "yours": ["别的"]},
    }
    item.refresh_from_db()
    assert item.title == "新标题"


def test_an_edit_keeps_before_and_after(world: World) -> None:
    item = draft(world)
    update_item(actor=world.owner, item=item, values={"title": "新标题", "fields": ["2.7"]}, expected_version=1)
    entry = audit.entries(item)[0]
    assert (entry.before, entry.after) == ({"title": "电镀废水除镍"}, {"title": "新标题"})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"statement": "长" * 20_001}, "statement"),
        ({"fields": ["99"]}, "fields"),
        ({"language": "fr"}, "language"),
        ({"budget_min": 10, "budget_max": 5}, "__all__"),
        ({"budget_min": -1}, "budget_min"),
    ],
)
def test_a_field_that_does_not_fit_is_named_and_nothing_is_kept(world: World, values: dict, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        draft(world, **values)
    assert field in refused.value.details["fields"]
    assert not Problem.objects.exists()


def test_nobody_speaks_for_an_organisation_they_do_not_belong_to(world: World) -> None:
    with pytest.raises(NotAllowed):
        create_item(
            actor=world.outsider,
            kind="project",
            community=world.east,
            values={"title": "x", "summary": "y", "organisation": world.firm},
        )


def test_fields_that_are_not_the_users_to_set_are_refused(world: World) -> None:
    for name in ("state", "owner", "published_at", "search_text", "id"):
        with pytest.raises(InvalidInput):
            draft(world, **{name: "published"})


def test_a_talent_is_found_by_the_words_of_a_work(world: World) -> None:
    item = create_item(
        actor=world.owner,
        kind="talent",
        community=world.east,
        values={"title": "许可", "expertise": "水处理"},
        works=[{"title": "螯合树脂去除络合镍", "abstract": "树脂床体积 30 倍。", "year": 2024}],
    )
    assert isinstance(item, Talent)
    Talent.objects.update(state="published")
    assert list(listed("talent", ANONYMOUS, search=Search(text="螯合树脂"))) == [item]


def test_a_title_only_problem_is_not_found_by_its_statement(world: World) -> None:
    draft(world, confidentiality="title-only")
    Problem.objects.update(state="published")
    assert listed("problem", ANONYMOUS, search=Search(text="除镍")).exists()
    assert not listed("problem", ANONYMOUS, search=Search(text="运行成本")).exists()


def test_filters_and_facets_do_not_tell_what_a_title_only_problem_hides(world: World) -> None:
    draft(world, confidentiality="title-only", cooperation=["licence"], keywords=["镍螯合"], problem_kind="challenge")
    Problem.objects.update(state="published")
    for search in (Search(cooperation=("licence",)), Search(problem_kind=("challenge",)), Search(text="螯合")):
        assert not listed("problem", ANONYMOUS, search=search).exists()
    assert listed("problem", standing(world.owner), search=Search(cooperation=("licence",))).exists()
    counts = facet_counts(listed("problem", ANONYMOUS), "problem")
    assert (counts["cooperation"], counts["problem_kind"]) == ([], [])
    assert counts["fields"] == [("2.7", 1)]


def test_facets_of_nothing_are_empty(world: World) -> None:
    assert facet_counts(Problem.objects.none(), "problem")["fields"] == []


def test_invisible_characters_are_dropped_wherever_they_hide(world: World) -> None:
    item = draft(world, title="除\x00镍\u202e", keywords=["镍\x00", " "], cooperation=["licence\x00"])
    assert (item.title, item.keywords, item.cooperation) == ("除镍", ["镍"], ["licence"])


def test_facets_count_what_the_actor_sees(world: World) -> None:
    for visibility in ("public", "private"):
        make(world, "project", state="published", visibility=visibility, fields=["2.7"], trl=6, places=["330600"])
    assert facet_counts(listed("project", ANONYMOUS), "project")["fields"] == [("2.7", 1)]
    counts = facet_counts(listed("project", standing(world.owner), search=Search(places=("330000",))), "project")
    assert (counts["trl"], counts["places"]) == ([("6", 2)], [("330600", 2)])


@pytest.mark.parametrize("text", ["' | 'a", "a:*", "!&|()<->", "\\", "'; drop table library_project; --", "%s"])
def test_any_search_text_is_only_text(world: World, text: str) -> None:
    make(world, "project", state="published")
    assert listed("project", ANONYMOUS, search=Search(text=text)).count() in (0, 1)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_is_kept_with_its_checksum_and_goes_when_removed(world: World) -> None:
    item = draft(world)
    kept = attach(actor=world.owner, item=item, upload=upload("水质 报告.pdf", b"%PDF-1.7 report"))
    assert (kept.name, kept.media_type, len(kept.sha256)) == ("水质 报告.pdf", "application/pdf", 64)
    assert list(attachments(item)) == [kept]
    with pytest.raises(NotAllowed):
        detach(actor=world.outsider, item=item, attachment=kept)
    detach(actor=world.owner, item=item, attachment=kept)
    assert not attachments(item).exists()


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.pdf", b"", InvalidInput),
        ("a.pdf", b"<html>", InvalidInput),
        ("a.exe", b"MZ", InvalidInput),
        ("page.html", b"<script>", InvalidInput),
        ("big.txt", b"x" * 2_000_000, TooLarge),
    ],
)
def test_files_that_are_not_accepted_are_refused(world: World, settings, name, content, error) -> None:  # type: ignore[no-untyped-def]
    settings.UPLOAD_LIMIT = 1_000_000
    with pytest.raises(error):
        attach(actor=world.owner, item=draft(world), upload=upload(name, content))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    walk=st.lists(
        st.tuples(st.sampled_from(["owner", "secretariat", "outsider", "broker"]), st.sampled_from(sorted(ACTIONS))),
        max_size=14,
    )
)
def test_no_walk_of_actions_publishes_without_the_secretariat(world: World, walk: list[tuple[str, str]]) -> None:
    item = make(world, "project")
    published_by: set[str] = set()
    for who, action in walk:
        try:
            act(actor=world.people[who], item=item, action=action, reason="why")
        except DuijieError:
            continue
        assert who in ("owner", "secretariat")
        if action == "publish":
            published_by.add(who)
        if item.state in LISTED:
            assert published_by == {"secretariat"}
    assert Project.objects.get(pk=item.pk).state == item.state
