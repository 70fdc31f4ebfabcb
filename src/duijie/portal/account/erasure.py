"""Deleting an account: what goes, what stays, and what has to be ended first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pgtrigger
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, outbox
from duijie.core.audit import GONE
from duijie.core.errors import Conflict
from duijie.core.models import AuditEntry, Mail, User
from duijie.docking.challenges.services.leaving import opens_sealed, take_all_back
from duijie.docking.lifecycle import LIVE
from duijie.docking.models import Introduction, Participant
from duijie.docking.services.introductions import withdraw
from duijie.library.lifecycle import ACTIONS
from duijie.library.models import ITEM_MODELS, Attachment, Item, State
from duijie.library.services import act
from duijie.portal.account.export import addresses
from duijie.registry.models import Community, Invitation, Role


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a deletion would do, in numbers."""

    deals: int
    sealed: int
    last_of: tuple[Community, ...]
    to_organisation: int
    archived: int
    deleted: int

    @property
    def possible(self) -> bool:
        return not self.deals and not self.sealed and not self.last_of


def outlook(user: User) -> Outlook:
    """What would become of what somebody has here."""
    owned = [item for model in ITEM_MODELS.values() for item in model._default_manager.filter(owner=user)]
    alone = [item for item in owned if item.organisation_id is None]
    drafts = [item for item in alone if _never_shown(item)]
    return Outlook(
        deals=_live_deals(user),
        sealed=opens_sealed(user),
        last_of=tuple(_governed_alone(user)),
        to_organisation=len(owned) - len(alone),
        archived=len(alone) - len(drafts),
        deleted=len(drafts),
    )


@transaction.atomic
def delete_account(*, user: User) -> None:
    """Delete an account and everything personal that nobody else depends on.

    Items under an organisation stay with it; others that were published are archived, drafts
    are deleted. What was said to others in a deal stays there without the name. The sealed log
    of deals cannot be changed: it keeps the id and the name that was written then.

    Raises:
        Conflict: a deal is alive, proposals wait for the key of this officer, or somebody must take over
            a secretariat first.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    list(Community.objects.select_for_update().filter(roles__user=user, roles__kind=Role.Kind.SECRETARIAT))
    found = outlook(user)
    if found.deals:
        raise Conflict(
            _("You take part in a deal that is alive (%(number)s in all); end it or leave it to a colleague first.")
            % {"number": found.deals}
        )
    if found.sealed:
        raise Conflict(
            _("You are an officer of a challenge whose proposals are still sealed (%(number)s in all); open them.")
            % {"number": found.sealed}
        )
    if found.last_of:
        raise Conflict(
            _("You are the last one of the secretariat of %(community)s; give the role to somebody else first.")
            % {"community": found.last_of[0]}
        )
    for introduction in Introduction.objects.filter(made_by=user, state=Introduction.State.OPEN):
        withdraw(actor=user, introduction=introduction)
    take_all_back(user)
    for model in ITEM_MODELS.values():
        for item in model._default_manager.filter(owner=user):
            _let_go(user, item)
    _forget_the_past(user)
    _end_sessions(user)
    user.delete()
    entry = audit.record(actor=None, action="delete-account", target=User(pk=user.pk, name=GONE, email=""))
    entry.actor_label = GONE
    entry.save(update_fields=["actor_label"])


def _live_deals(user: User) -> int:
    return Participant.objects.filter(user=user, left_at=None, deal__state__in=LIVE).values("deal").distinct().count()


def _governed_alone(user: User) -> list[Community]:
    """The communities that nobody would govern any more, not even from above."""
    found = []
    held = Role.objects.filter(user=user, kind=Role.Kind.SECRETARIAT).select_related("community")
    for role in held.order_by("pk"):
        others = Role.objects.filter(
            kind=Role.Kind.SECRETARIAT, community_id__in=role.community.path.split("/"), user__is_active=True
        ).exclude(user=user)
        if not others.exists():
            found.append(role.community)
    return found


def _never_shown(item: Item) -> bool:
    return item.published_at is None and item.state in (State.DRAFT, State.SUBMITTED)


def _let_go(user: User, item: Item) -> None:
    if item.organisation_id is None:
        if _never_shown(item) and _removed(item):
            return
        if item.state == State.SUBMITTED:
            act(actor=user, item=item, action="withdraw")
        if item.state in ACTIONS["archive"].sources:
            act(actor=user, item=item, action="archive")
    type(item)._default_manager.filter(pk=item.pk).update(owner=None)
    outbox.put("item", [item.key])  # whom the index lists as a reader changes


def _removed(item: Item) -> bool:
    """Delete a draft that nothing else refers to, with its files and the history of its text."""
    pk, key, history = item.pk, item.key, type(item).pgh_event_model  # type: ignore[attr-defined]
    files = list(Attachment.objects.filter(item_kind=item.kind, item_id=item.pk))
    try:
        with transaction.atomic():
            item.delete()
    except ProtectedError:
        return False
    with pgtrigger.ignore(f"{history._meta.label}:append_only"):
        history.objects.filter(pgh_obj_id=pk).delete()
    for attachment in files:
        attachment.delete()
        transaction.on_commit(partial(attachment.file.storage.delete, attachment.file.name or ""), robust=True)
    outbox.put("item", [key])
    return True


def _forget_the_past(user: User) -> None:
    """Names and addresses in records that stay: the audit keeps what was done, not by whom."""
    AuditEntry.objects.filter(actor=user).update(actor_label=GONE)
    AuditEntry.objects.filter(target_type="core.user", target_id=str(user.pk)).update(target_label=GONE)
    written, invited = Q(user=user), Q(pk__in=[])
    for address in addresses(user):
        written |= Q(to__iexact=address)
        invited |= Q(email__iexact=address)
    Mail.objects.filter(written).delete()
    Invitation.objects.filter(invited).delete()


def _end_sessions(user: User) -> None:
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(pk__in=keys).delete()
