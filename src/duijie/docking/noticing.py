"""Which notices of this room are switched together, and by which rules their records are seen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duijie.core import notices
from duijie.core.errors import gettext_noop
from duijie.core.notices import Group
from duijie.docking.models import Deal, Delegation, Introduction, Thread
from duijie.docking.rules import read_thread, see_delegation, view_deal, view_introduction
from duijie.registry.telling import by_rule

GROUPS = (
    Group(
        "deadlines",
        _("Deadlines and what binds you"),
        _("Reminders before an invitation ends, signatures and changes of contracts, milestones that are late."),
        kinds=(
            "introduction-reminder", "introduction-expired", "contract-half-signed", "contract-signed",
            "contract-amendment", "contract-amended", "milestone-late",
        ),
        fixed=True,
        order=10,
    ),
    Group(
        "invitations",
        _("Invitations"),
        _("Somebody wants to talk with you, or answers you."),
        kinds=(
            "introduction-invited", "introduction-accepted", "introduction-declined", "introduction-asked",
            "introduction-withdrawn",
        ),
        order=20,
    ),
    Group(
        "decisions",
        _("What waits for your side in a deal"),
        _("Proposals, terms, drafts of contracts, milestones and payments to decide on."),
        kinds=(
            "deal-proposal", "deal-terms", "deal-agreed", "deal-reopened", "deal-ended", "contract-drafted",
            "contract-withdrawn", "contract-amendment-declined", "milestone-submitted", "milestone-rejected",
            "payment-recorded", "payment-disputed", "deal-file-infected", "broker-stand-in", "delegation-given",
            "delegation-arranged", "delegation-agreed",
            "delegation-ended", "delegation-refused",
        ),
        order=30,
    ),
    Group(
        "meetings",
        _("Meetings"),
        _("Mails that are sent at once carry the invitation for your calendar."),
        kinds=("deal-meeting", "deal-meeting-changed", "deal-meeting-cancelled"),
        order=40,
    ),
    Group(
        "talk",
        _("News in your deals"),
        _("Messages, files, who came, what was confirmed."),
        kinds=(
            "deal-message", "deal-joined", "deal-promised", "deal-file", "deal-file-withdrawn", "milestone-accepted",
            "payment-confirmed", "deal-delivered", "review-waits", "reviews-open", "delegation-over",
        ),
        usual="daily",
        order=50,
    ),
)  # fmt: skip


def register() -> None:
    """Give the notices of this room their groups and rules."""
    for group in GROUPS:
        notices.add_group(group)
    pair = gettext_noop("{problem} · {item}")
    notices.guard("introduction", by_rule(view_introduction, Introduction), heading=pair)
    notices.guard("deal", by_rule(view_deal, Deal), heading=pair)
    notices.guard("thread", by_rule(read_thread, Thread))
    notices.guard("delegation", by_rule(see_delegation, Delegation))
