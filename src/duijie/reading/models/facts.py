"""Facts as they were read from articles, and whom they speak of."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.reading.models.pages import Article
from duijie.registry.models import Organisation, Person


class FactReading(Record):
    """That the facts of an article were read, by whom it speaks, and whether that was taken back.

    ``digest`` is that of the text and of all facts found: reading the same again changes nothing.
    ``source`` says who speaks (see :mod:`duijie.reading.judging.sourcing`).
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="fact_reading")
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=300, db_index=True)
    read_at = models.DateTimeField(_("read"))
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.article} {self.read_at:%Y-%m-%d %H:%M}"


class Fact(Record):
    """One statement of an article, with the quote that says it.

    ``start`` and ``end`` are offsets in the article's text, ``original_start`` and
    ``original_end`` in its original. ``digest`` is that of type and fields: an article states
    a fact once. ``withdrawn_at`` is set when a later reading of the article no longer finds
    the fact, and something that was decided rests on it.
    """

    class Type(models.TextChoices):
        DOCUMENT = "document", _("document")
        ROLE = "role", _("post")
        EVENT = "event", _("event")
        AGREEMENT = "agreement", _("agreement")
        INDICATOR = "indicator", _("indicator")
        MEMBERSHIP = "membership", _("membership")
        PROGRAMME = "programme", _("programme")
        TASK = "task", _("task")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="facts")
    type = models.CharField(_("kind"), max_length=20, choices=Type.choices)
    fields = models.JSONField(default=dict)
    quote = models.TextField(_("quote"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    original_start = models.PositiveIntegerField()
    original_end = models.PositiveIntegerField()
    rule = models.CharField(_("found by"), max_length=120)
    confidence = models.FloatField(_("confidence"))
    read_at = models.DateTimeField(_("read"))
    digest = models.CharField(max_length=64, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["article", "start", "end", "id"]
        constraints = [models.UniqueConstraint(fields=["article", "digest"], name="fact_once_in_article")]
        indexes = [models.Index(fields=["type", "-id"], name="fact_of_type")]

    def __str__(self) -> str:
        return self.quote[:80]

    def get_absolute_url(self) -> str:
        """The fact in the margin of its article."""
        return f"{self.article.get_absolute_url()}#fact-{self.pk}"


class Mention(models.Model):
    """A name in a fact and whom it means. Where that is not clear, ``candidates`` lists
    ``{"id", "name", "score", "why"}`` and both references are empty."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("organisation")
        PERSON = "person", _("person")

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="mentions")
    role = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.CharField(max_length=300)
    key = models.CharField(max_length=200, db_index=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="mentions"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="mentions")
    how = models.CharField(max_length=20, blank=True)
    candidates = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text

    @property
    def record(self) -> Organisation | Person | None:
        """Whom it means, where that is known."""
        return self.organisation if self.kind == self.Kind.ORGANISATION else self.person


class Story(Record):
    """Articles that are copies of one another, more or less; ``canonical`` is the one to read."""

    canonical = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def __str__(self) -> str:
        return str(self.canonical or self.pk)


class Fingerprint(models.Model):
    """What an article is compared by (see :mod:`duijie.reading.judging.nearness`), and its story."""

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="fingerprint")
    minhash = ArrayField(models.BigIntegerField())
    bands = ArrayField(models.BigIntegerField())
    story = models.ForeignKey(Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="members")

    class Meta:
        indexes = [GinIndex(fields=["bands"], name="fingerprint_bands")]

    def __str__(self) -> str:
        return str(self.article)
