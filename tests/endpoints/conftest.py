"""What the tables are checked with: files and an index of their own, and a frame that counts nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.test import override_settings

from duijie.docking.queries.deals import Waiting
from duijie.matching import runtime
from duijie.portal.context import Site
from tests.docking.conftest import Match
from tests.endpoints import site_stage
from tests.endpoints.site_stage import Branch
from tests.layers import held


@pytest.fixture(autouse=True)
def _of_its_own(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files and an index without anything in it, which is asked by words alone."""
    settings.MEDIA_ROOT, settings.INDEX_URI = str(tmp_path / "files"), str(tmp_path / "index")
    monkeypatch.setattr(runtime, "embedders", lambda: ())
    caches["process"].clear()
    runtime.close()
    yield
    runtime.close()


@pytest.fixture
def plain_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """The frame of every page without what it counts for its reader, which is a third of the time of an
    answer and the same on all pages; test_frame asks for it as it is."""
    monkeypatch.setattr(Site, "communities", [])
    monkeypatch.setattr(Site, "docking", Waiting(0, 0))
    for counted in ("proposed", "waiting", "claimed", "unread"):
        monkeypatch.setattr(Site, counted, 0)


@pytest.fixture(autouse=True, scope="module")
def _seldom_collected() -> Iterator[None]:
    """Thousands of answers in a row: what was imported is looked through for garbage no more."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, *before[1:])
    yield
    gc.set_threshold(*before)


@held
def branch(match: Match) -> Branch:
    """The eastern branch with one of everything, and who asks."""
    with (
        TemporaryDirectory() as index,
        override_settings(INDEX_URI=index),
        patch.object(runtime, "embedders", lambda: ()),
    ):
        return site_stage.build(match)
