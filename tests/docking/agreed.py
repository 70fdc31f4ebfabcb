"""From a match to agreed terms and on, for the tests of contracts and delivery."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from duijie.docking.models import Contract, Deal
from duijie.docking.services import contracts, introductions, signing, terms
from tests.docking.conftest import Match

PDF = b"%PDF-1.7 a signed copy %%EOF"
PARTIES = {
    "demand": {"name": "东湖电镀有限公司", "representative": "王工"},
    "supply": {"name": "西山大学", "address": "成都市"},
}
VALUES: dict[str, Any] = {"title": "螯合树脂深度除镍中试", "requirements": "出水镍低于 0.1 mg/L", "parties": PARTIES}


def scan(content: bytes = PDF, name: str = "签字页.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def agreed(
    match: Match,
    *,
    amounts: tuple[str, ...] = ("300000.50", "700000"),
    brokered: bool = False,
    deal: Deal | None = None,
) -> Deal:
    """A deal on whose terms both sides have agreed, a milestone for each amount, 30 days apart."""
    if deal is not None:
        pass
    elif brokered:
        introduction = match.invite(match.world.broker)
        introductions.accept(actor=match.solver, introduction=introduction)
        introductions.accept(actor=match.asker, introduction=introduction)
        deal = Deal.objects.get()
    else:
        deal = match.deal()
    start = timezone.localdate()
    sheet = terms.offer_terms(
        actor=match.solver,
        deal=deal,
        values={
            "kind": "development",
            "subject": "完成中试并提交报告。",
            "amount": sum(Decimal(amount) for amount in amounts),
            "currency": "CNY",
            "start": start,
            "end": start + timedelta(days=365),
            "ownership": "双方共有。",
            "secrecy_years": 5,
        },
        milestones=[
            terms.Step(f"第{number}步", start + timedelta(days=30 * number), f"达到标准 {number}", Decimal(amount))
            for number, amount in enumerate(amounts, 1)
        ],
    )
    terms.agree(actor=match.asker, terms=sheet)
    return Deal.objects.get(pk=deal.pk)


def drafted(match: Match, **options: Any) -> Contract:
    return contracts.draft(actor=match.solver, deal=agreed(match, **options), values=VALUES)


def signed(match: Match, **options: Any) -> Contract:
    return both_sign(match, drafted(match, **options))


def both_sign(match: Match, contract: Contract) -> Contract:
    version = contract.versions.get()
    signing.sign(actor=match.asker, version=version, upload=scan())
    signing.sign(actor=match.solver, version=version, upload=scan(b"\x89PNG\r\n\x1a\n...", "盖章.png"))
    return Contract.objects.get(pk=contract.pk)


def fresh(deal: Deal) -> Deal:
    return Deal.objects.get(pk=deal.pk)
