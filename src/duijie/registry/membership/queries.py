"""Every read of mail domains and requests for membership that needs a name."""

from __future__ import annotations

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.core.models import User
from duijie.registry.membership.domains import covering, domain_of, lines
from duijie.registry.membership.mailboxes import digest_of
from duijie.registry.membership.rules import decide_request, see_request
from duijie.registry.models import BarredAddress, Community, MailDomain, MembershipRequest, Organisation, Role
from duijie.registry.rules import NOT_ITS_STAFF, staff_organisation
from duijie.registry.standing import Standing


def verified_addresses(user: User) -> list[str]:
    """The addresses that somebody has shown to be theirs."""
    return list(EmailAddress.objects.filter(user=user, verified=True).order_by("pk").values_list("email", flat=True))


def vouching_domain(user: User, organisation: Organisation) -> MailDomain | None:
    """The organisation's confirmed domain under which the user has a confirmed address.

    Of several stated domains that cover an address the nearest one counts, whosever it is.
    """
    addresses = verified_addresses(user)
    candidates = {domain for address in addresses for domain in lines(domain_of(address))}
    rows = MailDomain.objects.filter(domain__in=candidates, confirmed_at__isnull=False)
    stated = {row.domain: row for row in rows}
    for address in addresses:
        found = covering(address, {domain: row.below for domain, row in stated.items()})
        if found and stated[found].organisation_id == organisation.pk:
            return stated[found]
    return None


def barred(user: User, organisation: Organisation) -> bool:
    """Whether the organisation has refused or removed this user, or another account with a mailbox of theirs."""
    rows = MembershipRequest.objects.filter(user=user, organisation=organisation, state__in=("declined", "ended"))
    digests = [digest_of(address) for address in verified_addresses(user)]
    return (
        rows.filter(by_person=True).exists()
        or BarredAddress.objects.filter(organisation=organisation, digest__in=digests).exists()
    )


def opening_domain(user: User, organisation: Organisation) -> MailDomain | None:
    """The domain by which the user becomes a member at once."""
    return None if barred(user, organisation) else vouching_domain(user, organisation)


def confirmed_domains(organisation: Organisation) -> list[MailDomain]:
    """The domains under which people become members at once."""
    return list(MailDomain.objects.filter(organisation=organisation, confirmed_at__isnull=False))


def access_domains(actor: Standing, organisation: Organisation) -> QuerySet[MailDomain]:
    """All domains of an organisation, for those who keep them.

    Raises:
        NotAllowed: the actor is neither its admin nor governs its community.
    """
    staff_organisation.check(actor, organisation, NOT_ITS_STAFF)
    return MailDomain.objects.filter(organisation=organisation).select_related("confirmed_by", "made_by")


def access_domain(actor: Standing, organisation: Organisation, pk: UUID) -> MailDomain:
    """One of them.

    Raises:
        NotAllowed: as :func:`access_domains`.
        NotFound: there is none.
    """
    row = access_domains(actor, organisation).filter(pk=pk).select_related("organisation__community").first()
    if row is None:
        raise NotFound(_("This mail domain has been removed already."))
    return row


def access_requests(actor: Standing, organisation: Organisation, *, open_only: bool) -> QuerySet[MembershipRequest]:
    """Who asks to belong to an organisation, or has asked, the newest first.

    Raises:
        NotAllowed: the actor is neither its admin nor governs its community.
    """
    staff_organisation.check(actor, organisation, NOT_ITS_STAFF)
    rows = decide_request.filter(actor, MembershipRequest.objects.filter(organisation=organisation))
    rows = rows.filter(state="open") if open_only else rows.exclude(state="open")
    confirmed = EmailAddress.objects.filter(user=OuterRef("user"), email__iexact=OuterRef("user__email"), verified=True)
    rows = rows.select_related("user", "decided_by").annotate(proved=Exists(confirmed))
    return rows.order_by("pk" if open_only else "-pk")


def access_request(actor: Standing, pk: UUID) -> MembershipRequest:
    """One request that the actor made or decides.

    Raises:
        NotFound: there is none that the actor may know of.
    """
    rows = MembershipRequest.objects.select_related("organisation__community", "user")
    row = rows.filter(pk=pk).first()
    if row is None or not see_request.allows(actor, row):
        raise NotFound(_("There is no such request."))
    return row


def requests_waiting(organisation: Organisation) -> int:
    """How many ask to belong to it."""
    return MembershipRequest.objects.filter(organisation=organisation, state="open").count()


def own_requests(user: User) -> list[MembershipRequest]:
    """What somebody asked of organisations and has no answer to yet."""
    rows = MembershipRequest.objects.filter(user=user, state="open").select_related("organisation")
    return list(rows.prefetch_related("organisation__names")[:50])


def own_request(user: User, organisation: Organisation) -> MembershipRequest | None:
    """The open request of somebody to an organisation."""
    return MembershipRequest.objects.filter(user=user, organisation=organisation, state="open").first()


def last_answer(user: User, organisation: Organisation) -> MembershipRequest | None:
    """The refusal that somebody got last from an organisation, unless something came after it."""
    row = MembershipRequest.objects.filter(user=user, organisation=organisation).order_by("-pk").first()
    return row if row is not None and row.state == "declined" else None


def secretariat_of(community: Community) -> list[User]:
    """Who looks after a community: its secretariat, else the nearest one above, else the site admins."""
    for pk in reversed(community.path.split("/")):
        held = Role.objects.filter(community=UUID(pk), kind=Role.Kind.SECRETARIAT).values("user")
        found = list(User.objects.filter(pk__in=held, is_active=True))
        if found:
            return found
    return list(User.objects.filter(is_superuser=True, is_active=True))


def deciders(organisation: Organisation) -> list[User]:
    """Who answers those who want to belong: the organisation's admins, else the secretariat."""
    held = Role.objects.filter(organisation=organisation, kind=Role.Kind.ORGANISATION_ADMIN).values("user")
    return list(User.objects.filter(pk__in=held, is_active=True)) or secretariat_of(organisation.community)
