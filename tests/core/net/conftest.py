from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences in English, whatever the site's language is."""
    with translation.override("en"):
        yield
