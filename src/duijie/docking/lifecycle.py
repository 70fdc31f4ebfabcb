"""The states of introductions and deals and the named actions between them. Pure.

An introduction: open → accepted (a deal begins), declined, withdrawn or expired.

A deal: talking → negotiating → agreed → contracted → delivered; ended from any of them before
the delivery. A contract signed takes it to contracted, the last milestone to delivered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Side = Literal["demand", "supply", "broker"]
"""Who somebody speaks for: the one with the problem, the one who can solve it, or the go-between."""

BOTH: frozenset[Side] = frozenset({"demand", "supply"})
ALL: frozenset[Side] = frozenset({"demand", "supply", "broker"})


@dataclass(frozen=True, slots=True)
class Action:
    """One way between states.

    ``by`` names the sides that may take it; empty: only the installation itself (a deadline
    that passed, the other document that was signed). ``needs_reason``: whoever takes it says why.
    """

    name: str
    sources: frozenset[str]
    target: str
    by: frozenset[Side] = frozenset()
    needs_reason: bool = False


def _actions(*actions: Action) -> Mapping[str, Action]:
    return {action.name: action for action in actions}


INTRODUCTION = _actions(
    Action("accept", frozenset({"open"}), "accepted", BOTH),
    Action("decline", frozenset({"open"}), "declined", BOTH, needs_reason=True),
    Action("ask", frozenset({"open"}), "open", ALL),
    Action("withdraw", frozenset({"open"}), "withdrawn", ALL),
    Action("expire", frozenset({"open"}), "expired"),
)
"""What can be done with an introduction. ``accept`` leads on only when both sides have accepted."""

DEAL = _actions(
    Action("propose", frozenset({"talking", "negotiating"}), "negotiating", frozenset({"supply"})),
    Action("offer-terms", frozenset({"talking", "negotiating"}), "negotiating", BOTH),
    Action("agree", frozenset({"negotiating"}), "agreed", BOTH),
    Action("reopen-terms", frozenset({"agreed"}), "negotiating", BOTH, needs_reason=True),
    Action("contract", frozenset({"agreed"}), "contracted"),
    Action("deliver", frozenset({"contracted"}), "delivered"),
    Action("end", frozenset({"talking", "negotiating", "agreed", "contracted"}), "ended", BOTH, needs_reason=True),
)
"""What can be done with a deal."""

LIVE = frozenset({"talking", "negotiating", "agreed", "contracted"})
"""The states of a deal in which people still work in its room."""


def possible(actions: Mapping[str, Action], state: str, side: Side | None) -> tuple[Action, ...]:
    """The actions that this side may take in this state."""
    return tuple(action for action in actions.values() if state in action.sources and side in action.by)
