"""Reads of communities and of the roles held in them."""

from __future__ import annotations

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.core.models import User
from duijie.core.text import clean
from duijie.registry.building_rules import Administers, Governs, Own
from duijie.registry.models import Community, Invitation, Organisation, OrganisationName, Role
from duijie.registry.names import name_key
from duijie.registry.rules import NOT_ITS_STAFF, govern_community, staff_organisation
from duijie.registry.standing import Standing


def above(community: Community) -> list[Community]:
    """The communities above, from the root down."""
    return list(Community.objects.filter(pk__in=community.path.split("/")[:-1]).order_by("path"))


def below(community: Community) -> QuerySet[Community]:
    """The communities directly below, by name."""
    return Community.objects.filter(parent=community).order_by("name_zh", "slug")


def member_count(community: Community) -> int:
    """How many people hold a role in it."""
    return _members(community).count()


def roles_of(user: User, community: Community) -> list[Role]:
    """What somebody is in a community, the oldest role first."""
    rows = Role.objects.filter(user=user, community=community).select_related("organisation")
    return list(rows.prefetch_related("organisation__names").order_by("since", "pk"))


def access_members(actor: Standing, community: Community, *, text: str = "", kind: str = "") -> QuerySet[User]:
    """Those who hold a role in a community, by a part of name, e-mail or organisation and by role.

    Each has ``held``, the roles in this community, and ``confirmed``, whether the address is.

    Raises:
        NotAllowed: the actor does not govern it.
    """
    govern_community.check(actor, community, _("Only the secretariat may see who the members are."))
    rows = _members(community)
    if kind:
        rows = rows.filter(Exists(Role.objects.filter(user=OuterRef("pk"), community=community, kind=kind)))
    if text := clean(text):
        named = OrganisationName.objects.filter(key__contains=name_key(text)).values("organisation")
        of_one = Role.objects.filter(user=OuterRef("pk"), community=community, organisation__in=named)
        rows = rows.filter(Q(name__icontains=text) | Q(email__icontains=text) | Exists(of_one))
    return _with_roles(rows, Role.objects.filter(community=community))


def access_organisation_members(actor: Standing, organisation: Organisation) -> QuerySet[User]:
    """Those who belong to an organisation, with ``held`` and ``confirmed`` as above.

    Raises:
        NotAllowed: the actor is neither its admin nor governs its community.
    """
    staff_organisation.check(actor, organisation, NOT_ITS_STAFF)
    held = Role.objects.filter(organisation=organisation)
    rows = User.objects.filter(is_active=True).filter(Exists(held.filter(user=OuterRef("pk"))))
    return _with_roles(rows, held)


def access_role(actor: Standing, community: Community, pk: int) -> Role:
    """A role held in this community.

    Raises:
        NotAllowed: the actor does not govern it.
        NotFound: there is none such here.
    """
    govern_community.check(actor, community, _("Only its secretariat may take roles in a community away."))
    role = Role.objects.select_related("user", "community", "organisation").filter(pk=pk, community=community).first()
    if role is None:
        raise NotFound(_("This role has been taken away already."))
    return role


def access_organisation_role(actor: Standing, organisation: Organisation, pk: int) -> Role:
    """A role held for this organisation.

    Raises:
        NotAllowed, NotFound: as :func:`access_role`.
    """
    staff_organisation.check(actor, organisation, NOT_ITS_STAFF)
    rows = Role.objects.select_related("user", "community", "organisation__community")
    role = rows.filter(pk=pk, organisation=organisation).first()
    if role is None:
        raise NotFound(_("This role has been taken away already."))
    return role


def open_invitations(
    actor: Standing, *, community: Community, organisation: Organisation | None
) -> QuerySet[Invitation]:
    """The invitations to an organisation, else to a community, that wait for an answer: for those who may
    make them."""
    rule, record = (staff_organisation, organisation) if organisation else (govern_community, community)
    if not rule.allows(actor, record):
        return Invitation.objects.none()
    rows = Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    rows = rows.filter(organisation=organisation) if organisation else rows.filter(community=community)
    return rows.select_related("organisation", "community").order_by("-pk")


def access_invitation(actor: Standing, pk: UUID) -> Invitation:
    """An invitation that the actor may take back.

    Raises:
        NotFound: there is none that the actor may know of.
    """
    found = Invitation.objects.select_related("community", "organisation__community").filter(pk=pk).first()
    if found is not None:
        rule, record = (
            (staff_organisation, found.organisation) if found.organisation else (govern_community, found.community)
        )
        if rule.allows(actor, record):
            return found
    raise NotFound(_("There is no such invitation."))


def account(email: str) -> User | None:
    """The account that signs in with this address, when it is in use; for who runs the installation."""
    return User.objects.filter(email__iexact=email.strip(), is_active=True).first()


def account_known_to(actor: Standing, email: str) -> User | None:
    """The account in use that signs in with this address, if the actor sees it in a list of members
    anyway; nobody else is to learn whether there is one."""
    rows = User.objects.filter(email__iexact=email.strip(), is_active=True)
    known = Own("pk") | Administers("roles__organisation") | Governs("roles__community__path")
    return known.filter(actor, rows).distinct().first()


def confirmed(user: User) -> bool:
    """Whether the user has shown that the address is theirs."""
    return EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()


def _members(community: Community) -> QuerySet[User]:
    held = Role.objects.filter(user=OuterRef("pk"), community=community)
    return User.objects.filter(Exists(held), is_active=True)


def _with_roles(rows: QuerySet[User], roles: QuerySet[Role]) -> QuerySet[User]:
    shown = roles.select_related("organisation", "community").prefetch_related("organisation__names")
    proved = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=True)
    return (
        rows.annotate(confirmed=Exists(proved))
        .prefetch_related(Prefetch("roles", queryset=shown.order_by("since", "pk"), to_attr="held"))
        .order_by("name", "email")
    )
