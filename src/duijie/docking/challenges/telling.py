"""The sentences by which people are told of challenges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from duijie.core import notices
from duijie.core.errors import gettext_noop
from duijie.core.models import User
from duijie.core.notices import Group
from duijie.docking.challenges.rules import view_challenge
from duijie.docking.models import Challenge
from duijie.registry.standing import forget, standing

GROUPS = (
    Group(
        "challenge-duties",
        _("Your part in a challenge"),
        _("Offices, keys and proposals of yours, and changed rules of a challenge that you answer."),
        kinds=(
            "challenge-officer", "challenge-rules", "challenge-received", "challenge-to-open", "challenge-second-key",
            "challenge-assessor", "challenge-won", "challenge-late",
        ),
        fixed=True,
        order=15,
    ),
    Group(
        "challenges",
        _("News of challenges"),
        _("What was published, opened, shortlisted and decided."),
        kinds=(
            "challenge-published", "challenge-opened", "challenge-shortlisted", "challenge-not-shortlisted",
            "challenge-awarded", "challenge-ended",
        ),
        order=35,
    ),
)  # fmt: skip


def register() -> None:
    """Give every kind of notice of challenges its sentences, its group and the rule it is seen by."""
    for group in GROUPS:
        notices.add_group(group)
    notices.guard("challenge", _seen, heading=gettext_noop("{problem}"))
    for kind, (title, text) in {
        "officer": (
            gettext_noop("You are an officer of the challenge “{problem}”"),
            gettext_noop("Choose your passphrase for the challenge “{problem}”; it is published when all have."),
        ),
        "published": (
            gettext_noop("Challenge published: “{problem}”"),
            gettext_noop("The challenge “{problem}” is open for sealed proposals until {until}."),
        ),
        "rules": (
            gettext_noop("Rules changed: “{problem}”"),
            gettext_noop(
                "The rules of the challenge “{problem}” were changed; the reason is on its page. Proposals until"
                " {until}. What you have handed in stays; replace it if you want to."
            ),
        ),
        "received": (
            gettext_noop("Sealed proposal received: “{problem}”"),
            gettext_noop("Your sealed proposal for “{problem}” came in at {at}. Its receipt is {receipt}; keep it."),
        ),
        "to-open": (
            gettext_noop("To be opened: “{problem}”"),
            gettext_noop("The time has come to open the proposals for “{problem}”; give your passphrase on its page."),
        ),
        "second-key": (
            gettext_noop("Your key is needed: “{problem}”"),
            gettext_noop("An officer has given their key for “{problem}”; with yours the proposals are opened."),
        ),
        "opened": (
            gettext_noop("Proposals opened: “{problem}”"),
            gettext_noop("The proposals for the challenge “{problem}” were opened; the protocol is on its page."),
        ),
        "assessor": (
            gettext_noop("You assess the challenge “{problem}”"),
            gettext_noop("Read the proposals for “{problem}” and score them by the published criteria."),
        ),
        "shortlisted": (
            gettext_noop("On the shortlist: “{problem}”"),
            gettext_noop("Your proposal for the challenge “{problem}” is on the shortlist; read the feedback to it."),
        ),
        "not-shortlisted": (
            gettext_noop("Feedback to your proposal: “{problem}”"),
            gettext_noop("The shortlist of “{problem}” is published without your proposal; read the feedback to it."),
        ),
        "won": (
            gettext_noop("The award is yours: “{problem}”"),
            gettext_noop("You have won the challenge “{problem}”. In the room of the deal you agree on the contract."),
        ),
        "awarded": (
            gettext_noop("Award decided: “{problem}”"),
            gettext_noop("The award of the challenge “{problem}” is decided; the reasons are on its page."),
        ),
        "ended": (
            gettext_noop("Ended without an award: “{problem}”"),
            gettext_noop("The challenge “{problem}” has ended without an award; the reason is on its page."),
        ),
        "late": (
            gettext_noop("The award is late: “{problem}”"),
            gettext_noop("The day of the award of “{problem}” has passed; decide it or end the challenge."),
        ),
    }.items():  # fmt: skip
        notices.register(f"challenge-{kind}", title=title, text=text)


def _seen(user: User, ids: Sequence[str]) -> Iterable[Any]:
    forget(user)  # the roles may have changed since the notice was made
    return view_challenge.filter(standing(user), Challenge.objects.filter(pk__in=ids)).values_list("pk", flat=True)
