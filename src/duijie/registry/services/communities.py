"""Communities and the roles held in them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core import audit
from duijie.core.errors import InvalidInput
from duijie.core.models import User
from duijie.registry.models import Community, Organisation, Role
from duijie.registry.rules import govern_community
from duijie.registry.standing import forget, standing


@transaction.atomic
def create_community(*, actor: User | None, parent: Community | None, **values: Any) -> Community:
    """Make a community below ``parent``; the first one has none and is the root.

    Args:
        actor: None for the installation itself.
        values: fields of :class:`Community`.

    Raises:
        NotAllowed: the actor is neither site admin nor secretariat of the parent.
        InvalidInput: there is a root already.
    """
    if actor is not None:
        govern_community.check(standing(actor), parent, _("Only the secretariat above may add a community."))
    if parent is None and Community.objects.filter(parent__isnull=True).exists():
        raise InvalidInput(_("There is a root community already; name the community that this one belongs to."))
    community = Community(parent=parent, **values)
    community.path = f"{parent.path}/{community.id}" if parent else str(community.id)
    community.full_clean()
    community.save()
    audit.record(actor=actor, action="create", target=community)
    return community


@transaction.atomic
def update_community(*, actor: User, community: Community, **changes: Any) -> Community:
    """Change name, description, colour, emblem or sharing of a community."""
    govern_community.check(standing(actor), community, _("Only its secretariat may change a community."))
    before = {name: str(getattr(community, name)) for name in changes}
    for name, value in changes.items():
        setattr(community, name, value)
    community.version += 1
    community.full_clean()
    community.save()
    audit.record(
        actor=actor,
        action="update",
        target=community,
        before=before,
        after={name: str(getattr(community, name)) for name in changes},
    )
    return community


@transaction.atomic
def join_community(*, user: User, community: Community) -> Role:
    """Make a user a member; doing it twice changes nothing."""
    role, _made = Role.objects.get_or_create(user=user, community=community, kind=Role.Kind.MEMBER, organisation=None)
    forget(user)
    return role


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
        NotAllowed: the actor is not of its secretariat.
        InvalidInput: an organisation admin without an organisation.
    """
    if actor is not None:
        govern_community.check(standing(actor), community, _("Only its secretariat may give roles in a community."))
    if kind == Role.Kind.ORGANISATION_ADMIN and organisation is None:
        raise InvalidInput(_("Name the organisation that this person is admin of."))
    role, made = Role.objects.get_or_create(user=user, community=community, kind=kind, organisation=organisation)
    if made:
        audit.record(actor=actor, action="grant-role", target=community, after={"user": str(user.pk), "kind": kind})
    forget(user)
    return role
