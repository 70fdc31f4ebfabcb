"""The mail domains of organisations: stating, confirming and removing them."""

from __future__ import annotations

from typing import Final

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, notices, records
from duijie.core.errors import Conflict, NotFound
from duijie.core.locks import MAIL_DOMAINS, one_after_the_other
from duijie.core.models import User
from duijie.registry.membership.domains import domain_of, lines, normalise_domain, shown
from duijie.registry.membership.queries import secretariat_of
from duijie.registry.membership.rules import confirm_domain as may_confirm
from duijie.registry.models import MailDomain, Organisation
from duijie.registry.rules import staff_organisation
from duijie.registry.services import named
from duijie.registry.standing import standing

MOST: Final = 30
"""Domains of one organisation."""
_NOT_YOURS = _("Only the organisation's admin or the secretariat may say which mail domains it has.")


@transaction.atomic
def state_domain(
    *, actor: User, organisation: Organisation, text: str, below: bool = False, move: bool = False
) -> MailDomain:
    """Say that addresses under a domain are the organisation's.

    It is confirmed at once when the secretariat says it, or when the admin has a confirmed address
    under it, its subdomains do not count, and no other organisation has stated a domain above or
    below; else it waits for the secretariat, which is told.

    Args:
        below: addresses under its subdomains count as well.
        move: take it from the organisation that has it; only who keeps both may.

    Raises:
        NotAllowed: the actor is neither admin of the organisation nor governs its community.
        InvalidInput: no domain, or one under which anybody has a mailbox.
        Conflict: it is stated already; ``details["confirm"]`` when the actor may move it.
    """
    current = named.locked(organisation)
    who = standing(actor)
    staff_organisation.check(who, current, _NOT_YOURS)
    domain = normalise_domain(text)
    one_after_the_other(MAIL_DOMAINS)  # else two neighbours stated at once would not find each other
    made = MailDomain(organisation=current, domain=domain, below=below, made_by=actor)
    governs = may_confirm.allows(who, made)
    held = MailDomain.objects.select_for_update(of=("self",)).filter(domain=domain).first()
    if held is not None:
        if held.organisation_id == current.pk:
            raise Conflict(_("“%(domain)s” is stated already.") % {"domain": shown(domain)})
        if not (governs and may_confirm.allows(who, held)):
            raise Conflict(
                _("Another organisation has stated “%(domain)s”; only the secretariat can move it.")
                % {"domain": shown(domain)}
            )
        if not move:
            raise Conflict(
                _("“%(domain)s” belongs to %(organisation)s now.")
                % {"domain": shown(domain), "organisation": held.organisation},
                confirm=True,
            )
        _remove(actor, held)
    if MailDomain.objects.filter(organisation=current).count() >= MOST:
        raise Conflict(_("An organisation has %(most)s mail domains at most; remove one first.") % {"most": MOST})
    if governs or (not below and _has_address(actor, domain) and not _near(made)):
        made.confirmed_at, made.confirmed_by = timezone.now(), actor
    records.check(made)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # somebody was faster
        raise Conflict(_("“%(domain)s” is stated already.") % {"domain": shown(domain)}) from None
    audit.record(actor=actor, action="state-mail-domain", target=current, after=_told(made))
    if made.confirmed_at is None:
        notices.tell(
            users=secretariat_of(current.community),
            kind="registry-domain-stated",
            params={"organisation": current.name, "domain": shown(domain)},
            url=reverse("registry:organisation-domains", args=[current.pk]),
            key=f"mail-domain:{made.pk}:stated",
            about=f"mail-domain:{made.pk}",
        )
    return made


@transaction.atomic
def confirm_domain(*, actor: User, row: MailDomain) -> MailDomain:
    """Let a stated domain count.

    Raises:
        NotAllowed: the actor does not govern the organisation's community.
        NotFound: it was removed meanwhile.
    """
    current = _locked(row)
    may_confirm.check(standing(actor), current, _("Only the secretariat confirms mail domains."))
    if current.confirmed_at is None:
        current.confirmed_at, current.confirmed_by = timezone.now(), actor
        current.version += 1
        current.save()
        audit.record(actor=actor, action="confirm-mail-domain", target=current.organisation, after=_told(current))
    return current


@transaction.atomic
def remove_domain(*, actor: User, row: MailDomain) -> None:
    """Let nobody in by it any more. Who is a member stays one.

    Raises:
        NotAllowed: the actor is neither admin of the organisation nor governs its community.
        NotFound: it was removed meanwhile.
    """
    current = _locked(row)
    staff_organisation.check(standing(actor), current.organisation, _NOT_YOURS)
    _remove(actor, current)


def _remove(actor: User, row: MailDomain) -> None:
    audit.record(actor=actor, action="remove-mail-domain", target=row.organisation, before=_told(row))
    row.delete()


def _locked(row: MailDomain) -> MailDomain:
    rows = MailDomain.objects.select_for_update(of=("self",)).select_related("organisation__community")
    current = rows.filter(pk=row.pk).first()
    if current is None:
        raise NotFound(_("This mail domain has been removed already."))
    return current


def _has_address(user: User, domain: str) -> bool:
    held = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return any(domain_of(address) == domain for address in held)


def _near(row: MailDomain) -> bool:
    """Whether another organisation has stated a domain above or below this one."""
    others = MailDomain.objects.exclude(organisation=row.organisation_id)
    return others.filter(Q(domain__in=lines(row.domain)) | Q(domain__endswith=f".{row.domain}")).exists()


def _told(row: MailDomain) -> dict[str, object]:
    return {"domain": row.domain, "below": row.below, "confirmed": row.confirmed_at is not None}
