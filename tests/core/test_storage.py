"""Files without a row go after a day; those with one, and those of others, stay."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages

from duijie.core import tasks
from duijie.core.storage import DurableStorage, sweep
from duijie.docking.models import DealFile
from tests.docking.conftest import Match, match
from tests.docking.rooms import added
from tests.factories.world import world

__all__ = ["match", "world"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "duijie.core.storage.DurableStorage", "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


def _made_long_ago(name: str) -> str:
    kept = default_storage.save(name, ContentFile(b"bytes"))
    before = time.time() - 2 * 86_400
    os.utime(default_storage.path(kept), (before, before))
    return kept


def test_what_no_row_names_goes_after_a_day(match: Match) -> None:
    assert isinstance(storages["default"], DurableStorage)
    row = added(match.asker, match.deal())
    named = default_storage.path(row.file.name or "")
    os.utime(named, (0, 0))
    left_behind, page = _made_long_ago("deals/2026/11/left.pdf"), _made_long_ago("pages/ab/cd.html")
    young = default_storage.save("contracts/2026/11/being-written.pdf", ContentFile(b"bytes"))
    assert sweep() == [left_behind]
    assert Path(named).read_bytes() and DealFile.objects.get() == row
    assert default_storage.exists(young), "its transaction may still commit"
    assert default_storage.exists(page), "files that are kept in other ways are not ours to judge"


def test_it_is_done_every_night(match: Match) -> None:
    left_behind = _made_long_ago("attachments/2026/11/left.pdf")
    tasks.sweep(timestamp=0)
    assert not default_storage.exists(left_behind)
