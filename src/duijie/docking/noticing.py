"""Which notices of this room are switched together, and by which rules their records are seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from duijie.core import notices
from duijie.core.errors import gettext_noop
from duijie.core.models import User
from duijie.core.notices import Group
from duijie.core.permissions import Rule
from duijie.docking.models import Deal, Delegation, Introduction, Thread
from duijie.docking.rules import read_thread, see_delegation, view_deal, view_introduction
from duijie.registry.standing import Standing, forget, standing

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
    notices.guard("introduction", _by(view_introduction, Introduction), heading=pair)
    notices.guard("deal", _by(view_deal, Deal), heading=pair)
    notices.guard("thread", _by(read_thread, Thread))
    notices.guard("delegation", _by(see_delegation, Delegation))


def _by(rule: Rule[Standing], model: type[Model]) -> Callable[[User, Sequence[str]], Iterable[Any]]:
    def seen(user: User, ids: Sequence[str]) -> Iterable[Any]:
        forget(user)  # the roles may have changed since the notice was made
        return rule.filter(standing(user), model._default_manager.filter(pk__in=ids)).values_list("pk", flat=True)

    return seen
