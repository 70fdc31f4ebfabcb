"""Asking people without an account to join, and their answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, mailing
from duijie.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from duijie.core.models import User
from duijie.registry.models import Community, Invitation, Organisation, Role
from duijie.registry.rules import NOT_ITS_STAFF, govern_community, staff_organisation
from duijie.registry.services.roles import OF_ORGANISATIONS
from duijie.registry.standing import Standing, forget, standing

DAYS: Final = 14
"""How long an invitation holds."""
MOST: Final = 200
"""Invitations that may be open at a time, in one community."""
_SALT: Final = "duijie.registry.invitation"


def may_invite(actor: Standing, community: Community, organisation: Organisation | None, kind: str) -> bool:
    """Organisation admins invite members of theirs, the secretariat everybody."""
    if organisation is not None and kind == Role.Kind.MEMBER:
        return staff_organisation.allows(actor, organisation)
    return govern_community.allows(actor, community) and (
        organisation is None or govern_community.allows(actor, organisation.community)
    )


@transaction.atomic
def invite_to_join(
    *, actor: User, email: str, community: Community, kind: str, organisation: Organisation | None = None
) -> Invitation:
    """Invite an address; the mail with the link goes out after the transaction.

    Raises:
        NotAllowed: the actor may not give this role.
        InvalidInput: the role and the organisation do not go together.
        Conflict: the address is invited already, or too many invitations are open.
    """
    if not may_invite(standing(actor), community, organisation, kind):
        raise NotAllowed(NOT_ITS_STAFF)
    fits = kind in OF_ORGANISATIONS if organisation is not None else kind != Role.Kind.ORGANISATION_ADMIN
    if kind not in Role.Kind.values or not fits:
        message = _("Only members and organisation admins belong to an organisation; name it for an admin.")
        raise InvalidInput.at("organisation", message)
    Community.objects.select_for_update().get(pk=community.pk)  # two at once are counted one after the other
    email = email.strip().lower()
    rows = Invitation.objects.filter(community=community, used_at=None, withdrawn_at=None)
    rows.filter(expires_at__lte=timezone.now()).update(withdrawn_at=timezone.now())
    if rows.filter(email=email, kind=kind, organisation=organisation).exists():
        raise Conflict(
            _("%(email)s is invited already; take that invitation back to send a new one.") % {"email": email}
        )
    if rows.count() >= MOST:
        raise Conflict(_("%(number)s invitations are open; wait for answers or take some back.") % {"number": MOST})
    made = Invitation(
        email=email, community=community, organisation=organisation, kind=kind, made_by=actor,
        expires_at=timezone.now() + timedelta(days=DAYS),
    )  # fmt: skip
    made.full_clean()
    made.save()
    audit.record(
        actor=actor, action="invite-to-join", target=community, after={"invitation": str(made.pk), "kind": kind}
    )
    mailing.queue(key=f"join:{made.pk}", to=email, subject=_subject(made), text=_letter(made))
    return made


@transaction.atomic
def withdraw_invitation(*, actor: User, invitation: Invitation) -> None:
    """Take an invitation back: its link opens nothing any more.

    Raises:
        NotAllowed: the actor could not have made it.
        Conflict: it was used or taken back.
    """
    current = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    rule = staff_organisation if current.organisation is not None else govern_community
    rule.check(standing(actor), current.organisation or current.community, NOT_ITS_STAFF)
    if current.used_at is not None or current.withdrawn_at is not None:
        raise Conflict(_("This invitation was used or taken back already."))
    current.withdrawn_at = timezone.now()
    current.save(update_fields=["withdrawn_at"])
    audit.record(
        actor=actor, action="withdraw-invitation", target=current.community, after={"invitation": str(current.pk)}
    )


def join_token(invitation: Invitation) -> str:
    """What the link of an invitation carries."""
    return signing.dumps(str(invitation.pk), salt=_SALT, compress=False)


def invited(token: str) -> Invitation:
    """The open invitation of a link.

    Raises:
        NotFound: the link is not ours, too old, used, or taken back; one sentence for all of them.
    """
    try:
        pk = UUID(signing.loads(token, salt=_SALT, max_age=timedelta(days=DAYS)))
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound(_GONE) from None
    found = Invitation.objects.select_related("community", "organisation", "made_by").filter(pk=pk).first()
    if found is None or not found.open:
        raise NotFound(_GONE)
    return found


@transaction.atomic
def accept_invitation(*, user: User, token: str) -> Role:
    """Join by a link: gives the role, once.

    Raises:
        NotFound: as :func:`invited`.
        Conflict: it was sent to an address that is not one of the user's; or who sent it may no
            longer give this role.
    """
    found = Invitation.objects.select_for_update(of=("self",)).get(pk=invited(token).pk)
    if not found.open:
        raise NotFound(_GONE)
    if not holds_address(user, found.email):
        raise Conflict(
            _("This invitation was sent to another address. Sign in with that one, or ask for an invitation to yours.")
        )
    by = found.made_by
    if by is None or not may_invite(standing(by), found.community, found.organisation, found.kind):
        raise Conflict(_("Who invited you may no longer give this role; ask the secretariat for a new invitation."))
    role, made = Role.objects.get_or_create(
        user=user, community=found.community, kind=found.kind, organisation=found.organisation
    )
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])
    if made:
        audit.record(
            actor=user, action="join-by-invitation", target=found.community, after={"invitation": str(found.pk)}
        )
    forget(user)
    return role


def holds_address(user: User, email: str) -> bool:
    """Whether an address is one of the user's."""
    return user.email.lower() == email or EmailAddress.objects.filter(user=user, email__iexact=email).exists()


def _subject(invitation: Invitation) -> str:
    place = invitation.organisation or invitation.community
    return " / ".join(_in_both(lambda: gettext("You are invited to join %(place)s") % {"place": place}))


def _letter(invitation: Invitation) -> str:
    """The mail, in both languages: nobody knows which one its reader prefers."""
    address = settings.SITE_URL + reverse("registry:join-by-invitation", args=[join_token(invitation)])
    until = timezone.localtime(invitation.expires_at).strftime("%Y-%m-%d %H:%M")

    def say() -> str:
        return gettext(
            "%(who)s invites you to join %(place)s as “%(role)s”. The link below can be used once, until %(until)s. "
            "If you do not know the sender, ignore this mail."
        ) % {
            "who": invitation.made_by,
            "place": invitation.organisation or invitation.community,
            "role": invitation.get_kind_display(),
            "until": until,
        }

    return "\n\n".join([*_in_both(say), address]) + "\n"


def _in_both(say: Callable[[], str]) -> list[str]:
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.append(say())
    return found


_GONE = _("This invitation was used, taken back, or is too old; ask for a new one.")
