"""Communities form a tree; roles are held in a community."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record


class Community(Record):
    """An association, society, branch or alliance with its own members, libraries and site.

    One installation holds one tree; the root answers at ``/``, the others at ``/c/<slug>/``.
    ``path`` is the ids of the ancestors and of itself, joined by "/": a service keeps it.
    """

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    description_zh = models.TextField(_("about, in Chinese"), blank=True)
    description_en = models.TextField(_("about, in English"), blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=500, editable=False, db_index=True)
    shares = models.BooleanField(
        _("shares with its branches"),
        default=True,
        help_text=_("Members of communities below this one see its community-visible items."),
    )
    colour = models.CharField(
        _("colour"), max_length=7, default="#0b5c6b", validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")]
    )
    emblem = models.FileField(_("emblem"), upload_to="emblems/", blank=True)
    sample = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent"], condition=models.Q(parent__isnull=True), nulls_distinct=False, name="one_root"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the reader, else the one there is."""
        english = (get_language() or "").startswith("en")
        return (self.name_en or self.name_zh) if english else (self.name_zh or self.name_en)

    @property
    def description(self) -> str:
        """What it is, in the language of the reader, else the text there is."""
        english = (get_language() or "").startswith("en")
        first, second = self.description_zh, self.description_en
        return (second or first) if english else (first or second)

    @property
    def is_root(self) -> bool:
        return self.parent_id is None

    @property
    def home(self) -> str:
        """The address path of its site."""
        return "/" if self.is_root else f"/c/{self.slug}/"


class Role(models.Model):
    """What somebody is in a community. ``organisation`` is for members and admins of one."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("member")
        ORGANISATION_ADMIN = "organisation-admin", _("organisation admin")
        BROKER = "broker", _("broker")
        SECRETARIAT = "secretariat", _("secretariat")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="roles")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.MEMBER)
    organisation = models.ForeignKey(
        "registry.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="roles"
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "community", "kind", "organisation"], nulls_distinct=False, name="role_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.kind} @ {self.community}"
