"""The world of docking, and passphrases that cost no time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from duijie.docking.challenges import sealing
from tests.docking.challenges.staging import Stage
from tests.docking.conftest import Match, match, world

__all__ = ["match", "world"]


@pytest.fixture(autouse=True)
def _quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "COST", sealing.Cost(passes=1, lanes=1, memory=8))


@pytest.fixture(autouse=True)
def _files_of_this_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def stage(match: Match) -> Stage:
    return Stage.of(match)
