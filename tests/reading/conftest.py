from pathlib import Path

import pytest

from tests.factories.world import world

__all__ = ["world"]


@pytest.fixture
def pages_apart(tmp_path: Path, settings: object) -> None:
    """The bytes of pages go to a folder of the test."""
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
