"""The sentences by which people are told of what happens here, and by which rule they may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from duijie.core import notices
from duijie.core.errors import gettext_noop
from duijie.core.models import User
from duijie.core.permissions import Rule
from duijie.registry.claims.rules import see_claim
from duijie.registry.membership.rules import confirm_domain, see_request
from duijie.registry.models import MailDomain, MembershipRequest, PersonClaim
from duijie.registry.standing import Standing, forget, standing

GROUP: Final = "belonging"

SENTENCES: Final = {
    "registry-asked": (
        gettext_noop("{person} asks to belong to {organisation}"),
        gettext_noop("Confirm it or decline it with a reason. Members read the drafts of the organisation."),
    ),
    "registry-joined": (
        gettext_noop("{person} belongs to {organisation} now"),
        gettext_noop("The account has a confirmed mail address under a domain of the organisation."),
    ),
    "registry-left": (
        gettext_noop("{person} belongs to {organisation} no longer"),
        gettext_noop("The mail address by which the account was a member was removed from it."),
    ),
    "registry-confirmed": (
        gettext_noop("You belong to {organisation} now"),
        gettext_noop("You may choose it for what you add, and read the drafts under its name."),
    ),
    "registry-declined": (
        gettext_noop("Your request to belong to {organisation} was declined"),
        gettext_noop("The reason is on its page."),
    ),
    "registry-domain-stated": (
        gettext_noop("{organisation} states the mail domain {domain}"),
        gettext_noop("Once you confirm it, whoever has a confirmed address under it becomes a member on asking."),
    ),
    "registry-claimed": (
        gettext_noop("{account} says to be {person}"),
        gettext_noop("Look at what was said and shown, then confirm it or decline it with a reason."),
    ),
    "registry-claim-confirmed": (
        gettext_noop("The page of {person} is yours now"),
        gettext_noop("You may change what it says of you, and invitations about your profiles reach you."),
    ),
    "registry-claim-declined": (
        gettext_noop("That the page of {person} is yours was not confirmed"),
        gettext_noop("The reason is on the page."),
    ),
    "registry-claim-ended": (
        gettext_noop("The page of {person} is yours no longer"),
        gettext_noop("The secretariat took it back; the reason is on the page."),
    ),
}
"""The title and the text of each kind."""


def register() -> None:
    """Give every kind of notice of this room its sentences."""
    notices.add_group(
        notices.Group(
            GROUP,
            _("Organisations and people’s pages"),
            _("Who asks to belong to an organisation or to be a person, and the answers."),
            order=40,
        )
    )
    notices.guard("membership", by_rule(see_request, MembershipRequest))
    notices.guard("claim", by_rule(see_claim, PersonClaim))
    notices.guard("mail-domain", by_rule(confirm_domain, MailDomain))
    for kind, (title, text) in SENTENCES.items():
        notices.register(kind, title=title, text=text, group=GROUP)


def by_rule(rule: Rule[Standing], model: type[Model]) -> Callable[[User, Sequence[str]], Iterable[Any]]:
    """For :func:`duijie.core.notices.guard`: the records of ``model`` that the rule shows to somebody."""

    def seen(user: User, ids: Sequence[str]) -> Iterable[Any]:
        forget(user)  # the roles may have changed since the notice was made
        return rule.filter(standing(user), model._default_manager.filter(pk__in=ids)).values_list("pk", flat=True)

    return seen
