"""Two stations with their brokers, places or fields, and what they want to reach this year."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from duijie.core.models import User
from duijie.docking.sample.people import ROOT, WATER, People
from duijie.docking.services.stations import save_station, set_target
from duijie.registry.models import Community


def make(people: People) -> None:
    """One in the water society for the lake's shore, one in the association for batteries and machines."""
    admin = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    keeper = admin or people.secretariat
    _station(
        keeper,
        people,
        WATER,
        names=("太湖南岸水环境挂点组（样例）", "South shore water station (sample)"),
        places=("330500", "330600"),
        lead=people.broker,
        targets={"asked": 12, "introduced": 8, "contracted": 3, "delivered": 1},
    )
    _station(
        keeper,
        people,
        ROOT,
        names=("电池与装备挂点组（样例）", "Battery and machinery station (sample)"),
        fields=("2.2", "2.3"),
        lead=people.ferry,
        targets={"asked": 20, "introduced": 10, "contracted": 4},
    )


def _station(
    keeper: User,
    people: People,
    slug: str,
    *,
    names: tuple[str, str],
    places: tuple[str, ...] = (),
    fields: tuple[str, ...] = (),
    lead: User,
    targets: Mapping[str, int],
) -> None:
    community = Community.objects.get(slug=slug)
    station = save_station(
        actor=keeper,
        community=community,
        station=None,
        name_zh=names[0],
        name_en=names[1],
        places=places,
        fields=fields,
        brokers=(people.broker, people.ferry),
        lead=lead,
    )
    year = timezone.localdate().year
    for wanted in (station, None):
        for step, number in targets.items():
            set_target(
                actor=keeper, community=community, station=wanted, year=year, step=step,
                number=number if wanted else 2 * number,
            )  # fmt: skip
