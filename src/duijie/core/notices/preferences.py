"""How often people are mailed of what, and at which hour of their own clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core import records
from duijie.core.errors import InvalidInput
from duijie.core.models import Notice, NoticeHabits, NoticePreference, User
from duijie.core.notices.kinds import Group, group_named, groups, kinds_of
from duijie.core.notices.rhythm import GATHERED, Clock, Rhythm


@dataclass(frozen=True, slots=True)
class Choice:
    """A group and how often somebody is mailed of it."""

    group: Group
    rhythm: Rhythm


def choices(user: User) -> list[Choice]:
    """What holds for somebody, for each group in the order of the page."""
    chosen = dict(NoticePreference.objects.filter(user=user).values_list("group", "rhythm"))
    return [Choice(group, _holds(group, chosen.get(group.name))) for group in groups()]


def rhythms(users: Iterable[UUID], group: str) -> dict[UUID, Rhythm]:
    """How often each of them is mailed of a group: one query."""
    found = group_named(group)
    keys = list(users)
    if found is None or found.fixed:
        return dict.fromkeys(keys, "now")
    rows = NoticePreference.objects.filter(user__in=keys, group=group).values_list("user", "rhythm")
    chosen = dict(rows)
    return {key: _holds(found, chosen.get(key)) for key in keys}


def switched_off(user: User) -> list[str]:
    """The kinds of which somebody wants no mail."""
    return [kind for one in choices(user) if one.rhythm == "off" for kind in kinds_of(one.group.name)]


def clock_of(habits: NoticeHabits | None) -> Clock:
    """Somebody's hour; the site's time zone, Monday and seven where nothing was chosen."""
    if habits is None:
        return Clock(ZoneInfo(settings.TIME_ZONE))
    name = habits.time_zone if habits.time_zone in available_timezones() else settings.TIME_ZONE
    return Clock(ZoneInfo(name), habits.hour, habits.weekday)


def habits_of(user: User) -> NoticeHabits:
    """What somebody chose, or what holds without a choice (not kept)."""
    found = NoticeHabits.objects.filter(user=user).first()
    return found or NoticeHabits(user=user, time_zone=settings.TIME_ZONE)


@transaction.atomic
def choose(
    *, actor: User, chosen: Mapping[str, str], time_zone: str | None = None, hour: int = 7, weekday: int = 0
) -> None:
    """Keep how often the actor is mailed of each group named, and when.

    What waits for a gathered mail follows: it goes with the new rhythm, or not at all.

    Args:
        chosen: rhythms by the names of groups.
        time_zone: IANA name; None leaves zone, hour and weekday as they are.

    Raises:
        InvalidInput: there is no such group, rhythm, zone or hour, or the group cannot be chosen.
    """
    User.objects.select_for_update().get(pk=actor.pk)
    for name, rhythm in chosen.items():
        group = group_named(name)
        if group is None or rhythm not in group.offered:
            raise InvalidInput.at(name, _WRONG)
        if group.fixed:
            message = _("“%(group)s” cannot be switched off: you would miss what concerns your rights.")
            told = message % {"group": group.title}
            raise InvalidInput.at(name, told)
        NoticePreference.objects.update_or_create(user=actor, group=name, defaults={"rhythm": rhythm})
        _follow(actor, name, rhythm)
    if time_zone is not None:
        if time_zone not in available_timezones():
            raise InvalidInput.at("time_zone", _NO_ZONE)
        habits = NoticeHabits(user=actor, time_zone=time_zone, hour=hour, weekday=weekday)
        records.check(habits, unique=False)
        habits.save()


_WRONG = _("Choose one of the ways that are offered.")
_NO_ZONE = _("There is no such time zone; choose one of the list.")


def _follow(user: User, group: str, rhythm: str) -> None:
    waits = Notice.objects.filter(user=user, kind__in=kinds_of(group), rhythm__in=GATHERED, digest=None)
    waits.update(rhythm=rhythm if rhythm in (*GATHERED, "off") else "daily")


def _holds(group: Group, chosen: str | None) -> Rhythm:
    if group.fixed:
        return "now"
    return next((rhythm for rhythm in group.offered if rhythm == chosen), group.usual)
