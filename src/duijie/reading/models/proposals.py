"""What facts propose, what was decided about it, and what the community holds to be so."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.models import Record
from duijie.reading.models.facts import Fact
from duijie.reading.models.pages import Article
from duijie.registry.models import Community, Organisation, Person, Post


class Kind(models.TextChoices):
    """What can be proposed. The first three are records of the registry, the others statements."""

    ORGANISATION = "organisation", _("organisation")
    PERSON = "person", _("person")
    POST = "post", _("post")
    AGREEMENT = "agreement", _("agreement")
    INDICATOR = "indicator", _("indicator")
    MEMBERSHIP = "membership", _("membership")
    EVENT = "event", _("event")
    PROGRAMME = "programme", _("programme")
    TASK = "task", _("task")


IN_REGISTRY = frozenset({Kind.ORGANISATION, Kind.PERSON, Kind.POST})


@pghistory.track()
class Statement(Record):
    """Something that was read, accepted, and has no room of its own: an agreement, an indicator's
    value, a membership, an event, a programme, a task. Its sources are the facts of its proposals.

    ``date`` is ISO 8601 as far as it is known (``2019``, ``2020-01``), "" when it is not.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=20, choices=[choice for choice in Kind.choices if choice[0] not in IN_REGISTRY])
    title = models.CharField(_("title"), max_length=500)
    fields = models.JSONField(default=dict)
    date = models.CharField(_("date"), max_length=10, blank=True, db_index=True)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["-date", "-id"]

    def __str__(self) -> str:
        return self.title


class StatementLink(models.Model):
    """A name in a statement and whom it means, where that is known."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="links")
    role = models.CharField(max_length=30)
    text = models.CharField(max_length=300)
    key = models.CharField(max_length=200, db_index=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="statement_links"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="statement_links")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Decision(Record):
    """One decision, of a person or of the house itself; undone as a whole."""

    class Action(models.TextChoices):
        ACCEPT = "accept", _("accepted")
        EDIT = "edit", _("accepted with changes")
        REJECT = "reject", _("rejected")
        NEVER = "never", _("never from this source")

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="decisions")
    action = models.CharField(max_length=10, choices=Action.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    automatic = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.action} {self.created_at:%Y-%m-%d %H:%M}"


class Proposal(Record):
    """A change that facts suggest: one for each thing said in a community, however many articles
    say it. A rejected one stays, so that the same is not proposed again.

    ``proposed`` is what was read, ``values`` what is to be (they differ once edited).
    ``key`` is that of the statement; ``anchor`` and ``gist`` find the same said in other words
    (see :mod:`duijie.reading.judging.saying`). ``needs`` are the proposals without which it cannot be:
    the person and the organisation of a post. One of the four references names the record that
    it made, or that said so before (state "known"); ``made`` is the id of a record that it
    made, and stays when that record is merged into another.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        UNDONE = "undone", _("taken back, waiting again")
        ACCEPTED = "accepted", _("accepted")
        EDITED = "edited", _("accepted with changes")
        REJECTED = "rejected", _("rejected")
        KNOWN = "known", _("known before")

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    key = models.CharField(max_length=64, editable=False)
    anchor = models.CharField(max_length=200, blank=True, editable=False)
    gist = models.CharField(max_length=500, blank=True, editable=False)
    proposed = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    confidence = models.FloatField(_("confidence"), default=0)
    facts = models.ManyToManyField(Fact, related_name="proposals")
    needs = models.ManyToManyField("self", symmetrical=False, related_name="needed_by", blank=True)
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    place = models.PositiveIntegerField(default=0)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals")
    statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals")
    made = models.UUIDField(null=True, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=300, blank=True)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals")

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["article", "place", "id"]
        constraints = [models.UniqueConstraint(fields=["community", "key"], name="proposal_once")]
        indexes = [
            models.Index(fields=["community", "kind", "anchor"], name="proposal_anchor"),
            models.Index(
                fields=["community", "article", "place"],
                condition=models.Q(state__in=["pending", "undone"]),
                name="proposal_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.gist[:100] or self.kind

    @property
    def waits(self) -> bool:
        """Whether somebody has to decide."""
        return self.state in WAITING

    @property
    def holds(self) -> bool:
        """Whether it was accepted, with or without changes."""
        return self.state in HOLDING

    @property
    def record(self) -> Any:
        """What it made, or what said so before."""
        return self.organisation or self.person or self.post or self.statement


WAITING = (Proposal.State.PENDING, Proposal.State.UNDONE)
HOLDING = (Proposal.State.ACCEPTED, Proposal.State.EDITED)


class SourceTrust(Record):
    """What a community thinks of somebody who publishes: trusted, or never to be asked again."""

    class Verdict(models.TextChoices):
        TRUSTED = "trusted", _("trusted")
        NEVER = "never", _("never from this source")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="source_trust")
    source = models.CharField(max_length=300)
    label = models.CharField(max_length=300)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["verdict", "label"]
        constraints = [models.UniqueConstraint(fields=["community", "source"], name="trust_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.verdict}"
