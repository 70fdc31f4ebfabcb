"""What all tests share: a real PostgreSQL, started when the first test needs one."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import databases, keeping
from tests.layers import layers, wanted_by

REPOSITORY = Path(__file__).resolve().parents[1]
_OWN: Path | None = None
if "PYTEST_XDIST_WORKER" in os.environ or "DUIJIE_VAR_DIR" not in os.environ:
    # A PostgreSQL for each process; pytest-django has read the settings by now, from one place.
    _OWN = Path(tempfile.mkdtemp(prefix="duijie-test-"))
    os.environ["DUIJIE_VAR_DIR"] = str(_OWN)
os.environ.setdefault("DUIJIE_CACHE_DIR", str(REPOSITORY / "var" / "cache"))  # models are built once
gc.set_threshold(20_000, 10, 10)  # modules and five thousand tests are made and stay: nothing to look for


LONG = (
    "tests/docking/test_killed.py",
    "tests/config/",
    "tests/browser/",
    "tests/endpoints/",
    "tests/api/test_schemathesis.py",
    "tests/core/test_backup.py",
    "tests/docking/challenges/",
    "tests/docking/",
)
"""Few tests and much time: with these at the end one worker would wait for the other. Kept by hand, because a
fresh clone, as continuous integration has it, knows no times of an earlier run; ``--durations=50`` tells them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; a worker is given one file after the other in this order (``make test``). In a file
    those tests follow one another that begin with the same held rows, so that these are built once."""
    files = {path: at for at, path in enumerate(dict.fromkeys(item.path for item in items))}

    def place(item: pytest.Item) -> tuple[int, int, list[str]]:
        long = next((at for at, start in enumerate(LONG) if item.nodeid.startswith(start)), len(LONG))
        return long, files[item.path], [build.__name__ for build in wanted_by(item)]

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What is there now stays to the end; looking through it again and again took a tenth of the run."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    if _OWN is not None:
        shutil.rmtree(_OWN, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """``DATABASE_URL``, else a server of our own that lives for the run."""
    given = os.environ.get("DATABASE_URL", "")
    if given:
        yield given
        return
    from duijie.config.postgres import EmbeddedPostgres

    root = Path(os.environ["DUIJIE_VAR_DIR"]) / "postgres"
    if not root.exists():
        keeping.copy(Path(os.environ["DUIJIE_CACHE_DIR"]), root)
    with EmbeddedPostgres(root, durable=False).serving() as url:
        yield url


@pytest.fixture(scope="session")
def template(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database that has all tables and no rows: ``new_place(…, like=template)``."""
    if databases.exists(postgres_url, keeping.FRESH):
        yield keeping.FRESH
        return
    place = databases.new_place(postgres_url, tmp_path_factory.mktemp("template"))
    done = place.run("manage", "migrate", "-v0")
    assert done.returncode == 0, done.stderr
    yield databases.name_of(place)
    databases.drop(postgres_url, databases.name_of(place))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres_url: str, template: str) -> Iterator[None]:
    """The database of the tests is a copy of ``template``."""
    import dj_database_url
    from django.conf import settings
    from django.db import connections

    name = f"test_duijie_{os.getpid()}"
    address = dj_database_url.parse(postgres_url)
    settings.DATABASES["default"].update(address)
    connections["default"].settings_dict.update(address)
    connections["default"].settings_dict["TEST"]["NAME"] = name
    databases.copy(postgres_url, template, name)
    yield
    databases.drop(postgres_url, name)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Django finds its database made; whatever a migration still has to do to it, it does."""
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """From here on, what many tests begin with is held beneath them (``tests.layers``)."""
    layers.blocker = django_db_blocker
    yield
    with django_db_blocker.unblock():
        layers.lift()
    layers.blocker = None


_file: Path | None = None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A file begins in nobody's language and time zone, whatever the file before it left."""
    global _file
    if item.path != _file:
        from django.utils import timezone, translation

        _file = item.path
        translation.deactivate()
        timezone.deactivate()
    layers.lay(item)


@pytest.fixture(autouse=True)
def _no_job_is_left(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """After a test that commits, its queued jobs go too: the queue's tables are not Django's to flush."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker is not None and marker.kwargs.get("transaction")):
        from django.db import connection

        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("truncate procrastinate_jobs cascade")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The evaluation sets and pages; tests that read them are skipped where they are absent."""
    folder = Path(os.environ.get("DUIJIE_SHARED", REPOSITORY.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the evaluation sets are not beside the repository (set DUIJIE_SHARED to their folder)")
    return folder
