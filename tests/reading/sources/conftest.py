from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.reading.sources.server import Site


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on the loopback."""
    running = Site()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences in English, whatever the site's language is."""
    with translation.override("en"):
        yield
