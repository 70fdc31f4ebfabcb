"""Challenges: their rules and officers, what is sealed and what was opened, scores and the award."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duijie.core import currencies
from duijie.core.models import Record
from duijie.docking.models.columns import user_column
from duijie.docking.models.deals import Deal
from duijie.library.models import Item, Problem, Project, Talent
from duijie.registry.models import Community


def _refuse(name: str, operation: Any, unless: str, told: str) -> pgtrigger.Trigger:
    """A trigger that refuses a row unless a condition on its challenge ``c`` holds, by the database's own clock."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        func=f"""
            IF NOT EXISTS (SELECT 1 FROM docking_challenge c WHERE c.id = NEW.challenge_id AND {unless}) THEN
                RAISE EXCEPTION '{told}';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - both come from this file
    )


class Challenge(Record):
    """A problem that is put to everybody with a bounty, rules and a timetable. See docking.challenges.

    The timetable and the bounty are those of the rules in force. ``clock_part`` and the officers'
    parts make the private key that belongs to ``public_key``; it is kept nowhere whole before two
    officers have given their parts, and from then on (``opening_key``, under the installation's
    secret) only until the last proposal is open.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("a challenge", "in preparation")
        OPEN = "open", pgettext_lazy("a challenge", "open for proposals")
        OPENING = "opening", pgettext_lazy("a challenge", "being opened")
        OPENED = "opened", pgettext_lazy("a challenge", "opened, being judged")
        SHORTLISTED = "shortlisted", pgettext_lazy("a challenge", "shortlist published")
        AWARDED = "awarded", pgettext_lazy("a challenge", "awarded")
        ENDED = "ended", pgettext_lazy("a challenge", "ended without an award")

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="challenges")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenges")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT, db_index=True)
    bounty = models.DecimalField(_("bounty"), max_digits=16, decimal_places=2, validators=[MinValueValidator(1)])
    currency = models.CharField(_("currency"), max_length=3, choices=currencies.CHOICES, default=currencies.DEFAULT)
    proposals_until = models.DateTimeField(_("proposals until"))
    opening_at = models.DateTimeField(_("opening"))
    award_by = models.DateField(_("award by"))
    public_key = models.BinaryField(null=True, blank=True, max_length=32)
    clock_part = models.BinaryField(null=True, blank=True, max_length=100)
    opening_key = models.BinaryField(null=True, blank=True, max_length=100)
    published_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    shortlisted_at = models.DateTimeField(null=True, blank=True)
    awarded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_note = models.TextField(max_length=2000, blank=True)
    award = models.ForeignKey("OpenedProposal", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    award_reasons = models.TextField(max_length=10_000, blank=True)
    deal = models.ForeignKey(Deal, null=True, blank=True, on_delete=models.PROTECT, related_name="challenges")
    made_by = user_column()
    form = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["problem"],
                condition=models.Q(state__in=["draft", "open", "opening", "opened", "shortlisted"]),
                name="challenge_one_of_a_problem",
            ),
            models.CheckConstraint(
                condition=models.Q(opening_at__gte=models.F("proposals_until")), name="challenge_opens_after_the_end"
            ),
            models.CheckConstraint(
                condition=models.Q(opening_key__isnull=True) | models.Q(state="opening"),
                name="challenge_key_goes_with_the_opening",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="challenge_keeps_its_time",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.published_at IS NOT NULL AND (
                        NEW.published_at IS DISTINCT FROM OLD.published_at OR NEW.state = 'draft'
                    ) THEN
                        RAISE EXCEPTION 'a published challenge is not taken back into preparation';
                    END IF;
                    IF (OLD.published_at IS NOT NULL OR OLD.state <> 'draft') AND (
                        NEW.proposals_until IS DISTINCT FROM OLD.proposals_until
                        OR NEW.opening_at IS DISTINCT FROM OLD.opening_at
                    ) AND (
                        OLD.state <> 'open' OR OLD.proposals_until <= clock_timestamp()
                        OR NEW.proposals_until < OLD.proposals_until OR NEW.opening_at < OLD.opening_at
                    ) THEN
                        RAISE EXCEPTION 'the time of a published challenge is put off before its end, or not at all';
                    END IF;
                    IF (OLD.published_at IS NOT NULL OR OLD.state <> 'draft') AND (
                        NEW.public_key IS DISTINCT FROM OLD.public_key OR NEW.clock_part IS DISTINCT FROM OLD.clock_part
                    ) THEN
                        RAISE EXCEPTION 'the key of a published challenge is not exchanged';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return str(self.problem)

    @property
    def over(self) -> bool:
        """Whether the time for proposals has passed."""
        return timezone.now() >= self.proposals_until

    @property
    def due(self) -> bool:
        """Whether the proposals may be opened by now."""
        return timezone.now() >= self.opening_at

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("docking:challenge", args=[self.pk])


class ChallengeRules(models.Model):
    """An edition of the rules, with its timetable and bounty. A published one is never changed; a new
    one says why.

    ``criteria``: a list of ``{"zh", "en", "weight"}`` whose weights make 100.
    """

    id = models.BigAutoField(primary_key=True)
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    text_zh = models.TextField(_("rules in Chinese"), max_length=20_000, blank=True)
    text_en = models.TextField(_("rules in English"), max_length=20_000, blank=True)
    eligibility_zh = models.TextField(_("who may take part, in Chinese"), max_length=5000, blank=True)
    eligibility_en = models.TextField(_("who may take part, in English"), max_length=5000, blank=True)
    criteria = models.JSONField(default=list)
    bounty = models.DecimalField(max_digits=16, decimal_places=2, validators=[MinValueValidator(1)])
    currency = models.CharField(max_length=3, choices=currencies.CHOICES)
    proposals_until = models.DateTimeField()
    opening_at = models.DateTimeField()
    award_by = models.DateField()
    reason = models.TextField(_("why the rules are changed"), max_length=2000, blank=True)
    made_by = user_column()
    published_at = models.DateTimeField(null=True, blank=True)
    form = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["challenge", "number"], name="challenge_rules_number")]
        triggers = [
            pgtrigger.Protect(
                name="published_rules_are_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="published_rules_are_not_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.published_at IS NOT NULL
                        AND (to_jsonb(NEW) - 'made_by_id') IS DISTINCT FROM (to_jsonb(OLD) - 'made_by_id') THEN
                        RAISE EXCEPTION 'published rules are not changed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.challenge} {self.number}"


class Officer(models.Model):
    """One of those who open the proposals, with a key pair under a passphrase that only they know.

    ``gave_at``: when they gave it for the opening. ``failures``: wrong passphrases in a row.
    """

    id = models.BigAutoField(primary_key=True)
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="officers")
    user = user_column()
    place = models.PositiveSmallIntegerField()
    public_key = models.BinaryField(null=True, blank=True, max_length=32)
    locked_key = models.BinaryField(null=True, blank=True, max_length=200)
    took_office_at = models.DateTimeField(null=True, blank=True)
    gave_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "user"], name="challenge_officer_once"),
            models.UniqueConstraint(fields=["challenge", "place"], name="challenge_officer_place"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="officer_waits_for_the_time",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.gave_at IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM docking_challenge c
                        WHERE c.id = NEW.challenge_id AND c.state <> 'draft' AND c.opening_at <= clock_timestamp()
                    ) THEN
                        RAISE EXCEPTION 'no officer gives their key before the opening';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.challenge} {self.place}"


class KeyPart(models.Model):
    """What ``holder`` adds to the key when the other officer is ``peer``; sealed to the holder."""

    id = models.BigAutoField(primary_key=True)
    holder = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="parts")
    peer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "peer"], name="key_part_once")]

    def __str__(self) -> str:
        return f"{self.holder} → {self.peer}"


class KeyGift(models.Model):
    """The part of an officer who came first, sealed anew to one who may come second."""

    id = models.BigAutoField(primary_key=True)
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="gifts")
    giver = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="gifts")
    taker = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["giver", "taker"], name="key_gift_once")]
        triggers = [
            _refuse(
                "gift_waits_for_the_time",
                pgtrigger.Insert,
                "c.state = 'open' AND c.opening_at <= clock_timestamp()",
                "no part of the key is given before the opening",
            )
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


class SealedProposal(Record):
    """What a solver handed in, sealed to the challenge's key; ``receipt`` is the SHA-256 of the sealed bytes.

    A later one of the same solver replaces it; of one replaced or taken back the bytes are gone, and
    ``file`` names none. ``organisation`` of the entry it was handed in with, and whether a secretariat
    had ``reviewed`` that entry, are what its place in a full challenge is decided by.
    """

    class State(models.TextChoices):
        STANDING = "standing", pgettext_lazy("a proposal", "handed in")
        REPLACED = "replaced", pgettext_lazy("a proposal", "replaced")
        WITHDRAWN = "withdrawn", pgettext_lazy("a proposal", "taken back")

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="sealed")
    solver = user_column()
    organisation = models.ForeignKey(
        "registry.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STANDING)
    file = models.FileField(upload_to="challenges/%Y/%m/")
    size = models.PositiveBigIntegerField()
    receipt = models.CharField(max_length=64, unique=True)
    handed_in_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    form = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "solver"], condition=models.Q(state="standing"), name="one_proposal_of_a_solver"
            )
        ]
        triggers = [
            _refuse(
                "proposal_comes_in_time",
                pgtrigger.Insert,
                "c.state = 'open' AND c.proposals_until > clock_timestamp()",
                "the time for proposals has passed",
            ),
            pgtrigger.Trigger(
                name="sealed_proposal_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (NEW.challenge_id, NEW.size, NEW.receipt, NEW.handed_in_at)
                        IS DISTINCT FROM (OLD.challenge_id, OLD.size, OLD.receipt, OLD.handed_in_at)
                        OR (NEW.file IS DISTINCT FROM OLD.file AND (NEW.file <> '' OR NEW.state = 'standing'))
                        OR (NEW.solver_id IS NOT NULL AND NEW.solver_id IS DISTINCT FROM OLD.solver_id) THEN
                        RAISE EXCEPTION 'a sealed proposal is not changed';
                    END IF;
                    IF NEW.state IS DISTINCT FROM OLD.state AND NOT EXISTS (
                        SELECT 1 FROM docking_challenge c
                        WHERE c.id = NEW.challenge_id AND c.state = 'open' AND c.proposals_until > clock_timestamp()
                    ) THEN
                        RAISE EXCEPTION 'the time for proposals has passed';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="sealed_proposal_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.receipt[:12]


class OpenedProposal(Record):
    """A line of the opening protocol: what a solver proposed, or why it could not be opened."""

    class Failure(models.TextChoices):
        MISSING = "missing", _("its file is not there any more")
        ALTERED = "altered", _("its bytes are not those of the receipt")
        UNRECORDED = "unrecorded", _("the sealed record does not know of it")
        UNOPENED = "unopened", _("the key does not open it")
        UNREADABLE = "unreadable", _("what was in it cannot be read")

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="proposals")
    sealed = models.OneToOneField(SealedProposal, on_delete=models.PROTECT, related_name="opened")
    number = models.PositiveSmallIntegerField()
    solver = user_column()
    failure = models.CharField(max_length=12, choices=Failure.choices, blank=True)
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    talent = models.ForeignKey(Talent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approach = models.TextField(max_length=20_000, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, choices=currencies.CHOICES, blank=True)
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    feedback = models.TextField(_("feedback"), max_length=10_000, blank=True)
    feedback_by = user_column()
    shortlisted = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["challenge", "number"], name="opened_proposal_number")]
        triggers = [
            _refuse(
                "opened_by_two_in_time",
                pgtrigger.Insert,
                "c.opening_at <= clock_timestamp() AND (SELECT count(*) FROM docking_officer o"
                " WHERE o.challenge_id = c.id AND o.gave_at IS NOT NULL) >= 2",
                "proposals are opened by two officers once the time has come",
            ),
            pgtrigger.ReadOnly(
                name="opened_proposal_is_kept",
                fields=[
                    "challenge", "sealed", "number", "failure", "project", "talent", "approach", "amount",
                    "currency", "weeks",
                ],
            ),
            pgtrigger.Protect(name="opened_proposal_stays", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.challenge} {self.number}"

    @property
    def item(self) -> Item | None:
        """The project or profile that it was handed in with; none of one that could not be opened."""
        return self.project or self.talent


class OpenedFile(Record):
    """A file of a proposal, as it came out of it; checked for viruses when it is first fetched."""

    class Scan(models.TextChoices):
        UNSCANNED = "unscanned", _("not checked for viruses")
        CLEAN = "clean", _("checked, no virus found")
        INFECTED = "infected", _("a virus was found")

    proposal = models.ForeignKey(OpenedProposal, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="challenges/opened/%Y/%m/")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.UNSCANNED)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Assessor(models.Model):
    """Somebody who scores the proposals."""

    id = models.BigAutoField(primary_key=True)
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="assessors")
    user = user_column()
    named_by = user_column()
    named_at = models.DateTimeField(auto_now_add=True)
    excused_at = models.DateTimeField(null=True, blank=True)
    excused_for = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["challenge", "user"], name="assessor_once")]

    def __str__(self) -> str:
        return f"{self.user}"


class Score(models.Model):
    """What an assessor gives a proposal by one criterion (its place in the rules in force)."""

    id = models.BigAutoField(primary_key=True)
    assessor = models.ForeignKey(Assessor, on_delete=models.PROTECT, related_name="scores")
    proposal = models.ForeignKey(OpenedProposal, on_delete=models.PROTECT, related_name="scores")
    criterion = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)])
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["criterion"]
        constraints = [
            models.UniqueConstraint(fields=["assessor", "proposal", "criterion"], name="score_once"),
            models.CheckConstraint(condition=models.Q(points__lte=100), name="score_most"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} {self.criterion}: {self.points}"
