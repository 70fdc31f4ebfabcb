"""What problems, projects and talents have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.registry.models import Community, Organisation

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


class Kind(models.TextChoices):
    """The three libraries."""

    PROBLEM = "problem", _("problem")
    PROJECT = "project", _("project")
    TALENT = "talent", _("talent")


class State(models.TextChoices):
    """Where an item stands; see :mod:`duijie.library.lifecycle` for the ways between."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    PUBLISHED = "published", _("published")
    MATCHED = "matched", _("matched")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")


class Visibility(models.TextChoices):
    """Who may see an item once it is published."""

    PUBLIC = "public", _("everybody")
    COMMUNITY = "community", _("the community")
    PRIVATE = "private", _("only my organisation and the secretariat")


class Cooperation(models.TextChoices):
    """The five statutory kinds of technology contract."""

    DEVELOPMENT = "development", _("technology development")
    TRANSFER = "transfer", _("technology transfer")
    LICENCE = "licence", _("technology licence")
    CONSULTING = "consulting", _("technical consulting")
    SERVICE = "service", _("technical service")


class Language(models.TextChoices):
    """The language an item is written in."""

    HANS = "zh-Hans", _("Simplified Chinese")
    HANT = "zh-Hant", _("Traditional Chinese")
    EN = "en", _("English")


ITEM_MODELS: dict[str, type[Item]] = {}
"""The model of each kind, filled by the package."""


def _codes(label: StrOrPromise) -> ArrayField:
    return ArrayField(models.CharField(max_length=20), verbose_name=label, default=list, blank=True)


class Item(Record):
    """One entry of a library. ``title`` of a talent is the person's or team's name.

    ``fields`` are FORD codes, ``places`` GB/T 2260 or ISO 3166 codes. ``search_text`` is the
    segmented text of what outsiders may read, kept by the services.
    """

    kind: ClassVar[Kind]

    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, default=Language.HANS)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="%(class)ss")
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
        verbose_name=_("organisation"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="%(class)ss"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    visibility = models.CharField(
        _("who may see it"), max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    fields = _codes(_("fields"))
    places = _codes(_("places"))
    keywords = ArrayField(models.CharField(max_length=60), verbose_name=_("keywords"), default=list, blank=True)
    cooperation = _codes(_("ways to cooperate"))
    external_id = models.CharField(_("external id"), max_length=120, blank=True)
    sample = models.BooleanField(_("sample"), default=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    search_vector = models.GeneratedField(
        expression=SearchVector("search_text", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        abstract = True
        ordering = ["-published_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """Its id over all kinds, as the outbox and the index use it: ``project:<uuid>``."""
        return f"{self.kind.value}:{self.pk}"

    @property
    def body(self) -> str:
        """The text that says what it is about: statement, summary or expertise."""
        raise NotImplementedError

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("library:item", args=[self.kind.value, self.pk])


def item_indexes(name: str) -> list[models.Index]:
    """The indexes that each kind's table needs, named after the table."""
    return [
        GinIndex(fields=["search_vector"], name=f"{name}_search"),
        GinIndex(fields=["fields"], name=f"{name}_fields"),
        GinIndex(fields=["places"], name=f"{name}_places"),
        models.Index(fields=["state", "-published_at", "-id"], name=f"{name}_latest"),
    ]


def item_constraints(name: str) -> list[models.BaseConstraint]:
    """The constraints that each kind's table needs, named after the table."""
    return [
        models.UniqueConstraint(
            fields=["community", "external_id"], condition=~models.Q(external_id=""), name=f"{name}_external"
        )
    ]
