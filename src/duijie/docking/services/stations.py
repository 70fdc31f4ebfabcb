"""Stations and their targets, kept by the secretariat."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import audit
from duijie.core.errors import InvalidInput
from duijie.core.models import User
from duijie.core.text import clean
from duijie.docking.funnel import STEPS
from duijie.docking.models.stations import Station, Target
from duijie.docking.rules import keep_stations
from duijie.docking.services.parties import check
from duijie.registry.models import Community, Role
from duijie.registry.queries import find_field, find_place
from duijie.registry.standing import standing

_REFUSED = _("Stations are kept by the secretariat of this community.")
TARGETS = _("A target is a number from 1 to 1,000,000 for a year from 2000 to 2100.")


@transaction.atomic
def save_station(
    *,
    actor: User,
    community: Community,
    station: Station | None,
    name_zh: str,
    name_en: str = "",
    places: Sequence[str] = (),
    fields: Sequence[str] = (),
    brokers: Sequence[User] = (),
    lead: User | None = None,
) -> Station:
    """Make or change a station.

    Args:
        places, fields: names in Chinese or English, or codes.
        brokers: of the community; whoever is none is refused.
        lead: one of them, or nobody.

    Raises:
        NotAllowed: the actor is not of the community's secretariat.
        InvalidInput: a place or field that is not known, a name taken, somebody who is no broker.
    """
    keep_stations.check(standing(actor), community, _REFUSED)
    current = (
        Station(community=community) if station is None else Station.objects.select_for_update().get(pk=station.pk)
    )
    current.name_zh, current.name_en = clean(name_zh), clean(name_en)
    current.places = [_code(find_place(text), text, "places") for text in places]
    current.fields = [_code(find_field(text), text, "fields") for text in fields]
    known = set(Role.objects.filter(community=community, kind=Role.Kind.BROKER).values_list("user", flat=True))
    if any(broker.pk not in known for broker in brokers):
        raise InvalidInput(
            _("Choose brokers of this community."), fields={"brokers": [_("Choose brokers of this community.")]}
        )
    if lead is not None and lead not in brokers:
        sentence = _("Who leads the station is one of its brokers; choose them there too.")
        raise InvalidInput.at("lead", sentence)
    current.lead = lead
    check(current, constraints=True)
    current.save()
    current.brokers.set(brokers)
    audit.record(
        actor=actor,
        action="create" if station is None else "update",
        target=current,
        after={
            "places": current.places,
            "fields": current.fields,
            "brokers": [str(one.pk) for one in brokers],
            "lead": str(lead.pk) if lead else "",
        },
    )
    return current


@transaction.atomic
def close_station(*, actor: User, station: Station) -> Station:
    """End a station; its name stays in what was counted."""
    keep_stations.check(standing(actor), station.community, _REFUSED)
    station.closed_at = timezone.now()
    station.save(update_fields=["closed_at", "updated_at"])
    audit.record(actor=actor, action="close", target=station)
    return station


@transaction.atomic
def set_target(
    *, actor: User, community: Community, station: Station | None, year: int, step: str, number: int | None
) -> None:
    """Say how many problems should come to a step in a year; None takes the target away."""
    keep_stations.check(standing(actor), community, _REFUSED)
    if step not in STEPS:
        raise InvalidInput(_("There is no such step."))
    if not 2000 <= year <= 2100 or (number is not None and not 1 <= number <= 1_000_000):
        raise InvalidInput(TARGETS)
    rows = Target.objects.filter(community=community, station=station, year=year, step=step)
    if number is None:
        rows.delete()
    else:
        Target.objects.update_or_create(
            community=community, station=station, year=year, step=step, defaults={"number": number}
        )
    audit.record(actor=actor, action="target", target=station or community, after={step: number, "year": year})


def _code(found: object, text: str, name: str) -> str:
    if found is None:
        sentence = _("“%(text)s” is not known; write a name or code of the list.") % {"text": text}
        raise InvalidInput.at(name, sentence)
    return str(found.pk)  # type: ignore[attr-defined]
