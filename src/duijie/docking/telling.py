"""The sentences by which people are told of what happens here."""

from __future__ import annotations

from duijie.core import notices
from duijie.core.errors import gettext_noop


def register() -> None:
    """Give every kind of notice of this room its sentences."""
    for kind, (title, text) in {
        "introduction-invited": (
            gettext_noop("You are invited to talk about “{problem}”"),
            gettext_noop("“{problem}” and “{item}” might fit each other. Answer until {until}."),
        ),
        "introduction-accepted": (
            gettext_noop("Accepted: “{problem}” and “{item}”"),
            gettext_noop("Both sides have accepted. You find each other in the room of the deal."),
        ),
        "introduction-declined": (
            gettext_noop("Declined: “{problem}” and “{item}”"),
            gettext_noop("The invitation was declined; the reason is with it."),
        ),
        "introduction-asked": (
            gettext_noop("A question about “{problem}”"),
            gettext_noop("Somebody asks about “{problem}” and “{item}” before answering."),
        ),
        "introduction-withdrawn": (
            gettext_noop("Taken back: “{problem}” and “{item}”"),
            gettext_noop("The invitation was taken back; there is nothing to answer any more."),
        ),
        "introduction-expired": (
            gettext_noop("Not answered in time: “{problem}” and “{item}”"),
            gettext_noop("The time to answer has passed. A new invitation can be made."),
        ),
        "introduction-reminder": (
            gettext_noop("Answer until {until}: “{problem}”"),
            gettext_noop("An invitation about “{problem}” and “{item}” waits for your answer until {until}."),
        ),
        "deal-message": (
            gettext_noop("New in the deal “{problem}”"),
            gettext_noop("There is something new to read in the room of “{problem}” and “{item}”."),
        ),
        "deal-joined": (
            gettext_noop("You are in the deal “{problem}”"),
            gettext_noop("A colleague brought you into the room of “{problem}” and “{item}”."),
        ),
        "deal-proposal": (
            gettext_noop("A proposal for “{problem}”"),
            gettext_noop("There is a proposal for “{problem}” that answers each requirement; read it in the room."),
        ),
        "deal-terms": (
            gettext_noop("Terms for “{problem}”"),
            gettext_noop("A sheet of terms for “{problem}” and “{item}” waits for your side to agree."),
        ),
        "deal-agreed": (
            gettext_noop("Agreed: “{problem}” and “{item}”"),
            gettext_noop("Both sides have agreed to the terms. The contract can be drafted now."),
        ),
        "deal-reopened": (
            gettext_noop("Terms opened again: “{problem}”"),
            gettext_noop("The other side wants to change the agreed terms; the reason is in the record."),
        ),
        "deal-promised": (
            gettext_noop("Confidentiality promised: “{problem}”"),
            gettext_noop("Somebody of the deal has given the confidentiality undertaking."),
        ),
        "deal-ended": (
            gettext_noop("Ended: “{problem}” and “{item}”"),
            gettext_noop("The other side has ended the deal; the reason is in its room."),
        ),
    }.items():
        notices.register(kind, title=title, text=text)
