"""Roles: joining and leaving a community, giving and taking away roles in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core import audit
from duijie.core.errors import Conflict, InvalidInput, NotFound
from duijie.core.models import User
from duijie.registry.models import Community, Organisation, Role
from duijie.registry.rules import NOT_ITS_STAFF, govern_community, staff_organisation
from duijie.registry.services.answering import note_removal
from duijie.registry.standing import forget, standing

OF_ORGANISATIONS = (Role.Kind.MEMBER, Role.Kind.ORGANISATION_ADMIN)
"""The roles that may be held for an organisation."""


@transaction.atomic
def join_community(*, user: User, community: Community) -> Role:
    """Make a user a member; doing it twice changes nothing."""
    role, made = Role.objects.get_or_create(user=user, community=community, kind=Role.Kind.MEMBER, organisation=None)
    if made:
        audit.record(actor=user, action="join-community", target=community)
    forget(user)
    return role


@transaction.atomic
def leave_community(*, user: User, community: Community) -> None:
    """End every role that the user holds in this community, and none elsewhere. Items stay.

    Raises:
        Conflict: the user is the last one of its secretariat.
    """
    _lock(community)
    roles = list(Role.objects.filter(user=user, community=community).select_related("organisation"))
    if any(role.kind == Role.Kind.SECRETARIAT for role in roles) and not _other_secretariat(user, community):
        raise Conflict(
            _("You are the last one of the secretariat here; give the role to somebody else before you leave.")
        )
    if roles:
        Role.objects.filter(pk__in=[role.pk for role in roles]).delete()
        audit.record(
            actor=user, action="leave-community", target=community, before={"roles": [_told(role) for role in roles]}
        )
    forget(user)


@transaction.atomic
def grant_role(
    *,
    actor: User | None,
    user: User,
    community: Community,
    kind: str,
    organisation: Organisation | None = None,
) -> Role:
    """Give a user a role in a community (actor None: the installation itself).

    Raises:
        NotAllowed: the actor does not govern the community, or that of the organisation: who belongs to an
            organisation reads its drafts, so another community's secretariat may not say who does.
        InvalidInput: no such role, an organisation admin without an organisation, or another role with one.
    """
    if actor is not None:
        who = standing(actor)
        govern_community.check(who, community, _("Only its secretariat may give roles in a community."))
        if organisation is not None:
            govern_community.check(
                who,
                organisation.community,
                _("This organisation is kept by another community; ask the secretariat there."),
            )
    if kind not in Role.Kind.values:
        raise InvalidInput(_("There is no role “%(kind)s”.") % {"kind": kind}, fields={})
    if kind == Role.Kind.ORGANISATION_ADMIN and organisation is None:
        message = _("Name the organisation that this person is admin of.")
        raise InvalidInput.at("organisation", message)
    if organisation is not None and kind not in OF_ORGANISATIONS:
        message = _("Only members and organisation admins belong to an organisation; leave it empty.")
        raise InvalidInput.at("organisation", message)
    return _give(actor, user, community, kind, organisation)


@transaction.atomic
def revoke_role(*, actor: User, role: Role, sure: bool = False) -> None:
    """Take a role away.

    Args:
        sure: the actor knows that without it they govern this community no longer.

    Raises:
        NotAllowed: the actor does not govern the community.
        Conflict: it is the last secretariat of the root; or it is what lets the actor govern here and
            ``sure`` is not given (``details["confirm"]`` is then true).
        NotFound: it is gone already.
    """
    community = role.community
    govern_community.check(standing(actor), community, _("Only its secretariat may take roles in a community away."))
    _lock(community)
    current = Role.objects.select_related("user", "organisation").filter(pk=role.pk).first()
    if current is None:
        raise NotFound(_("This role has been taken away already."))
    if current.kind == Role.Kind.SECRETARIAT:
        if community.is_root and not _other_secretariat(current.user, community):
            raise Conflict(_("The first community keeps one of its secretariat; give the role to somebody else first."))
        if current.user_id == actor.pk and not sure and not _governs_without(actor, current):
            raise Conflict(_("Without this role you cannot govern this community any longer."), confirm=True)
    _take(actor, current)


@transaction.atomic
def add_organisation_member(*, actor: User, user: User, organisation: Organisation) -> Role:
    """Make a user a member of an organisation, and by that of the organisation's community.

    Raises:
        NotAllowed: the actor is neither admin of the organisation nor governs its community.
    """
    staff_organisation.check(standing(actor), organisation, NOT_ITS_STAFF)
    return _give(actor, user, organisation.community, Role.Kind.MEMBER, organisation)


@transaction.atomic
def remove_organisation_member(*, actor: User, role: Role) -> None:
    """End a user's membership of an organisation. They stay a member of the community: only its secretariat
    decides on that.

    Raises:
        NotAllowed: the actor is neither admin of the organisation nor governs its community.
        Conflict: the role is another one than a member's.
        NotFound: it is gone already.
    """
    staff_organisation.check(standing(actor), role.organisation, NOT_ITS_STAFF)
    if role.kind != Role.Kind.MEMBER:
        raise Conflict(_("Only the secretariat may take the role of an organisation admin away."))
    _lock(role.community)
    current = Role.objects.select_related("user", "organisation", "community").filter(pk=role.pk).first()
    if current is None:
        raise NotFound(_("This role has been taken away already."))
    _take(actor, current)
    if not Role.objects.filter(user=current.user, community=current.community).exists():
        _give(actor, current.user, current.community, Role.Kind.MEMBER, None)


def give_membership(*, actor: User | None, user: User, organisation: Organisation) -> Role:
    """Make a user a member of an organisation, the permission having been asked for (actor None: by
    a mail address). Call it inside the transaction."""
    return _give(actor, user, organisation.community, Role.Kind.MEMBER, organisation)


def end_membership(*, user: User, organisation: Organisation) -> bool:
    """End the plain membership of an organisation; whether there was one. The user stays a member of
    its community. Call it inside the transaction."""
    _lock(organisation.community)
    ended, _rows = Role.objects.filter(user=user, organisation=organisation, kind=Role.Kind.MEMBER).delete()
    if ended and not Role.objects.filter(user=user, community=organisation.community).exists():
        _give(None, user, organisation.community, Role.Kind.MEMBER, None)
    forget(user)
    return bool(ended)


def _give(actor: User | None, user: User, community: Community, kind: str, organisation: Organisation | None) -> Role:
    role, made = Role.objects.get_or_create(user=user, community=community, kind=kind, organisation=organisation)
    role.made = made  # type: ignore[attr-defined]
    if made:
        audit.record(actor=actor, action="grant-role", target=community, after=_told(role))
    forget(user)
    return role


def _take(actor: User, role: Role) -> None:
    told = _told(role)
    if role.organisation is not None and role.user_id != actor.pk:
        note_removal(actor=actor, user=role.user, organisation=role.organisation)
    role.delete()
    audit.record(actor=actor, action="revoke-role", target=role.community, before=told)
    forget(role.user)
    forget(actor)


def _told(role: Role) -> dict[str, Any]:
    told = {"user": str(role.user_id), "kind": role.kind}
    return told | ({"organisation": str(role.organisation_id)} if role.organisation_id else {})


def _lock(community: Community) -> None:
    """Two who go at the same time must not both find the other one still there."""
    Community.objects.select_for_update().get(pk=community.pk)


def _other_secretariat(user: User, community: Community) -> bool:
    held = Role.objects.filter(community=community, kind=Role.Kind.SECRETARIAT, user__is_active=True)
    return held.exclude(user=user).exists()


def _governs_without(actor: User, role: Role) -> bool:
    if actor.is_superuser:
        return True
    path = [UUID(part) for part in role.community.path.split("/")]
    held = Role.objects.filter(user=actor, kind=Role.Kind.SECRETARIAT, community_id__in=path)
    return held.exclude(pk=role.pk).exists()
