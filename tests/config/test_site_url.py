"""Links in mails lead to where the site is, also from a command that somebody types beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"DUIJIE_PORT": "8123"}, "http://localhost:8123"),
        ({"DUIJIE_PORT": "8123", "DUIJIE_SITE_URL": "https://duijie.example.org/"}, "https://duijie.example.org"),
    ],
)
def test_links_follow_the_port_until_an_address_is_named(tmp_path: Path, given: dict[str, str], expected: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in ("DUIJIE_SITE_URL", "DUIJIE_PORT")}
    told = subprocess.run(
        [sys.executable, "-c", "from duijie.config import settings; print(settings.SITE_URL)"],
        env={**kept, "DUIJIE_VAR_DIR": str(tmp_path), **given},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == expected
