"""An invitation to a meeting as calendars understand it: iCalendar (RFC 5545) for iTIP (RFC 5546).

>>> from datetime import UTC, datetime, timedelta
>>> at = datetime(2027, 3, 1, 6, tzinfo=UTC)
>>> invited = Invited(uid="1@example.org", sequence=0, title="中试", starts=at, ends=at + timedelta(hours=1),
...     changed=at, place="", url="https://example.org/", organiser=Guest("a@example.org", "A"), guests=())
>>> b"METHOD:REQUEST" in written(invited)
True
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vCalAddress, vText, vUri

MEDIA = "text/calendar; method={method}; charset=utf-8"
"""The media type of what :func:`written` gives (RFC 6047)."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is invited: an e-mail address and a name."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Invited:
    """A meeting to invite to. ``uid`` stays the same for good, ``sequence`` grows with each change;
    all times with their zone; ``url``: where the meeting is kept; ``cancelled``: it does not take place."""

    uid: str
    sequence: int
    title: str
    starts: datetime
    ends: datetime
    changed: datetime
    place: str
    url: str
    organiser: Guest
    guests: Iterable[Guest] = field(default_factory=tuple)
    cancelled: bool = False

    @property
    def method(self) -> str:
        """What calendars are asked to do with it."""
        return "CANCEL" if self.cancelled else "REQUEST"


def written(meeting: Invited) -> bytes:
    """The invitation, or its cancellation, as the bytes of an .ics file; all times in UTC."""
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed.astimezone(UTC))
    event.add("last-modified", meeting.changed.astimezone(UTC))
    event.add("dtstart", meeting.starts.astimezone(UTC))
    event.add("dtend", meeting.ends.astimezone(UTC))
    event.add("summary", meeting.title)
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("class", "PRIVATE")
    if meeting.place:
        event.add("location", meeting.place)
        if is_link(meeting.place):
            event.add("conference", vUri(meeting.place, params={"VALUE": "URI"}))
    event.add("url", meeting.url)
    event.add("organizer", _address(meeting.organiser))
    for guest in meeting.guests:
        address = _address(guest)
        address.params["CUTYPE"] = vText("INDIVIDUAL")
        address.params["ROLE"] = vText("REQ-PARTICIPANT")
        invites = guest.email != meeting.organiser.email
        address.params["PARTSTAT"] = vText("NEEDS-ACTION" if invites else "ACCEPTED")
        address.params["RSVP"] = vText("TRUE" if invites and not meeting.cancelled else "FALSE")
        event.add("attendee", address)
    calendar = Calendar()
    calendar.add("prodid", "-//Duijie//Duijie//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", meeting.method)
    calendar.add_component(event)
    return calendar.to_ical()


def media_type(meeting: Invited) -> str:
    """The media type of the invitation."""
    return MEDIA.format(method=meeting.method)


def is_link(place: str) -> bool:
    """Whether a place is an address on the web and nothing else."""
    if any(char.isspace() for char in place):
        return False
    try:
        parts = urlsplit(place)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _address(guest: Guest) -> vCalAddress:
    address = vCalAddress(f"mailto:{guest.email}")
    # A quote cannot stand in a parameter (RFC 5545, 3.2), nor can a line end there.
    address.params["CN"] = vText(" ".join(guest.name.replace('"', "'").split()) or guest.email)
    return address
