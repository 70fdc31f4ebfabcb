"""Stations: who keeps them, what their brokers see, and how far their problems came."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from duijie.core.errors import InvalidInput, NotAllowed
from duijie.docking.models import Deal, Introduction, Station, Target
from duijie.docking.queries import stations as queries
from duijie.docking.services import stations as services
from duijie.library.models import Problem
from duijie.library.services import actions
from duijie.matching.models.use import UseEvent
from duijie.registry.standing import standing
from tests.docking.conftest import Match
from tests.factories.world import make
from tests.helpers import assert_same_queries, browser


def _station(match: Match, **changed: object) -> Station:
    values: dict[str, object] = {"name_zh": "绍兴挂点组", "places": ["浙江省"], "brokers": [match.world.broker]}
    return services.save_station(
        actor=match.world.secretariat,
        community=match.world.east,
        station=None,
        **(values | changed),  # type: ignore[arg-type]
    )


def test_a_station_looks_after_what_lies_below_its_places(match: Match) -> None:
    match.problem.places = ["330600"]  # a city of the province
    match.problem.save()
    elsewhere = make(match.world, "problem", title="武汉的问题", state="published", places=["420100"])
    work = queries.worklist(standing(match.world.broker), match.world.east, _station(match))
    assert list(work.problems) == [match.problem]
    everything = queries.worklist(standing(match.world.broker), match.world.east, None)
    assert set(everything.problems) == {match.problem, elsewhere}


def test_the_worklist_follows_a_problem_on_its_way(match: Match) -> None:
    broker = standing(match.world.broker)
    introduction = match.invite()
    work = queries.worklist(broker, match.world.east, None)
    assert not work.problems.exists() and list(work.introductions) == [introduction]
    from duijie.docking.services import introductions

    introductions.accept(actor=match.solver, introduction=introduction)
    assert not queries.worklist(broker, match.world.east, None).deals.exists()
    Deal.objects.update(updated_at=timezone.now() - timedelta(days=15))
    assert list(queries.worklist(broker, match.world.east, None).deals) == [Deal.objects.get()]


@pytest.mark.parametrize(
    "changed",
    [{"places": ["大西洲"]}, {"fields": ["炼金术"]}, {"name_zh": " "}, {"brokers": "outsider"}],
    ids=str,
)
def test_what_does_not_fit_is_refused_by_field(match: Match, changed: dict[str, object]) -> None:
    if changed.get("brokers"):
        changed = {"brokers": [match.world.outsider]}
    with pytest.raises(InvalidInput) as refused:
        _station(match, **changed)
    assert refused.value.details["fields"]
    assert not Station.objects.exists()


@pytest.mark.parametrize("who", ["broker", "outsider", "owner", "secretariat_west", "secretariat_root"])
def test_only_the_secretariat_keeps_stations(match: Match, who: str) -> None:
    actor = match.world.people[who]
    with pytest.raises(NotAllowed):
        services.save_station(actor=actor, community=match.world.east, station=None, name_zh="我的")
    station = _station(match)
    with pytest.raises(NotAllowed):
        services.close_station(actor=actor, station=station)
    with pytest.raises(NotAllowed):
        services.set_target(actor=actor, community=match.world.east, station=station, year=2026, step="asked", number=3)


def test_the_funnel_counts_what_was_reached_this_year(match: Match) -> None:
    UseEvent.objects.create(
        community=match.world.east, kind="shown", asked=f"problem:{match.problem.pk}", item_kind="project",
        item_id=match.project.pk,
    )  # fmt: skip
    match.deal()
    year = timezone.localdate().year
    services.set_target(
        actor=match.world.secretariat, community=match.world.east, station=None, year=year, step="introduced", number=5
    )
    found = queries.funnel(standing(match.world.broker), match.world.east, None, year)
    counts = {step: number for step, number in found.whole.counts.items() if number}
    assert counts == {"visited": 1, "asked": 1, "introduced": 1}
    assert found.targets == {"introduced": 5}
    assert not any(queries.funnel(standing(match.world.broker), match.world.east, None, year - 3).whole.counts.values())


def test_what_was_reached_stays_counted_when_the_problem_is_taken_back(match: Match) -> None:
    match.deal()
    Problem.objects.filter(pk=match.problem.pk).update(published_at=timezone.now())
    match.problem.refresh_from_db()
    actions.act(actor=None, item=match.problem, action="take-down", reason="待核实")
    match.problem.refresh_from_db()
    assert match.problem.state == "draft"
    never = make(match.world, "problem", state="draft", community=match.world.east)
    for problem in (match.problem, never):
        UseEvent.objects.create(
            community=match.world.east, kind="shown", asked=f"problem:{problem.pk}", item_kind="project",
            item_id=match.project.pk,
        )  # fmt: skip
    year = timezone.localdate().year
    found = queries.funnel(standing(match.world.broker), match.world.east, None, year)
    assert (found.whole.counts["visited"], found.whole.counts["introduced"]) == (1, 1)
    page = browser(match.world.broker).get(
        f"/c/east/stations/funnel/?station=all&year={year}", headers={"Accept-Language": "en"}
    )
    shown = page.content.decode()
    assert "stays counted" in shown
    assert "the month in which it took its first step of the year" in shown


def test_the_night_of_the_new_year_and_a_case_that_goes_on_over_it(
    match: Match, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(*day: int) -> datetime:
        return timezone.make_aware(datetime(*day))  # type: ignore[arg-type]

    match.deal()
    with monkeypatch.context() as then:
        then.setattr(timezone, "now", lambda: at(2025, 12, 22, 0, 30))
        UseEvent.objects.create(
            community=match.world.east, kind="shown", asked=f"problem:{match.problem.pk}", item_kind="project",
            item_id=match.project.pk,
        )  # fmt: skip
    Introduction.objects.update(created_at=at(2026, 1, 1, 0, 30))
    Deal.objects.update(created_at=at(2026, 2, 1, 0, 30))

    actor, here = standing(match.world.broker), match.world.east
    before, after = (queries.funnel(actor, here, None, year) for year in (2025, 2026))
    assert {step: number for step, number in before.whole.counts.items() if number} == {"visited": 1}
    assert {step: number for step, number in after.whole.counts.items() if number} == {"asked": 1, "introduced": 1}
    assert [line.group for line in (*before.months, *after.months)] == ["2025-12", "2026-01"]
    assert (after.whole.days["asked"], after.whole.days["introduced"]) == (10.0, 31.0)
    assert before.whole.days["asked"] is None


@pytest.mark.parametrize("year", ["9" * 4500, "1999", "x", "²"])
def test_a_year_that_is_none_sets_no_target_and_shows_this_year(match: Match, year: str) -> None:
    secretary = browser(match.world.secretariat)
    assert secretary.get(f"/c/east/stations/funnel/?year={year}").status_code == 200
    for answer in (
        secretary.get(f"/c/east/stations/targets/?year={year}"),
        secretary.post(f"/c/east/stations/targets/?year={year}", {"asked": "3"}),
    ):
        assert answer.status_code == 422
        assert "2100" in answer.content.decode()
    assert not Target.objects.exists()


def test_a_target_is_changed_and_taken_away(match: Match) -> None:
    for number in (3, 8, None):
        services.set_target(
            actor=match.world.secretariat,
            community=match.world.east,
            station=None,
            year=2026,
            step="asked",
            number=number,
        )
        assert list(Target.objects.values_list("number", flat=True)) == ([] if number is None else [number])
    with pytest.raises(InvalidInput):
        services.set_target(
            actor=match.world.secretariat, community=match.world.east, station=None, year=2026, step="asked", number=0
        )


@pytest.mark.parametrize("address", ["worklist/", "stations/", "stations/funnel/", "stations/funnel/?format=csv"])
def test_the_pages_are_for_brokers_and_the_secretariat(match: Match, address: str) -> None:
    _station(match)
    for who, status in {
        "broker": 200, "secretariat": 200, "admin": 200, "owner": 403, "outsider": 403, "secretariat_west": 403,
        "secretariat_root": 403,
    }.items():  # fmt: skip
        assert browser(match.world.people[who]).get(f"/c/east/{address}").status_code == status, who
    assert Client().get(f"/c/east/{address}").status_code == 302


def test_the_secretariat_makes_a_station_on_the_site(match: Match) -> None:
    client = browser(match.world.secretariat)
    form = {
        "name_zh": "绍兴挂点组",
        "places": "浙江省、绍兴市",
        "fields_": "环境工程",
        "brokers": [match.world.broker.pk],
    }
    refused = client.post("/c/east/stations/new/", form | {"places": "大西洲"})
    assert refused.status_code == 422 and "大西洲" in refused.content.decode()
    assert client.post("/c/east/stations/new/", form).status_code == 302
    station = Station.objects.get()
    assert station.places == ["330000", "330600"] and station.fields == ["2.7"]
    page = client.get(f"/c/east/stations/{station.pk}/").content.decode()
    assert "浙江省、绍兴市" in page
    assert "绍兴挂点组" in browser(match.world.broker).get("/c/east/worklist/").content.decode()
    assert client.post("/c/east/stations/targets/", {"asked": "4"}).status_code == 302
    assert Target.objects.get().number == 4
    assert browser(match.world.broker).post("/c/east/stations/new/", form).status_code == 403


def test_the_worklist_of_a_title_only_problem_does_not_tell_whose_it_is(match: Match) -> None:
    match.problem.confidentiality = "title-only"
    match.problem.save()
    page = browser(match.world.broker).get("/c/east/worklist/").content.decode()
    assert match.problem.title in page and match.world.firm.name not in page


def test_a_long_worklist_costs_no_more_queries(match: Match) -> None:
    client = browser(match.world.broker)
    assert_same_queries(
        lambda: client.get("/c/east/worklist/"),
        lambda number: [make(match.world, "problem", title="又一个", state="published") for _ in range(number)],
    )
