from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils.translation import override

from tests.factories.world import world

__all__ = ["world"]


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences of the pure parts as written, not in the site's default language."""
    with override("en"):
        yield


@pytest.fixture
def index(settings: LazySettings, tmp_path: Path) -> Iterator[Path]:
    """An empty index of its own for the test."""
    from duijie.matching import runtime

    settings.INDEX_URI = str(tmp_path / "index")
    runtime.close()
    yield tmp_path / "index"
    runtime.close()
