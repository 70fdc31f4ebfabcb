"""When gathered notices are due: each day or once a week, at an hour of the reader's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

Rhythm = Literal["now", "daily", "weekly", "off"]
RHYTHMS: Final[tuple[Rhythm, ...]] = ("now", "daily", "weekly", "off")
GATHERED: Final[tuple[Rhythm, ...]] = ("daily", "weekly")


@dataclass(frozen=True, slots=True)
class Clock:
    """A reader's hour: ``hour`` 0 to 23 and ``weekday`` (0 is Monday) in ``zone``."""

    zone: ZoneInfo
    hour: int = 7
    weekday: int = 0

    def at(self, day: date) -> datetime:
        """The moment, in UTC, at which this hour begins on a day of the reader's calendar.

        An hour that is left out when clocks go forward begins when they have gone; of an hour
        that comes twice when they go back it is the first.

        >>> Clock(ZoneInfo("Asia/Shanghai"), hour=7).at(date(2026, 11, 22)).isoformat()
        '2026-11-21T23:00:00+00:00'
        """
        return datetime.combine(day, time(self.hour), tzinfo=self.zone).astimezone(UTC)


def last_due(clock: Clock, rhythm: Rhythm, now: datetime) -> tuple[datetime, str]:
    """The latest moment, not after ``now``, at which gathered notices were due, and its name.

    Args:
        rhythm: "daily" or "weekly".
        now: with a time zone.

    Returns:
        The moment in UTC and the day it is called by: "2026-11-22".

    Raises:
        ValueError: the rhythm gathers nothing.
    """
    if rhythm not in GATHERED:
        raise ValueError(f"{rhythm} gathers nothing")
    day = now.astimezone(clock.zone).date()
    if rhythm == "weekly":
        day -= timedelta(days=(day.weekday() - clock.weekday) % 7)
    moment = clock.at(day)
    if moment > now:
        day -= timedelta(days=1 if rhythm == "daily" else 7)
        moment = clock.at(day)
    return moment, day.isoformat()
