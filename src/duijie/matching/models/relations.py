"""Relations that somebody declared, because they may be a conflict of interest."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.registry.models import Community, Organisation, Person


@pghistory.track()
class Relation(Record):
    """A declared relation of a person, an organisation or an account to a person or organisation.

    ``details`` are confidential: for whoever declared it and the secretariat. A relation is never
    deleted by its declarer, it ends (``until``), so that what held at the time can be told later.
    """

    class Kind(models.TextChoices):
        FAMILY = "family", _("family")
        ADVISOR = "advisor", _("advisor and student")
        FINANCIAL = "financial", _("financial interest")
        OWNERSHIP = "ownership", _("ownership")
        FORMER = "former", _("former employment")
        OTHER = "other", _("other")

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(_("kind of relation"), max_length=10, choices=Kind.choices)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="relations")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="relations"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="relations"
    )
    other_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="relations_to"
    )
    other_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="relations_to"
    )
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    details = models.TextField(_("details"), blank=True, max_length=2000)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="declared_relations"
    )

    class Meta:
        verbose_name = _("declared relation")
        verbose_name_plural = _("declared relations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(person__isnull=False, organisation__isnull=True, user__isnull=True)
                    | models.Q(person__isnull=True, organisation__isnull=False, user__isnull=True)
                    | models.Q(person__isnull=True, organisation__isnull=True, user__isnull=False)
                ),
                name="relation_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(other_person__isnull=False) ^ models.Q(other_organisation__isnull=False),
                name="relation_to_one",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(since__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="relation_ends_after_start",
                violation_error_message=_("The relation ends before it begins; exchange the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} – {self.counterpart}"

    @property
    def holder(self) -> object:
        """Whose relation it is."""
        return self.person or self.organisation or self.user

    @property
    def counterpart(self) -> object:
        """To whom."""
        return self.other_person or self.other_organisation

    @property
    def lasts(self) -> bool:
        """Whether it has not ended yet; on the day that it ends it has."""
        return self.until is None or self.until > timezone.localdate()
