"""The world of docking, and passphrases that cost no time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from duijie.docking.challenges import sealing
from duijie.docking.models import Challenge
from tests.docking.challenges.staging import Stage
from tests.docking.conftest import Match, match, world
from tests.layers import held

__all__ = ["match", "world"]


def quickly() -> AbstractContextManager[object]:
    return patch.object(sealing, "COST", sealing.Cost(passes=1, lanes=1, memory=8))


@pytest.fixture(autouse=True)
def _quick_passphrases() -> Iterator[None]:
    with quickly():
        yield


@pytest.fixture(autouse=True)
def _files_of_this_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@held
def stage(match: Match) -> Stage:
    return Stage.of(match)


@held
def challenge(stage: Stage) -> Challenge:
    """One that is published and takes proposals."""
    with quickly():
        return stage.open()


@held
def opened(challenge: Challenge, stage: Stage) -> Challenge:
    """The same, which two answered and two opened."""
    with quickly():
        return stage.opened_from(challenge)


@held
def shortlisted(opened: Challenge, stage: Stage) -> Challenge:
    """The same, judged, with the first on the shortlist."""
    with quickly():
        return stage.shortlisted_from(opened)
