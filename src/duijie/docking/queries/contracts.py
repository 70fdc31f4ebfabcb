"""Every read of contracts and delivery that needs a name. All take the actor's standing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Avg, F, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.docking.lifecycle import Side
from duijie.docking.models import (
    Amendment,
    Contract,
    ContractFile,
    ContractVersion,
    Deal,
    Milestone,
    Payment,
    Review,
    Submission,
)
from duijie.docking.rules import deal_side, know_contract, party_of_contract, read_contract, read_review
from duijie.library.models import Item, Problem
from duijie.registry.standing import Standing

_NO_CONTRACT = _("There is no contract here, or it is not open to you.")
_NO_SUCH = _("There is no such page, or it is not open to you.")


def contract_of(actor: Standing, deal: Deal) -> Contract | None:
    """The contract of a deal that is not withdrawn, else the last one that was, if the actor may know of it."""
    rows = Contract.objects.filter(deal=deal).select_related("terms")
    found = rows.exclude(state=Contract.State.WITHDRAWN).first() or rows.first()
    if found is None:
        return None
    found.deal = deal
    return found if know_contract.allows(actor, found) else None


def may_draft(actor: Standing, deal: Deal, contract: Contract | None) -> bool:
    """Whether the actor's side may draft a (new) contract now: terms agreed, and no draft of them yet."""
    if deal.state != Deal.State.AGREED or deal_side(actor, deal) not in ("demand", "supply"):
        return False
    if contract is None or contract.state == Contract.State.WITHDRAWN:
        return True
    return contract.state == Contract.State.DRAFT and not contract.terms.agreed


def in_room(actor: Standing, deal: Deal) -> dict[str, Any]:
    """What the deal's room shows of its contract and delivery."""
    found = contract_of(actor, deal)
    followed = found is not None and found.signed_at is not None and party_of_contract.allows(actor, found)
    return {
        "contract": found,
        "reads_contract": found is not None and read_contract.allows(actor, found),
        "may_draft": may_draft(actor, deal, found),
        "delivery": list(found.milestones.all()) if found is not None and followed else [],
    }


def has_signed(contract: Contract, side: Side) -> bool:
    """Whether a side has signed the last version of a contract."""
    newest = contract.versions.first()
    return newest is not None and newest.signatures.filter(side=side, done_at__isnull=False).exists()


def has_reviewed(contract: Contract, side: Side) -> bool:
    """Whether a side has given its review."""
    return contract.reviews.filter(side=side).exists()


def access_contract(actor: Standing, deal: Deal) -> Contract:
    """The contract of a deal, for who may read its text.

    Raises:
        NotFound: there is none, or the actor may not read it.
    """
    found = contract_of(actor, deal)
    if found is None or not read_contract.allows(actor, found):
        raise NotFound(_NO_CONTRACT)
    return found


def known(actor: Standing) -> QuerySet[Contract]:
    """The contracts that the actor may know of, the newest first: for the list of states and kinds."""
    return (
        know_contract.filter(actor, Contract.objects.all())
        .select_related("deal__introduction__problem", "deal__community")
        .prefetch_related("deal__participants")
        .order_by("-id")
    )


def versions(contract: Contract) -> QuerySet[ContractVersion]:
    """The versions, the newest first, with their documents and signatures."""
    return contract.versions.select_related("docx", "pdf", "made_by").prefetch_related(
        "signatures__file", "signatures__by"
    )


def access_version(contract: Contract, number: int) -> ContractVersion:
    """One version of a contract that the reader may read."""
    found = versions(contract).filter(number=number).first()
    if found is None:
        raise NotFound(_NO_SUCH)
    found.contract = contract
    return found


def access_file(actor: Standing, contract: Contract, pk: UUID) -> ContractFile:
    """A file of the contract; evidence is for the two parties only."""
    found = ContractFile.objects.filter(contract=contract, pk=pk).first()
    if found is None or (
        found.purpose == ContractFile.Purpose.EVIDENCE and not party_of_contract.allows(actor, contract)
    ):
        raise NotFound(_("There is no such file, or it is not open to you."))
    return found


def access_amendment(contract: Contract, pk: UUID) -> Amendment:
    """One amendment of a contract that the reader may read."""
    found = contract.amendments.filter(pk=pk).first()
    if found is None:
        raise NotFound(_NO_SUCH)
    return found


def access_delivery(actor: Standing, deal: Deal) -> Contract:
    """The contract whose delivery is followed: for the two parties, once it is signed."""
    found = contract_of(actor, deal)
    if found is None or found.signed_at is None or not party_of_contract.allows(actor, found):
        raise NotFound(_NO_SUCH)
    return found


def access_milestone(contract: Contract, pk: UUID) -> Milestone:
    """A milestone of a contract whose delivery the reader may follow."""
    found = contract.milestones.filter(pk=pk).first()
    if found is None:
        raise NotFound(_NO_SUCH)
    found.contract = contract
    return found


def rounds(milestone: Milestone) -> QuerySet[Submission]:
    """The rounds of a milestone, the last first, with their files."""
    return milestone.submissions.select_related("by", "answered_by").prefetch_related("files")


def access_payment(contract: Contract, pk: UUID) -> Payment:
    """A payment of a contract whose delivery the reader may follow."""
    found = contract.payments.filter(pk=pk).first()
    if found is None:
        raise NotFound(_NO_SUCH)
    found.contract = contract
    return found


def reviews(actor: Standing, contract: Contract) -> list[Review]:
    """The reviews that the actor may read: the own side's, and the other's once both have spoken."""
    return list(read_review.filter(actor, contract.reviews.all()).select_related("by"))


@dataclass(frozen=True, slots=True)
class Record:
    """What an item has behind it: contracts delivered, what was said of its side (the last ones), the mean of
    stars."""

    delivered: int
    stars: float | None
    said: tuple[Review, ...]


def record_of(item: Item, most: int = 5) -> Record:
    """What was delivered with an item, and what the other side said of it in reviews that are open."""
    return _record(Contract.objects.filter(**{f"deal__introduction__{item.kind.value}": item.pk}), item, most)


def record_of_person(person: Any, most: int = 5) -> Record:
    """What was delivered with the talent profiles of a person."""
    return _record(Contract.objects.filter(deal__introduction__talent__person=person), None, most)


def _record(rows: QuerySet[Contract], item: Item | None, most: int) -> Record:
    done = rows.filter(state=Contract.State.DELIVERED)
    other = "supply" if isinstance(item, Problem) else "demand"
    told = Review.objects.filter(contract__in=done, contract__reviews_open_at__isnull=False, side=other)
    mean = told.aggregate(mean=Avg((F("result") + F("reliability") + F("together")) / 3.0))["mean"]
    return Record(done.count(), mean, tuple(told.order_by("-id")[:most]))
