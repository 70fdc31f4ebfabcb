"""“This is me”: claiming the page of a person, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, notices, records
from duijie.core.errors import Conflict
from duijie.core.models import User
from duijie.core.text import clean
from duijie.registry.claims.queries import person_by_orcid, refused_before, shared_orcid
from duijie.registry.claims.rules import claim_person as may_claim
from duijie.registry.claims.rules import decide_claim
from duijie.registry.membership.queries import secretariat_of
from duijie.registry.models import Person, PersonClaim
from duijie.registry.rules import create_named
from duijie.registry.services import named, sameness
from duijie.registry.services.answering import close, needed, open_still, taken_back
from duijie.registry.standing import standing

State = PersonClaim.State
MOST: Final = 5
"""Claims that one account may make in :data:`SPAN`."""
SPAN: Final = timedelta(days=30)


@transaction.atomic
def claim_person(*, user: User, person: Person, message: str = "", proof: str = "") -> PersonClaim:
    """Say that a page is about oneself.

    Whoever has shown by ORCID to own the iD of the record gets it at once, unless it is somebody's
    already or was refused to them before. Every other claim waits for the secretariat; several may
    wait for one page.

    Raises:
        NotAllowed: the page is the user's already.
        Conflict: the user has another page, has asked before, or asks too often.
    """
    current, user = named.locked(person), User.objects.select_for_update().get(pk=user.pk)
    may_claim.check(standing(user), current, _("This page is yours already."))
    _has_none(user)
    rows = PersonClaim.objects.filter(user=user)
    if rows.filter(person=current, state=State.OPEN).exists():
        raise Conflict(_("You have said so already; the secretariat has not answered yet."))
    if rows.filter(created_at__gt=timezone.now() - SPAN).count() >= MOST:
        raise Conflict(
            _("You have claimed %(most)s pages within %(days)s days; write to the secretariat instead.")
            % {"most": MOST, "days": SPAN.days}
        )
    made = PersonClaim(
        user=user, person=current, message=clean(message), proof=clean(proof), orcid=shared_orcid(user, current)
    )
    records.check(made)
    made.save()
    audit.record(actor=user, action="claim-person", target=current, after={"claim": str(made.pk)})
    if made.orcid and current.user_id is None and not refused_before(user, current):
        _settle(made, current, None)
        return made
    _tell(secretariat_of(current.community), "registry-claimed", made, reverse("registry:claims"))
    return made


@transaction.atomic
def claim_by_orcid(*, user: User) -> PersonClaim | None:
    """Give somebody who has come through ORCID the page with that iD, if there is one that is free."""
    found = person_by_orcid(user)
    if found is None:
        return None
    current = Person.objects.select_for_update(of=("self",)).get(pk=found.pk)
    user = User.objects.select_for_update().get(pk=user.pk)
    taken = current.user_id is not None or Person.objects.filter(user=user).exists()
    if taken or current.merged_into_id is not None or refused_before(user, current):
        return None
    rows = PersonClaim.objects.select_for_update(of=("self",)).filter(user=user, person=current, state=State.OPEN)
    claim = rows.first() or PersonClaim(user=user, person=current)
    claim.orcid = shared_orcid(user, current)
    _settle(claim, current, None)
    return claim


@transaction.atomic
def confirm_claim(*, actor: User, claim: PersonClaim) -> PersonClaim:
    """Give the page to whoever claimed it.

    Raises:
        NotAllowed: the actor does not keep the person.
        Conflict: the claim was answered, the page is somebody's, or the claimant has another one.
    """
    person = named.locked(claim.person)
    User.objects.select_for_update().get(pk=claim.user_id)  # who may get another page by ORCID at this moment
    current = _open(actor, claim)
    if person.user is not None:
        raise Conflict(_("This page belongs to %(account)s; take it back from there first.") % {"account": person.user})
    _has_none(current.user)
    _settle(current, person, actor)
    return current


@transaction.atomic
def decline_claim(*, actor: User, claim: PersonClaim, reason: str) -> PersonClaim:
    """Say no, and why.

    Raises:
        NotAllowed: the actor does not keep the person.
        Conflict: the claim was answered.
        InvalidInput: no reason.
    """
    current = _open(actor, claim)
    close(current, State.DECLINED, actor, needed(reason))
    audit.record(actor=actor, action="decline-claim", target=current.person, after={"claim": str(current.pk)})
    _tell([current.user], "registry-claim-declined", current, reverse("registry:person", args=[current.person_id]))
    return current


@transaction.atomic
def withdraw_claim(*, user: User, person: Person) -> None:
    """Take one's own claim back.

    Raises:
        Conflict: none waits.
    """
    row = taken_back(PersonClaim.objects.filter(person=person), user)
    audit.record(actor=user, action="withdraw-claim", target=person, after={"claim": str(row.pk)})


@transaction.atomic
def take_page_back(*, actor: User, person: Person, reason: str) -> Person:
    """Take a page from an account to which it was given by mistake.

    Raises:
        NotAllowed: the actor does not keep the person.
        Conflict: it is nobody's.
        InvalidInput: no reason.
    """
    current = named.locked(person)
    create_named.check(standing(actor), current, _("Only the secretariat gives people’s pages to accounts."))
    account = current.user
    if account is None:
        raise Conflict(_("This page is nobody’s; somebody may have taken it back already."))
    reason = needed(reason)
    rows = PersonClaim.objects.filter(user=account, person=current, state=State.CONFIRMED)
    claim = rows.first() or PersonClaim(user=account, person=current)
    close(claim, State.ENDED, actor, reason)
    current.user = None
    _saved(current)
    audit.record(
        actor=actor, action="take-page-back", target=current, before={"user": str(account.pk)}, after={"user": None}
    )
    _tell([account], "registry-claim-ended", claim, reverse("registry:person", args=[current.pk]))
    return current


def _settle(claim: PersonClaim, person: Person, actor: User | None) -> None:
    """Make the page the claimant's; actor None: ORCID said so."""
    person.user = claim.user
    _saved(person)
    close(claim, State.CONFIRMED, actor)
    audit.record(
        actor=actor or claim.user,
        action="confirm-claim",
        target=person,
        before={"user": None},
        after={"user": str(claim.user_id), "claim": str(claim.pk), "by": "secretariat" if actor else "orcid"},
    )
    _tell([claim.user], "registry-claim-confirmed", claim, reverse("registry:person", args=[person.pk]))


def _saved(person: Person) -> None:
    person.version += 1
    person.save(update_fields=["user", "version", "updated_at"])
    sameness.touch([person.pk])


def _open(actor: User, claim: PersonClaim) -> PersonClaim:
    rows = PersonClaim.objects.select_for_update(of=("self",)).select_related("person__community", "user")
    current = rows.get(pk=claim.pk)
    decide_claim.check(standing(actor), current, _("Only the secretariat gives people’s pages to accounts."))
    open_still(current)
    return current


def _has_none(user: User) -> None:
    """Refuse a second page for one account."""
    other = Person.objects.filter(user=user).first()
    if other is not None:
        raise Conflict(
            _("This account has the page “%(name)s” already. If both are one person, ask for the two to be merged.")
            % {"name": other.name}
        )


def _tell(users: Iterable[User], kind: str, claim: PersonClaim, url: str) -> None:
    notices.tell(
        users=users,
        kind=kind,
        params={"account": str(claim.user), "person": claim.person.name},
        url=url,
        key=f"claim:{claim.pk}:{kind}",
        about=f"claim:{claim.pk}",
    )
