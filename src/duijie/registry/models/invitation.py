"""Somebody who has no account yet is asked to join."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.registry.models.community import Community, Role
from duijie.registry.models.who import Organisation


class Invitation(Record):
    """An address that may take a role once, until ``expires_at``; what came of it."""

    email = models.EmailField(_("e-mail"))
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    kind = models.CharField(max_length=20, choices=Role.Kind.choices, default=Role.Kind.MEMBER)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "community", "kind", "organisation"],
                condition=models.Q(used_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="invitation_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} @ {self.organisation or self.community}"

    @property
    def open(self) -> bool:
        """Whether it can still be used."""
        return self.used_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
