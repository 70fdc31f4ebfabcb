"""What the pages of this room show: names that may be told, what can be done, the log in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from duijie.docking.lifecycle import DEAL, INTRODUCTION, Side, possible
from duijie.docking.models import Deal, Introduction, LogEntry
from duijie.library.models import Item, Problem
from duijie.library.rules import may_read_body, view_item
from duijie.registry.standing import Standing

ACTIONS: dict[str, Any] = {
    "invite": _("Invited"),
    "accept": _("Accepted"),
    "decline": _("Declined"),
    "ask": _("Asked or answered"),
    "withdraw": _("Taken back"),
    "expire": _("Not answered in time"),
    "open-deal": _("The deal begins"),
    "post": _("Message"),
    "open-thread": _("Thread opened"),
    "bring": _("Colleague brought in"),
    "leave": _("Left"),
    "hand-over": _("Lead given"),
    "promise": _("Confidentiality promised"),
    "propose": _("Proposal made"),
    "offer-terms": _("Terms put forward"),
    "agree-terms": _("One side has agreed to the terms"),
    "agree": _("Terms agreed"),
    "reopen-terms": _("Terms opened again"),
    "draft-contract": _("Contract drafted"),
    "redraft-contract": _("Contract drafted anew"),
    "withdraw-contract": _("Draft of the contract withdrawn"),
    "broker-reads": _("Changed whether the broker reads the contract"),
    "fill-registration": _("Registration sheet filled in"),
    "sign-contract": _("One side has signed the contract"),
    "contract": _("Contract signed"),
    "propose-amendment": _("Amendment proposed"),
    "agree-amendment": _("Amendment in force"),
    "decline-amendment": _("Amendment declined"),
    "withdraw-amendment": _("Amendment taken back"),
    "terminate-contract": _("Contract ended"),
    "submit-milestone": _("Milestone handed in"),
    "accept-milestone": _("Milestone accepted"),
    "reject-milestone": _("Milestone rejected"),
    "record-payment": _("Payment recorded"),
    "confirm-payment": _("Payment confirmed"),
    "dispute-payment": _("Payment disputed"),
    "review": _("Review given"),
    "add-file": _("File added"),
    "fetch-file": _("File fetched"),
    "withdraw-file": _("File withdrawn"),
    "scan-clean": _("File checked: no virus found"),
    "scan-infected": _("File checked: a virus was found"),
    "call-meeting": _("Meeting called"),
    "change-meeting": _("Meeting changed"),
    "cancel-meeting": _("Meeting cancelled"),
    "deliver": _("Delivered"),
    "end": _("Ended"),
    "delegate": _("The broker lets somebody stand in"),
    "agree-delegation": _("The broker agrees to who stands in"),
    "end-delegation": _("Nobody stands in for the broker any more"),
    "refuse-stand-in": _("One side refuses who stands in for the broker"),
    "admit-stand-in": _("One side admits who stands in for the broker"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as somebody may see it here: its page where it is open to them, its body where they may read it."""

    item: Item
    url: str
    body: str

    @classmethod
    def of(cls, actor: Standing, item: Item) -> Shown:
        open_ = view_item.allows(actor, item)
        body = item.body if open_ and may_read_body(actor, item) else ""
        return cls(item, item.get_absolute_url() if open_ else "", body)

    @property
    def veiled(self) -> bool:
        """Whether only title and field are told."""
        return isinstance(self.item, Problem) and not self.body


@dataclass(frozen=True, slots=True)
class Done:
    """An entry of the log in words."""

    at: datetime
    who: str
    what: Any
    note: str


def told(rows: Iterable[LogEntry]) -> list[Done]:
    """The log for people."""
    return [Done(row.at, _actor(row), ACTIONS.get(row.action, row.action), row.note) for row in rows]


def _actor(row: LogEntry) -> str:
    whom = row.after.get("for", {}).get("name", "")
    return _("%(name)s for %(whom)s") % {"name": row.actor_label, "whom": whom} if whom else row.actor_label


def introduction_actions(introduction: Introduction, side: Side | None) -> frozenset[str]:
    """What the page offers to this side: only what the service would do."""
    found = {action.name for action in possible(INTRODUCTION, introduction.state, side)}
    if side is not None and side != introduction.made_for:
        found.discard("withdraw")
    if side in ("demand", "supply") and introduction.accepted_by(side):
        found -= {"accept", "decline"}
    return frozenset(found)


def deal_actions(deal: Deal, side: Side | None) -> frozenset[str]:
    """What the room offers to this side."""
    return frozenset(action.name for action in possible(DEAL, deal.state, side))
