"""The life cycle of an item: named actions between states. Pure.

    draft → submitted → published → matched → closed or archived

Each action says from which states it leads where, and who may take it: "owner" is whoever
may edit the item, "moderator" the secretariat of its community.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Actor = Literal["owner", "moderator", "either"]


@dataclass(frozen=True, slots=True)
class Action:
    """One way between states."""

    name: str
    sources: frozenset[str]
    target: str
    by: Actor
    needs_reason: bool = False


ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (
        Action("submit", frozenset({"draft"}), "submitted", "owner"),
        Action("withdraw", frozenset({"submitted", "published"}), "draft", "owner"),
        Action("publish", frozenset({"submitted"}), "published", "moderator"),
        Action("return", frozenset({"submitted"}), "draft", "moderator", needs_reason=True),
        Action("take-down", frozenset({"published", "matched"}), "draft", "moderator", needs_reason=True),
        Action("match", frozenset({"published"}), "matched", "either"),
        Action("reopen", frozenset({"matched", "closed"}), "published", "either"),
        Action("close", frozenset({"published", "matched"}), "closed", "either"),
        Action("archive", frozenset({"draft", "closed", "published", "matched"}), "archived", "either"),
        Action("restore", frozenset({"archived"}), "draft", "either"),
    )
}

LISTED = frozenset({"published", "matched"})
"""The states in which an item is found in lists, in the index and in exports."""


def possible(state: str) -> tuple[Action, ...]:
    """The actions that lead out of a state."""
    return tuple(action for action in ACTIONS.values() if state in action.sources)
