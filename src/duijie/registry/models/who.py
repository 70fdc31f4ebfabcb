"""Organisations, people, the posts they hold, their names and identifiers."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.registry.models.community import Community


class _Named(Record):
    """Something with one main name, further names in several languages, and identifiers."""

    name = models.CharField(_("name"), max_length=200)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="%(class)ss")
    description = models.TextField(_("description"), blank=True, max_length=20_000)
    description_en = models.TextField(_("description in English"), blank=True, max_length=20_000)
    website = models.URLField(_("website"), blank=True)
    external_id = models.CharField(_("external id"), max_length=120, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from", editable=False
    )
    sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """The name in the reader's language where one is kept, else the main name."""
        wanted = "en" if (get_language() or "").startswith("en") else "zh"
        for name in self.names.all():  # type: ignore[attr-defined]
            if name.language.startswith(wanted) and name.kind == _Name.Kind.MAIN:
                return str(name.text)
        return self.name

    @property
    def about(self) -> str:
        """The description in the reader's language, else the one there is."""
        english = (get_language() or "").startswith("en")
        return (self.description_en or self.description) if english else (self.description or self.description_en)


class _Name(models.Model):
    class Kind(models.TextChoices):
        MAIN = "main", _("main name")
        ALIAS = "alias", _("also known as")
        SHORT = "short", _("short form")
        FORMER = "former", _("former name")

    language = models.CharField(max_length=10, default="zh-Hans")
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ALIAS)
    key = models.CharField(max_length=200, db_index=True, editable=False)
    grams = ArrayField(models.CharField(max_length=8), default=list, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class Organisation(_Named):
    """A company, university, institute, hospital, government body or association."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        UNIVERSITY = "university", _("university")
        INSTITUTE = "institute", _("research institute")
        HOSPITAL = "hospital", _("hospital")
        GOVERNMENT = "government", _("government body")
        ASSOCIATION = "association", _("association")
        COOPERATIVE = "cooperative", _("cooperative")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    place = models.CharField(_("place"), max_length=20, blank=True, db_index=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts", verbose_name=_("part of")
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "external_id"], condition=~models.Q(external_id=""), name="organisation_external"
            )
        ]

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("registry:organisation", args=[self.pk])


class OrganisationName(_Name):
    """One name of an organisation. ``key`` is the name as compared: Simplified, folded,
    without blanks, punctuation and legal form; ``grams`` what a similar name shares with it
    (both from :mod:`duijie.registry.names`)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")

    class Meta:
        indexes = [GinIndex(fields=["grams"], name="organisationname_grams")]
        constraints = [models.UniqueConstraint(fields=["organisation", "language", "text"], name="organisation_name")]


@pghistory.track()
class Person(_Named):
    """Somebody known by name. ``user`` is set once the person has claimed the profile."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "external_id"], condition=~models.Q(external_id=""), name="person_external"
            )
        ]

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("registry:person", args=[self.pk])


class PersonName(_Name):
    """One name of a person, in the manner of :class:`OrganisationName`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")

    class Meta:
        indexes = [GinIndex(fields=["grams"], name="personname_grams")]
        constraints = [models.UniqueConstraint(fields=["person", "language", "text"], name="person_name")]


class Identifier(models.Model):
    """A name in somebody's scheme, unique there: it belongs to one organisation or person."""

    class Scheme(models.TextChoices):
        ROR = "ror", "ROR"
        ORCID = "orcid", "ORCID"
        USCC = "uscc", _("unified social credit code")
        ICP = "icp", _("ICP record")
        SITE_CODE = "site_code", _("government site code")

    scheme = models.CharField(max_length=20, choices=Scheme.choices)
    value = models.CharField(max_length=120)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="identifiers"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="identifiers")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_once"),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) ^ models.Q(person__isnull=False),
                name="identifier_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


@pghistory.track()
class Post(Record):
    """A role of a person at an organisation for a time. Dates may be unknown; ``former`` says that
    it is over, also where nobody knows since when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField(_("post"), max_length=120)
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True)
    former = models.BooleanField(_("former"), default=False)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-start", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True)
                | models.Q(start__isnull=True)
                | models.Q(end__gte=models.F("start")),
                name="post_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.title} · {self.organisation}"

    @property
    def over(self) -> bool:
        """Whether the post is no longer held, with or without a known end."""
        return self.former or self.end is not None
