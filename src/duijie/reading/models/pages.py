"""Pages as they were read, and the articles in them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.registry.models import Community, Organisation


class Page(Record):
    """The bytes of one page. They are kept once, in the file storage, under their SHA-256;
    reading the same bytes again finds the same page."""

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("file"), max_length=500, blank=True)
    address = models.URLField(_("address"), max_length=2000, blank=True)
    media_type = models.CharField(_("media type"), max_length=120)
    encoding = models.CharField(_("encoding"), max_length=40, blank=True)
    size = models.PositiveBigIntegerField(_("size"))
    fetched_at = models.DateTimeField(_("fetched"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"))
    sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["-read_at", "-id"]

    def __str__(self) -> str:
        return self.address or self.name or self.sha256[:16]

    @property
    def stored_as(self) -> str:
        """Where the file storage keeps the bytes."""
        return f"pages/{self.sha256[:2]}/{self.sha256}"


class Article(Record):
    """One text of a page: repaired, with its original and the repairs that lead from one to the
    other, so that every change can be shown and undone.

    ``repairs`` holds ``[start, end, step, after]`` with offsets in ``original``.
    ``text_hash`` is that of the Simplified text without blanks and punctuation: two articles
    that share it say the same, and ``duplicate_of`` then names the one that was read first.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="articles")
    number = models.PositiveIntegerField(_("number on its page"), default=1)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="articles")
    stated_title = models.CharField(_("title"), max_length=500, null=True, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
        verbose_name=_("publisher in the registry"),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    author = models.CharField(_("author"), max_length=200, blank=True)
    section = models.CharField(_("section"), max_length=200, blank=True)
    editors = ArrayField(models.CharField(max_length=60), verbose_name=_("editors"), default=list, blank=True)
    identifiers = ArrayField(models.CharField(max_length=60), verbose_name=_("codes"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=10)
    region = models.CharField(max_length=2, default="cn")  # whose words a Chinese text uses: cn, tw, hk
    damage = ArrayField(models.CharField(max_length=30), verbose_name=_("damage"), default=list, blank=True)
    warnings = ArrayField(models.TextField(), verbose_name=_("warnings"), default=list, blank=True)
    text = models.TextField(_("text"))
    original = models.TextField(_("original"))
    repairs = models.JSONField(default=list, blank=True)
    text_hash = models.CharField(max_length=64, db_index=True, editable=False)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="duplicates", editable=False
    )
    sample = models.BooleanField(_("sample"), default=False)
    search_text = models.TextField(blank=True, editable=False)
    search_vector = models.GeneratedField(
        expression=SearchVector("search_text", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = [models.F("date").desc(nulls_last=True), "-id"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="article_on_page")]
        indexes = [
            GinIndex(fields=["search_vector"], name="article_search"),
            models.Index(models.F("date").desc(nulls_last=True), models.F("id").desc(), name="article_latest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title, or how the text begins where it states none."""
        if self.stated_title:
            return self.stated_title
        start = " ".join(self.text[:120].split())
        return start[:40] + "…" if len(start) > 40 else start

    @property
    def gist(self) -> str:
        """The beginning of the text, without the title."""
        body = self.text[:600].strip()
        return " ".join(body.removeprefix(self.stated_title or "").split())[:240]

    @property
    def hijacked(self) -> bool:
        """Whether somebody else's name was found in the publisher's places."""
        return "hijacked-name" in self.damage

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("reading:article", args=[self.pk])
