"""A reader, and an index of words alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from duijie.core.models import User
from duijie.matching import runtime
from duijie.matching.services import news
from tests.factories.world import World


@pytest.fixture
def by_words(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words alone, where every item that shares one counts as a match."""
    monkeypatch.setattr(runtime, "embedders", lambda: ())
    monkeypatch.setattr(news, "weak", lambda match: match.score < 0.0475)


@pytest.fixture
def reader(world: World) -> User:
    world.outsider.language = "en"
    world.outsider.save()
    return world.outsider
