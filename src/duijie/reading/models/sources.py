"""Where pages come from on the web, and how far the fetching of each is."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.reading.models.pages import Page
from duijie.registry.models import Community


class PageSource(Record):
    """A feed, a sitemap, a list of addresses or a page that is looked at again and again.

    ``address`` is where it is; a list may be written down in ``addresses`` instead, one a line.
    ``run`` numbers the runs and ``going`` says that one has begun and not ended: it is taken up
    again after a kill.
    """

    class Kind(models.TextChoices):
        AUTO = "auto", _("whatever comes")
        FEED = "feed", _("feed")
        SITEMAP = "sitemap", _("sitemap")
        LIST = "list", _("list of addresses")
        PAGE = "page", _("single page")

    class Every(models.TextChoices):
        HOUR = "hour", _("every hour")
        DAY = "day", _("every day")
        WEEK = "week", _("every week")
        NEVER = "never", _("only when told to")

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="page_sources")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.AUTO)
    address = models.CharField(_("address"), max_length=2000, blank=True)
    addresses = models.TextField(_("addresses"), blank=True, validators=[MaxLengthValidator(200_000)])
    every = models.CharField(_("looked at"), max_length=10, choices=Every.choices, default=Every.DAY)
    paused = models.BooleanField(_("paused"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    run = models.PositiveIntegerField(default=0, editable=False)
    going = models.BooleanField(default=False, editable=False)
    next_run_at = models.DateTimeField(_("next run"), null=True, blank=True, editable=False)
    started_at = models.DateTimeField(_("last run begun"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("last run ended"), null=True, blank=True, editable=False)
    notice = models.TextField(_("notice"), blank=True, editable=False)

    class Meta:
        verbose_name = _("page source")
        verbose_name_plural = _("page sources")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["going", "paused", "next_run_at"], name="source_due")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("reading:page-source", args=[self.pk])


class Fetch(models.Model):
    """One address of a source: what became of it in the last run that knew it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        FETCHING = "fetching", _("being fetched")
        FETCHED = "fetched", _("fetched, not read yet")
        READ = "read", _("read")
        FAILED = "failed", _("failed")

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(PageSource, on_delete=models.CASCADE, related_name="fetches")
    address = models.CharField(_("address"), max_length=2000)
    address_hash = models.CharField(max_length=64, editable=False)
    origin = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=PageSource.Kind.choices)
    depth = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    run = models.PositiveIntegerField()
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.FloatField(default=0.0)
    fetched_at = models.DateTimeField(_("fetched"), null=True, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    final = models.CharField(max_length=2000, blank=True)
    media_type = models.CharField(max_length=120, blank=True)
    stored_as = models.CharField(max_length=200, blank=True)
    sentence = models.TextField(_("what went wrong"), blank=True)
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="fetches")

    class Meta:
        verbose_name = _("fetch")
        verbose_name_plural = _("fetches")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["source", "address_hash"], name="address_of_source")]
        indexes = [models.Index(fields=["source", "run", "state", "id"], name="fetch_state")]

    def __str__(self) -> str:
        return self.address


class FetchHost(models.Model):
    """What is remembered of a host, for all sources and processes: its robots.txt, and when it
    may be asked next (seconds since 1970)."""

    origin = models.CharField(primary_key=True, max_length=300)
    due = models.FloatField(default=0.0)
    robots = models.TextField(null=True, blank=True)
    unreachable = models.BooleanField(default=False)
    robots_at = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")

    def __str__(self) -> str:
        return self.origin
