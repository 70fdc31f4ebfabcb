"""The sentences by which people are told of what happens here."""

from __future__ import annotations

from typing import Final

from duijie.core import notices
from duijie.core.errors import gettext_noop

SENTENCES: Final = {
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
    "contract-drafted": (
        gettext_noop("Contract drafted: “{problem}”"),
        gettext_noop("There is a new draft of the contract for “{problem}” and “{item}”; read it before you sign."),
    ),
    "contract-withdrawn": (
        gettext_noop("Draft withdrawn: “{problem}”"),
        gettext_noop("The draft of the contract for “{problem}” was withdrawn; the reason is in the room."),
    ),
    "contract-half-signed": (
        gettext_noop("The other side has signed: “{problem}”"),
        gettext_noop("The contract for “{problem}” and “{item}” waits for the signature of your side."),
    ),
    "contract-signed": (
        gettext_noop("Contract signed: “{problem}”"),
        gettext_noop("Both sides have signed the contract for “{problem}” and “{item}”. The work can begin."),
    ),
    "contract-amendment": (
        gettext_noop("Amendment proposed: “{problem}”"),
        gettext_noop("The other side proposes to change the contract for “{problem}”; answer in the room."),
    ),
    "contract-amended": (
        gettext_noop("Amendment in force: “{problem}”"),
        gettext_noop("Both sides have agreed to change the contract for “{problem}”."),
    ),
    "contract-amendment-declined": (
        gettext_noop("Amendment declined: “{problem}”"),
        gettext_noop("The change of the contract for “{problem}” was declined; the reason is in the room."),
    ),
    "milestone-submitted": (
        gettext_noop("Milestone handed in: “{problem}”"),
        gettext_noop("A milestone of “{problem}” and “{item}” waits to be accepted."),
    ),
    "milestone-accepted": (
        gettext_noop("Milestone accepted: “{problem}”"),
        gettext_noop("A milestone of “{problem}” and “{item}” was accepted."),
    ),
    "milestone-rejected": (
        gettext_noop("Milestone rejected: “{problem}”"),
        gettext_noop("A milestone of “{problem}” and “{item}” was not accepted; the reason is in the room."),
    ),
    "milestone-late": (
        gettext_noop("Late: “{problem}”"),
        gettext_noop("The day of a milestone of “{problem}” and “{item}” has passed and nothing was handed in."),
    ),
    "deal-delivered": (
        gettext_noop("Delivered: “{problem}”"),
        gettext_noop("Everything for “{problem}” and “{item}” is accepted. Say what it was like to work together."),
    ),
    "payment-recorded": (
        gettext_noop("Payment recorded: “{problem}”"),
        gettext_noop("A payment for “{problem}” was recorded; confirm it or say why not."),
    ),
    "payment-confirmed": (
        gettext_noop("Payment confirmed: “{problem}”"),
        gettext_noop("A payment for “{problem}” that your side recorded was confirmed."),
    ),
    "payment-disputed": (
        gettext_noop("Payment disputed: “{problem}”"),
        gettext_noop("A payment for “{problem}” that your side recorded was disputed; the reason is in the room."),
    ),
    "review-waits": (
        gettext_noop("A review waits for yours: “{problem}”"),
        gettext_noop("The other side has given its review of “{problem}”. Both are shown once you have given yours."),
    ),
    "reviews-open": (
        gettext_noop("Both reviews are open: “{problem}”"),
        gettext_noop("Both sides have said what it was like to work on “{problem}”; read it in the room."),
    ),
    "deal-file": (
        gettext_noop("A file for “{problem}”"),
        gettext_noop("There is a new file in the room of “{problem}” and “{item}”."),
    ),
    "deal-file-withdrawn": (
        gettext_noop("A file withdrawn: “{problem}”"),
        gettext_noop("A file in the room of “{problem}” and “{item}” was withdrawn."),
    ),
    "deal-file-infected": (
        gettext_noop("A virus in a file: “{problem}”"),
        gettext_noop("A virus was found in a file of the room of “{problem}” and “{item}”; nobody is given it."),
    ),
    "deal-meeting": (
        gettext_noop("A meeting about “{problem}”"),
        gettext_noop("You are invited to meet about “{problem}” and “{item}”; the invitation is in the room."),
    ),
    "deal-meeting-changed": (
        gettext_noop("Meeting changed: “{problem}”"),
        gettext_noop("A meeting about “{problem}” and “{item}” has changed; look at it before you go."),
    ),
    "delegation-given": (
        gettext_noop("{taker} stands in for {giver}"),
        gettext_noop(
            "From {from} to {until} {taker} acts for {giver} as broker; what it covers is under “Delegations”, "
            "where either of you can end it."
        ),
    ),
    "delegation-arranged": (
        gettext_noop("{lead} wants {taker} to stand in for you"),
        gettext_noop(
            "From {from} to {until} {taker} is to act for you as broker. Agree or refuse under “Delegations”; "
            "without an answer it begins after 24 hours at the earliest, and you can end it at any time."
        ),
    ),
    "delegation-agreed": (
        gettext_noop("{giver} agrees: {taker} stands in"),
        gettext_noop("{giver} has agreed that {taker} acts for them as broker from {from} to {until}."),
    ),
    "delegation-ended": (
        gettext_noop("{taker} stands in for {giver} no more"),
        gettext_noop("The delegation that was to hold until {until} has been ended."),
    ),
    "delegation-over": (
        gettext_noop("Over: {taker} stood in for {giver}"),
        gettext_noop("The last day of the delegation, {until}, has passed; it ended by itself."),
    ),
    "delegation-refused": (
        gettext_noop("A party of “{problem}” refuses who stands in"),
        gettext_noop("{taker} cannot act for {giver} about “{problem}”; a party does not want it."),
    ),
    "broker-stand-in": (
        gettext_noop("Somebody stands in for the broker of “{problem}”"),
        gettext_noop(
            "From {from} to {until} {taker} acts for the broker of “{problem}” and “{item}”. "
            "You may refuse, on its page."
        ),
    ),
    "deal-meeting-cancelled": (
        gettext_noop("Meeting cancelled: “{problem}”"),
        gettext_noop("A meeting about “{problem}” and “{item}” does not take place."),
    ),
}
"""The title and the text of each kind."""


def register() -> None:
    """Give every kind of notice of this room its sentences."""
    for kind, (title, text) in SENTENCES.items():
        notices.register(kind, title=title, text=text)
