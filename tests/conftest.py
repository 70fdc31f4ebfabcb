"""What all tests share: a real PostgreSQL, started when the first test needs one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
if "PYTEST_XDIST_WORKER" in os.environ:  # each worker a place and a PostgreSQL of its own
    os.environ["DUIJIE_VAR_DIR"] = tempfile.mkdtemp(prefix="duijie-test-")
else:
    os.environ.setdefault("DUIJIE_VAR_DIR", tempfile.mkdtemp(prefix="duijie-test-"))
os.environ.setdefault("DUIJIE_CACHE_DIR", str(REPOSITORY / "var" / "cache"))  # models are built once


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """``DATABASE_URL``, else a server of our own that lives for the run."""
    given = os.environ.get("DATABASE_URL", "")
    if given:
        yield given
        return
    from duijie.config.postgres import EmbeddedPostgres

    with EmbeddedPostgres(Path(os.environ["DUIJIE_VAR_DIR"]) / "postgres", durable=False).serving() as url:
        yield url


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres_url: str) -> None:
    import dj_database_url
    from django.conf import settings
    from django.db import connections

    address = dj_database_url.parse(postgres_url)
    settings.DATABASES["default"].update(address)
    connections["default"].settings_dict.update(address)
    connections["default"].settings_dict["TEST"]["NAME"] = f"test_duijie_{os.getpid()}"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The evaluation sets and pages; tests that read them are skipped where they are absent."""
    folder = Path(os.environ.get("DUIJIE_SHARED", REPOSITORY.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the evaluation sets are not beside the repository (set DUIJIE_SHARED to their folder)")
    return folder
