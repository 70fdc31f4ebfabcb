"""What a deal waits for, and from whom: the one thing to do next that its room puts first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from duijie.docking.lifecycle import Side
from duijie.docking.models import Contract, Deal, Milestone, Proposal, Terms

_STEP = Milestone.State


@dataclass(frozen=True, slots=True)
class Situation:
    """How far a deal is for one of its two sides. ``signed`` and ``reviewed`` tell of the own side;
    ``sworn`` whether the reader has promised what opens a confidential problem, where that is asked."""

    deal: Deal
    side: Side | None
    sworn: bool = True
    proposal: Proposal | None = None
    terms: Terms | None = None
    contract: Contract | None = None
    may_draft: bool = False
    signed: bool = False
    reviewed: bool = False
    milestones: Sequence[Milestone] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """One sentence; where it is done and what the button says, both "" when the other side is to act."""

    text: str
    url: str = ""
    label: str = ""

    @property
    def own(self) -> bool:
        """Whether it is the reader's side that is to act."""
        return bool(self.url)


def next_step(now: Situation) -> NextStep | None:
    """What comes next for the reader's side; None for the broker, and where nothing is left to do."""
    if now.side not in ("demand", "supply"):
        return None
    if not now.sworn and now.deal.state in (Deal.State.TALKING, Deal.State.NEGOTIATING):
        return _here(
            now, "deal-act", "promise",
            text=_("The problem is confidential. Promise to keep it so, and it is opened to you."),
            label=_("Read the undertaking"),
        )  # fmt: skip
    match now.deal.state:
        case Deal.State.TALKING | Deal.State.NEGOTIATING:
            return _towards_terms(now)
        case Deal.State.AGREED:
            return _towards_contract(now)
        case Deal.State.CONTRACTED:
            return _towards_delivery(now)
        case Deal.State.DELIVERED if now.contract is not None and not now.reviewed:
            text = _("The work is delivered. Say how it went; nobody reads it before both sides have.")
            return _here(now, "review", text=text, label=_("Give your review"))
    return None


def _towards_terms(now: Situation) -> NextStep:
    if now.terms is not None:
        number = {"number": now.terms.number}
        if now.terms.agreed_by(now.side):  # type: ignore[arg-type]  # one of the two sides
            return NextStep(_("Your side has agreed to terms sheet %(number)s; it waits for the other side.") % number)
        text = _("Terms sheet %(number)s waits for the answer of your side.") % number
        return _here(now, "terms", now.terms.pk, text=text, label=_("Read the terms"))
    if now.proposal is not None:
        if now.side == "supply":
            text = _("Your proposal is with them. When you agree on the rest, put the terms forward.")
        else:
            text = _("A proposal is here. When it suits you, put the terms forward, or ask for a better one below.")
        return _here(now, "deal-offer", text=text, label=_("Put terms forward"))
    if now.side == "supply":
        text = _("Say how you would solve it, for how much and by when.")
        return _here(now, "deal-propose", text=text, label=_("Make a proposal"))
    return NextStep(_("The other side makes a proposal. Until then, ask below what you need to know."))


def _towards_contract(now: Situation) -> NextStep | None:
    if now.may_draft:
        text = _("Both sides have agreed to the terms. The contract is drafted from them, in Chinese and English.")
        return _here(now, "contract-draft", text=text, label=_("Draft the contract"))
    if now.contract is None:
        return None
    if now.signed:
        return NextStep(_("Your side has signed the contract; it waits for the other side."))
    text = _("The contract is drafted. Read it, and sign it when it is right.")
    return _here(now, "contract", text=text, label=_("Read and sign it"))


def _towards_delivery(now: Situation) -> NextStep | None:
    wanted = _STEP.SUBMITTED if now.side == "demand" else _STEP.OPEN
    mine = next((step for step in now.milestones if step.state == wanted), None)
    theirs = next((step for step in now.milestones if step.state not in (wanted, _STEP.ACCEPTED)), None)
    if mine is not None:
        told = {"title": mine.title, "date": f"{mine.due:%Y-%m-%d}"}
        if now.side == "demand":
            text = _("“%(title)s” was handed in and waits for your acceptance.") % told
            return _here(now, "milestone", mine.pk, text=text, label=_("Look at it"))
        text = _("“%(title)s” is due on %(date)s.") % told
        return _here(now, "milestone", mine.pk, text=text, label=_("To the milestone"))
    if theirs is not None:
        told = {"title": theirs.title, "date": f"{theirs.due:%Y-%m-%d}"}
        if now.side == "demand":
            return NextStep(_("The other side works on “%(title)s”, due on %(date)s.") % told)
        return NextStep(_("“%(title)s” waits for the other side’s acceptance.") % told)
    return None


def _here(now: Situation, name: str, *more: Any, text: str, label: str) -> NextStep:
    return NextStep(text, reverse(f"docking:{name}", args=[now.deal.pk, *more]), label)
