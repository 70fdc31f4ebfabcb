"""What somebody with an account asks for: to belong to an organisation, to be known as a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duijie.core.models import Record
from duijie.registry.models.who import Organisation, Person


class MailDomain(Record):
    """The domain of an organisation's mail addresses, in ASCII and small letters.

    It lets people in once it is confirmed. ``below`` says that addresses under its subdomains count
    as well, unless one of those is stated by itself.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="mail_domains")
    domain = models.CharField(_("mail domain"), max_length=253, unique=True)
    below = models.BooleanField(_("subdomains count as well"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain


class _Asked(Record):
    """Something that is asked for, and what came of it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a request", "waiting")
        CONFIRMED = "confirmed", pgettext_lazy("a request", "confirmed")
        DECLINED = "declined", pgettext_lazy("a request", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("a request", "withdrawn")
        ENDED = "ended", pgettext_lazy("a request", "taken back")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="%(class)ss")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    message = models.TextField(_("message"), blank=True, max_length=2000)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_person = models.BooleanField(default=False)
    """Whether somebody else decided: it stays when the account of ``decided_by`` is deleted."""
    reason = models.TextField(_("reason"), blank=True, max_length=1000)

    class Meta:
        abstract = True


class MembershipRequest(_Asked):
    """Somebody asks to belong to an organisation. ``domain`` is the mail domain that answered at
    once, ``below`` whether its subdomains counted then; empty when a person decides."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="membership_requests")
    domain = models.CharField(max_length=253, blank=True)
    below = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("request for membership")
        verbose_name_plural = _("requests for membership")
        ordering = ["-id"]
        indexes = [models.Index(fields=["organisation", "state", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=models.Q(state="open"), name="membership_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.organisation}"


class BarredAddress(Record):
    """A mail address of somebody whom an organisation refused or removed, as a keyed digest.

    It outlives the account: a new one with the same mailbox is not let in at once either.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("barred mail address")
        verbose_name_plural = _("barred mail addresses")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "digest"], name="address_barred_once")]

    def __str__(self) -> str:
        return f"{self.digest[:8]} × {self.organisation}"


class PersonClaim(_Asked):
    """Somebody says to be a person of the registry. ``orcid`` is the iD that ORCID vouched for."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="claims")
    proof = models.CharField(_("where it can be seen"), blank=True, max_length=500)
    orcid = models.CharField(max_length=19, blank=True)

    class Meta:
        verbose_name = _("claim of a person’s page")
        verbose_name_plural = _("claims of people’s pages")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "person"], condition=models.Q(state="open"), name="claim_asked_once"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="confirmed"), name="claim_confirmed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} = {self.person}"
