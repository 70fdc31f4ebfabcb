"""Asking to belong to an organisation, and the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, notices, records
from duijie.core.errors import Conflict
from duijie.core.models import User
from duijie.core.text import clean
from duijie.registry.membership.domains import covering
from duijie.registry.membership.queries import deciders, opening_domain, verified_addresses, vouching_domain
from duijie.registry.membership.rules import ask_to_join as may_ask
from duijie.registry.membership.rules import decide_request
from duijie.registry.models import MembershipRequest, Organisation
from duijie.registry.rules import NOT_ITS_STAFF
from duijie.registry.services import named
from duijie.registry.services.answering import bar, close, needed, open_still, taken_back
from duijie.registry.services.roles import end_membership, give_membership
from duijie.registry.standing import standing

State = MembershipRequest.State
MOST: Final = 10
"""Requests of one account that may wait at a time."""
AGAIN: Final = timedelta(days=30)
"""After a refusal, before one may ask the same organisation again."""
_CHUNK: Final = 1000


@transaction.atomic
def ask_to_join(*, user: User, organisation: Organisation, message: str = "") -> MembershipRequest:
    """Ask to belong to an organisation.

    Whoever has a confirmed address under a confirmed domain of it is a member at once, unless its
    admin has removed or refused them before, or another account of theirs. Everybody else waits for its admin.

    Raises:
        NotAllowed: the user belongs to it already.
        Conflict: it was asked before, too many requests wait, or it was refused lately.
    """
    current = named.locked(organisation)
    user = User.objects.select_for_update().get(pk=user.pk)  # requests are counted one after the other
    may_ask.check(standing(user), current, _("You belong to this organisation already."))
    rows = MembershipRequest.objects.filter(user=user)
    if rows.filter(organisation=current, state=State.OPEN).exists():
        raise Conflict(_("You have asked already; its admin has not answered yet."))
    if rows.filter(state=State.OPEN).count() >= MOST:
        raise Conflict(_("%(most)s requests of yours wait; take one back first.") % {"most": MOST})
    refused = rows.filter(organisation=current, state=State.DECLINED, by_person=True)
    if refused.filter(decided_at__gt=timezone.now() - AGAIN).exists():
        raise Conflict(
            _("This was declined; you can ask again %(days)s days after that, or talk to the organisation’s admin.")
            % {"days": AGAIN.days}
        )
    vouching = opening_domain(user, current)
    made = MembershipRequest(user=user, organisation=current, message=clean(message))
    if vouching:
        made.domain, made.below = vouching.domain, vouching.below
        made.state, made.decided_at = State.CONFIRMED, timezone.now()
    records.check(made)
    made.save()
    audit.record(actor=user, action="ask-to-join", target=current, after={"request": str(made.pk), "state": made.state})
    if vouching:
        give_membership(actor=None, user=user, organisation=current)
        _tell(deciders(current), "registry-joined", made, "registry:organisation-members")
    else:
        _tell(deciders(current), "registry-asked", made, "registry:organisation-requests")
    return made


@transaction.atomic
def confirm_request(*, actor: User, request: MembershipRequest) -> MembershipRequest:
    """Let somebody in who asked.

    Raises:
        NotAllowed: the actor may not say who belongs to the organisation.
        Conflict: it was answered or taken back.
    """
    current = _decided(actor, request, State.CONFIRMED)
    give_membership(actor=actor, user=current.user, organisation=current.organisation)
    _tell([current.user], "registry-confirmed", current, "registry:organisation")
    return current


@transaction.atomic
def decline_request(*, actor: User, request: MembershipRequest, reason: str) -> MembershipRequest:
    """Say no, and why.

    Raises:
        NotAllowed, Conflict: as :func:`confirm_request`.
        InvalidInput: no reason.
    """
    current = _decided(actor, request, State.DECLINED, needed(reason))
    bar(user=current.user, organisation=current.organisation)
    _tell([current.user], "registry-declined", current, "registry:organisation-join")
    return current


@transaction.atomic
def withdraw_request(*, user: User, organisation: Organisation) -> None:
    """Take one's own request back.

    Raises:
        Conflict: none waits.
    """
    row = taken_back(MembershipRequest.objects.filter(organisation=organisation), user)
    audit.record(actor=user, action="withdraw-request", target=organisation, after={"request": str(row.pk)})


@transaction.atomic
def address_gone(*, user: User) -> None:
    """End memberships that rested on a mail address which the user has no more. The community stays theirs.

    What counts is the domain that let them in, as it was then: an organisation that has it no more
    lets nobody out (:func:`remove_domain`). Another domain of the organisation takes its place.
    """
    rows = MembershipRequest.objects.select_for_update(of=("self",)).select_related("organisation__community", "user")
    held = verified_addresses(user)
    for row in rows.filter(user=user, state=State.CONFIRMED).exclude(domain=""):
        if _rests(row.domain, row.below, held):
            continue
        if instead := vouching_domain(user, row.organisation):
            row.domain, row.below = instead.domain, instead.below
            row.version += 1
            row.save()
            continue
        if end_membership(user=user, organisation=row.organisation):
            audit.record(actor=user, action="leave-organisation", target=row.organisation, note="mail address removed")
            _tell(deciders(row.organisation), "registry-left", row, "registry:organisation-members")
        close(row, State.ENDED, None)


def sweep_addresses() -> int:
    """End what rests on addresses that are gone and of which nobody told; the number of accounts looked into.

    The address is removed before the signal is sent: a process that is killed in between leaves the
    membership behind.
    """
    rows = MembershipRequest.objects.filter(state=State.CONFIRMED).exclude(domain="").order_by("user_id", "pk")
    resting = rows.values_list("user_id", "domain", "below").iterator(chunk_size=_CHUNK)
    left: set[UUID] = set()
    while part := list(islice(resting, _CHUNK)):
        held: dict[UUID, list[str]] = defaultdict(list)
        addresses = EmailAddress.objects.filter(user__in={user for user, _domain, _below in part}, verified=True)
        for owner, address in addresses.values_list("user_id", "email"):
            held[owner].append(address)
        left |= {user for user, domain, below in part if not _rests(domain, below, held[user])}
    for user in User.objects.filter(pk__in=left).order_by("pk"):
        address_gone(user=user)
    return len(left)


def _rests(domain: str, below: bool, addresses: Iterable[str]) -> bool:
    """Whether one of the addresses lies under a domain."""
    return any(covering(address, {domain: below}) for address in addresses)


def _decided(actor: User, request: MembershipRequest, state: str, reason: str = "") -> MembershipRequest:
    rows = MembershipRequest.objects.select_for_update(of=("self",))
    current = rows.select_related("organisation__community", "user").get(pk=request.pk)
    decide_request.check(standing(actor), current, NOT_ITS_STAFF)
    open_still(current)
    close(current, state, actor, reason)
    audit.record(
        actor=actor, action=f"{state}-membership", target=current.organisation, after={"request": str(current.pk)}
    )
    return current


def _tell(users: Iterable[User], kind: str, row: MembershipRequest, page: str) -> None:
    notices.tell(
        users=users,
        kind=kind,
        params={"person": str(row.user), "organisation": row.organisation.name},
        url=reverse(page, args=[row.organisation_id]),
        key=f"membership:{row.pk}:{kind}",
        about=f"membership:{row.pk}",
    )
