"""The states of a challenge and the named actions between them. Pure.

draft → open (published, proposals are handed in) → opening (two officers have given their keys) →
opened (the last proposal is open; the platform itself takes this step) → shortlisted → awarded;
ended from any of them before the award but not in the midst of the opening.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Part = Literal["runs", "officer", "solver", "assessor"]
"""What somebody is in a challenge: of those who run it (the problem's owner, the secretariat), one of
its officers, somebody who may hand in a proposal, one who scores."""


@dataclass(frozen=True, slots=True)
class Action:
    """One way between states, for who has the part ``by``."""

    name: str
    sources: frozenset[str]
    target: str
    by: Part


def _actions(*rows: tuple[str, str, str, Part]) -> Mapping[str, Action]:
    return {name: Action(name, frozenset(sources.split()), target, by) for name, sources, target, by in rows}


ACTIONS = _actions(
    ("edit", "draft", "draft", "runs"),
    ("take-office", "draft", "draft", "officer"),
    ("publish", "draft", "open", "runs"),
    ("change-rules", "open", "open", "runs"),
    ("hand-in", "open", "open", "solver"),
    ("take-back", "open", "open", "solver"),
    ("give-key", "open", "open", "officer"),
    ("open", "open", "opening", "officer"),
    ("name-assessor", "opened", "opened", "runs"),
    ("excuse-assessor", "opened", "opened", "runs"),
    ("score", "opened", "opened", "assessor"),
    ("feed-back", "opened", "opened", "runs"),
    ("shortlist", "opened", "shortlisted", "runs"),
    ("award", "shortlisted", "awarded", "runs"),
    ("end", "draft open opened shortlisted", "ended", "runs"),
)
"""What can be done with a challenge. ``give-key`` is the first officer, ``open`` the second."""

LIVE = frozenset({"draft", "open", "opening", "opened", "shortlisted"})
"""The states in which a challenge still goes on; a problem has one such challenge at most."""


def possible(state: str, parts: Iterable[Part]) -> frozenset[str]:
    """The actions that somebody with these parts may take in this state."""
    held = frozenset(parts)
    return frozenset(action.name for action in ACTIONS.values() if state in action.sources and action.by in held)
