"""What the answers to requests of both kinds have in common, and what ends a membership leaves behind."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict
from duijie.core.models import User
from duijie.core.reasons import reason_of
from duijie.registry.membership.mailboxes import digest_of
from duijie.registry.membership.queries import verified_addresses
from duijie.registry.models import BarredAddress, MembershipRequest, Organisation, PersonClaim

Row = TypeVar("Row", MembershipRequest, PersonClaim)

LONGEST = 1000
"""Characters of a reason."""


def needed(reason: str) -> str:
    """The reason of a refusal, which whoever is refused reads.

    Raises:
        InvalidInput: there is none, or it is too long.
    """
    return reason_of(reason, sentence=_("Say why, in at most %(most)s characters; the person reads it."), most=LONGEST)


def open_still(row: MembershipRequest | PersonClaim) -> None:
    """Refuse to answer what has been answered.

    Raises:
        Conflict: it has.
    """
    if row.state != "open":
        raise Conflict(_("This request was answered or taken back already."))


def taken_back(rows: QuerySet[Row], user: User) -> Row:
    """Close the one of ``rows`` that somebody made and that waits; give it.

    Raises:
        Conflict: none waits.
    """
    row = rows.select_for_update(of=("self",)).filter(user=user, state="open").first()
    if row is None:
        raise Conflict(_("No request of yours waits here; it may have been answered."))
    close(row, "withdrawn", user)
    return row


def close(row: MembershipRequest | PersonClaim, state: str, actor: User | None, reason: str = "") -> None:
    """Write down the answer to a request (actor None: nobody decided it)."""
    row.state, row.decided_at, row.decided_by, row.reason = state, timezone.now(), actor, reason
    row.by_person = actor is not None and actor.pk != row.user_id
    row.version += 1
    row.save()


def note_removal(*, actor: User, user: User, organisation: Organisation) -> None:
    """Remember that somebody ended a membership of another: a mail address does not bring it back."""
    rows = MembershipRequest.objects.filter(user=user, organisation=organisation, state="confirmed")
    last = rows.first() or MembershipRequest(user=user, organisation=organisation)
    rows.exclude(pk=last.pk).delete()
    close(last, MembershipRequest.State.ENDED, actor)
    bar(user=user, organisation=organisation)


def bar(*, user: User, organisation: Organisation) -> None:
    """Remember the mailboxes of somebody whom an organisation refused or removed, for a new account of theirs."""
    found = (BarredAddress(organisation=organisation, digest=digest_of(one)) for one in verified_addresses(user))
    BarredAddress.objects.bulk_create(found, ignore_conflicts=True)
