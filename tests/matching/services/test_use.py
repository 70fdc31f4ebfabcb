"""The log of what happens with matches: what is kept, what is not, and who may write what."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, transaction

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import AuditEntry, User
from duijie.library.models import Item
from duijie.matching.edition import edition
from duijie.matching.learning import calibration as learned
from duijie.matching.models import Calibration, UseEvent
from duijie.matching.queries import use as queries_use
from duijie.matching.rules import judge_matches, see_use
from duijie.matching.services import learning, use
from duijie.registry.models import Community
from duijie.registry.standing import ANONYMOUS, standing
from tests.factories.world import World, every_item, make
from tests.helpers import count_queries

pytestmark = pytest.mark.django_db

Kind = UseEvent.Kind


def page(*items: Item, first: int = 1, score: float = 0.8) -> list[use.Placed]:
    return [use.Placed(item.kind.value, item.pk, first + number, score) for number, item in enumerate(items)]


def show(
    world: World, *items: Item, key: str = "k", visitor: str = "v", user: User | None = None, score: float = 0.8,
    community: Community | None = None,
) -> tuple[str, UUID | None]:  # fmt: skip
    asked = use.asked_of(key=key)
    actor = standing(user) if user else ANONYMOUS
    answer = use.record_shown(
        actor=actor, community=community or world.east, asked=asked, visitor=visitor, placed=page(*items, score=score)
    )
    return asked, answer


def test_a_page_is_written_down_in_one_statement_and_once(world: World) -> None:
    items = [make(world, "project", state="published") for _ in range(10)]
    sent = count_queries(lambda: show(world, *items))
    assert len([sql for sql in sent if sql.startswith("INSERT")]) == 1
    assert not [sql for sql in sent if sql.startswith(("SELECT", "UPDATE", "DELETE"))]
    show(world, *items)
    assert UseEvent.objects.count() == 10
    assert list(UseEvent.objects.order_by("rank").values_list("rank", flat=True)) == list(range(1, 11))
    show(world, *items, visitor="somebody else")
    assert UseEvent.objects.count() == 20


def test_nothing_of_the_need_or_the_visitor_is_kept(world: World) -> None:
    item = make(world, "project", state="published")
    show(world, item, key="K3yInTheSession", visitor="session-or-user-id")
    row = UseEvent.objects.values().get()
    kept = " ".join(str(value) for value in row.values())
    assert "K3yInTheSession" not in kept
    assert "session-or-user-id" not in kept
    assert str(row["asked"]).startswith("need:")
    assert {"user", "user_id", "session", "text", "ip"}.isdisjoint(row)


def test_an_opening_belongs_to_its_page_and_counts_once(world: World) -> None:
    first, second = (make(world, "project", state="published") for _ in range(2))
    asked, answer = show(world, first, second)
    assert answer is not None
    for _ in range(2):
        assert use.record_opened(
            actor=ANONYMOUS,
            asked=asked,
            answer=answer,
            item_kind="project",
            item_id=second.pk,
        )
    row = UseEvent.objects.get(kind=Kind.OPENED)
    assert (row.rank, row.score, row.edition) == (2, 0.8, edition())
    strange = {"actor": ANONYMOUS, "item_kind": "project", "item_id": second.pk}
    assert not use.record_opened(asked=use.asked_of(key="other"), answer=answer, **strange)  # type: ignore[arg-type]
    assert not use.record_opened(asked=asked, answer=uuid4(), **strange)  # type: ignore[arg-type]


def test_a_decline_carries_its_place_and_may_be_taken_back(world: World) -> None:
    item = make(world, "project", state="published")
    asked, _answer = show(world, item)
    values = {"actor": ANONYMOUS, "community": world.east, "asked": asked, "item": item}
    row = use.record_declined(reason="place", **values)  # type: ignore[arg-type]
    assert (row.rank, row.reason) == (1, "place")
    where = (world.east, asked, [("project", item.pk)])
    assert queries_use.declined_reasons(*where) == {("project", item.pk): "place"}
    use.record_reconsidered(**values)  # type: ignore[arg-type]
    assert queries_use.declined_reasons(*where) == {}
    with pytest.raises(InvalidInput):
        use.record_declined(reason="because", **values)  # type: ignore[arg-type]


def test_who_keeps_a_problem_judges_its_matches(world: World) -> None:
    problem, item = make(world, "problem", state="published"), make(world, "project", state="published")
    asked = use.asked_of(problem=problem.pk)
    allowed = {"owner", "organisation_admin", "broker", "secretariat", "admin"}
    for name, user in world.people.items():
        values = {"actor": standing(user), "community": world.east, "asked": asked, "item": item, "reason": "place"}
        if name in allowed:
            use.record_declined(**values)  # type: ignore[arg-type]
        else:
            with pytest.raises(NotAllowed):
                use.record_declined(**values)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        use.record_declined(actor=ANONYMOUS, community=world.east, asked=asked, item=item, reason="place")


def test_judging_without_end_is_stopped(world: World) -> None:
    item = make(world, "project", state="published")
    asked, _answer = show(world, item)
    values = {"actor": ANONYMOUS, "community": world.east, "asked": asked, "item": item}
    with pytest.raises(Conflict):
        for _ in range(50):
            use.record_declined(reason="place", **values)  # type: ignore[arg-type]
    assert UseEvent.objects.count() < 50


def test_the_log_is_only_added_to(world: World) -> None:
    show(world, make(world, "project", state="published"))
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        UseEvent.objects.update(rank=1, score=1.0)


def test_what_is_old_is_forgotten(world: World) -> None:
    show(world, *(make(world, "project", state="published") for _ in range(4)))
    assert use.forget_old(days=30) == 0
    assert use.forget_old(days=0) == 4
    assert not UseEvent.objects.exists()


def judge_many(world: World, community: Community, *, count: int, user: User, fine: float) -> None:
    """Outcomes of this share of accepted ones, all with the score 0.9."""
    item = make(world, "project", state="published")
    for number in range(count):
        asked, _answer = show(world, item, key=f"{community.slug}-{number}", user=user, score=0.9, community=community)
        values = {"actor": standing(user), "community": community, "asked": asked, "item": item}
        if number < fine * count:
            use.record_invited(**values)  # type: ignore[arg-type]
        else:
            use.record_declined(reason="other-matter", **values)  # type: ignore[arg-type]


def test_scores_are_calibrated_by_their_own_community_only(world: World) -> None:
    judge_many(world, world.east, count=learned.OUTCOMES, user=world.member_east, fine=0.7)
    judge_many(world, world.west, count=learned.OUTCOMES, user=world.member_west, fine=0.2)
    east, west = (learning.calibrate(community=community.pk) for community in (world.east, world.west))
    root = learning.calibrate(community=world.root.pk)
    assert (east.outcomes, east.accepted, west.accepted, root.outcomes) == (100, 70, 20, 0)
    assert learned.Calibrator.of_json(east.curve).chance(0.9) == pytest.approx(0.7, abs=0.02)
    assert learned.Calibrator.of_json(west.curve).chance(0.9) == pytest.approx(0.2, abs=0.02)
    assert root.curve == {}
    assert east.figures["after"]["error"] < east.figures["before"]["error"]


def test_too_few_outcomes_and_those_of_visitors_calibrate_nothing(world: World) -> None:
    judge_many(world, world.east, count=learned.OUTCOMES - 1, user=world.member_east, fine=0.5)
    item = make(world, "project", state="published")
    for number in range(30):
        asked, _answer = show(world, item, key=f"anonymous-{number}")
        use.record_declined(actor=ANONYMOUS, community=world.east, asked=asked, item=item, reason="place")
    row = learning.calibrate(community=world.east.pk)
    assert (row.outcomes, row.curve) == (learned.OUTCOMES - 1, {})


def test_scores_of_another_edition_are_not_learned_from(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    judge_many(world, world.east, count=learned.OUTCOMES, user=world.member_east, fine=0.7)
    learning.calibrate(community=world.east.pk)
    monkeypatch.setattr(learning, "edition", lambda: "next")
    assert learning.calibrate(community=world.east.pk).outcomes == 0
    assert Calibration.objects.count() == 2


def test_knowing_each_other_already_is_no_failure_of_the_match(world: World) -> None:
    item = make(world, "project", state="published")
    asked, _answer = show(world, item, user=world.member_east)
    use.record_declined(actor=standing(world.member_east), community=world.east, asked=asked, item=item, reason="known")
    assert queries_use.outcomes(world.east.pk, edition()) == []


def test_the_secretariat_switches_exploration_and_it_leaves_an_entry(world: World) -> None:
    assert queries_use.exploration_of(world.east) == 0
    learning.set_exploration(actor=world.secretariat, community=world.east, share=0.1)
    assert queries_use.exploration_of(world.east) == 0.1
    assert queries_use.exploration_of(world.west) == 0
    assert AuditEntry.objects.get(action="explore").after == {"share": 0.1}
    for user in (world.secretariat_root, world.secretariat_west, world.broker, world.member_east):
        with pytest.raises(NotAllowed):
            learning.set_exploration(actor=user, community=world.east, share=0.2)
    for share in (-0.1, 0.6, float("nan")):
        with pytest.raises(InvalidInput):
            learning.set_exploration(actor=world.secretariat, community=world.east, share=share)


def test_both_faces_of_the_rules_agree(world: World) -> None:
    problems = every_item(world, "problem")
    for user in world.people.values():
        actor = standing(user)
        allowed = {item.pk for item in problems if judge_matches.allows(actor, item)}
        found = set(type(problems[0])._default_manager.filter(judge_matches.q(actor)).values_list("pk", flat=True))
        assert found == allowed
        seen = {row.pk for row in Community.objects.all() if see_use.allows(actor, row)}
        assert set(see_use.filter(actor, Community.objects.all()).values_list("pk", flat=True)) == seen


def test_a_log_is_replayed_for_one_community(world: World) -> None:
    items = [make(world, "project", state="published") for _ in range(3)]
    asked, answer = show(world, *items)
    show(world, *items, community=world.west, visitor="w")
    use.record_opened(actor=ANONYMOUS, asked=asked, answer=answer, item_kind="project", item_id=items[2].pk)  # type: ignore[arg-type]
    [impression] = queries_use.impressions(world.east.pk)
    assert impression.places == (1, 2, 3)
    assert impression.opened == {items[2].key}
