"""A contract: its versions, files, signatures and amendments, and what registration asks for."""

from __future__ import annotations

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core import currencies
from duijie.core.models import Record
from duijie.docking.models.columns import user_column
from duijie.docking.models.deals import Deal
from duijie.docking.models.introductions import SideName
from duijie.docking.models.terms import Terms
from duijie.library.models.item import Cooperation


class Contract(Record):
    """A contract drafted from agreed terms. A deal has one that is not withdrawn at a time.

    ``parties`` keeps name, number, address, representative and contact of ``demand`` and ``supply``;
    ``registration`` what registration asks for besides. ``amount`` and ``end`` follow the amendments.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SIGNED = "signed", _("signed")
        DELIVERED = "delivered", _("delivered")
        TERMINATED = "terminated", _("terminated")

    class Court(models.TextChoices):
        COURT = "court", _("a people's court")
        ARBITRATION = "arbitration", _("arbitration")

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="contracts")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="contracts")
    number = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT, db_index=True)
    kind = models.CharField(_("kind of contract"), max_length=20, choices=Cooperation.choices)
    title = models.CharField(_("title"), max_length=200)
    requirements = models.TextField(_("technical requirements"), max_length=20_000, blank=True)
    parties = models.JSONField(default=dict)
    court = models.CharField(_("disputes go to"), max_length=12, choices=Court.choices, default=Court.COURT)
    court_name = models.CharField(_("which one"), max_length=200, blank=True)
    late_permille = models.DecimalField(
        _("per mille for each day of delay"),
        max_digits=4,
        decimal_places=2,
        default="0.5",
        validators=[MinValueValidator(0), MaxValueValidator(10)],
    )
    late_cap_percent = models.PositiveSmallIntegerField(
        _("at most, per cent of the price"), default=20, validators=[MaxValueValidator(100)]
    )
    copies = models.PositiveSmallIntegerField(
        _("copies"), default=4, validators=[MinValueValidator(2), MaxValueValidator(20)]
    )
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=currencies.CHOICES)
    start = models.DateField(_("from"))
    end = models.DateField(_("until"))
    broker_reads = models.BooleanField(_("the broker reads the contract"), default=False)
    registration = models.JSONField(default=dict, blank=True)
    code_table = models.CharField(max_length=40, blank=True)
    made_by = user_column()
    signed_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    over_note = models.TextField(max_length=2000, blank=True)
    reviews_open_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deal"], condition=~models.Q(state="withdrawn"), name="contract_one_of_a_deal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ContractFile(Record):
    """A file of a contract: a drafted document, a signed scan, evidence of a milestone. Never
    overwritten: another file is another row under another name."""

    class Purpose(models.TextChoices):
        DRAFT = "draft", _("draft")
        SCAN = "scan", _("signed copy")
        SEAL = "seal", _("electronic signature")
        EVIDENCE = "evidence", _("evidence")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="files")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(upload_to="contracts/%Y/%m/")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    side = models.CharField(max_length=10, choices=SideName.choices, blank=True)
    uploaded_by = user_column()

    class Meta:
        ordering = ["id"]
        triggers = [
            pgtrigger.ReadOnly(
                name="contract_file_is_kept",
                fields=["contract", "purpose", "name", "file", "size", "sha256", "media_type"],
            )
        ]

    def __str__(self) -> str:
        return self.name


class ContractVersion(Record):
    """The contract's text as it was drafted at one time, and the two documents made of it."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.JSONField()
    docx = models.OneToOneField(ContractFile, on_delete=models.PROTECT, related_name="+")
    pdf = models.OneToOneField(ContractFile, on_delete=models.PROTECT, related_name="+")
    made_by = user_column()
    form = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="contract_version_number")]
        triggers = [
            pgtrigger.ReadOnly(
                name="contract_version_is_kept", fields=["contract", "number", "text", "docx", "pdf", "created_at"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract.number} v{self.number}"


class Signature(models.Model):
    """A side has signed a version: by a scan of the signed copy, or through a provider of
    electronic signatures (``provider``, its ``reference``; ``done_at`` empty while it waits there)."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(ContractVersion, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=SideName.choices)
    by = user_column()
    file = models.ForeignKey(ContractFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=40, blank=True)
    reference = models.TextField(max_length=2000, blank=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["version", "side"], name="signature_once_a_side")]

    def __str__(self) -> str:
        return f"{self.version} {self.side}"


class Amendment(Record):
    """A numbered change of a signed contract, in force when both sides have agreed.

    ``changes``: by the id of an open milestone, its new ``due`` (ISO date) and ``amount``; ``end``: the
    new last day of the work.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waiting for the other side")
        AGREED = "agreed", _("in force")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DECLINED = "declined", _("declined")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    text = models.TextField(_("what is changed"), max_length=10_000)
    end = models.DateField(_("new last day"), null=True, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    made_by = user_column()
    side = models.CharField(max_length=10, choices=SideName.choices)
    answered_by = user_column()
    answered_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    form = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="amendment_number"),
            models.UniqueConstraint(fields=["contract"], condition=models.Q(state="open"), name="amendment_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.contract.number} / {self.number}"
