"""draft → submitted → published → matched → closed or archived."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duijie.library.lifecycle import ACTIONS, LISTED, possible
from duijie.library.models import State


def test_every_action_leads_between_known_states() -> None:
    states = set(State.values)
    for action in ACTIONS.values():
        assert action.sources <= states
        assert action.target in states
        assert action.target not in action.sources


def test_nothing_is_listed_that_no_moderator_published() -> None:
    """Into the listed states leads only publishing, or a way from where it had been published."""
    for action in ACTIONS.values():
        if action.target in LISTED and action.name != "publish":
            assert action.sources <= {"published", "matched", "closed"}
    assert ACTIONS["publish"].by == "moderator"


@given(st.lists(st.sampled_from(sorted(ACTIONS)), max_size=30))
def test_a_walk_never_gets_stuck_and_never_skips_moderation(walk: list[str]) -> None:
    state, published = "draft", False
    for name in walk:
        action = ACTIONS[name]
        if action not in possible(state):
            continue
        published = (published or name == "publish") and action.target != "draft"
        state = action.target
        assert possible(state)
        assert state not in LISTED or published
