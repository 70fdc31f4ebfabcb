"""What many tests begin with is written once and held beneath them.

A fixture made with :func:`held` is built in a transaction that stays open while tests of the same file
ask for it; each of them runs in a savepoint above, gets a copy of the objects, and leaves the rows
as they were. A test that does not ask for it finds none of its rows: the transaction is rolled back before.
Files that were stored with the rows lie in a folder of the layer; each test gets copies in its own.

    @held
    def world() -> World: …

    @held
    def match(world: World) -> Match: …   # a layer above the layer of the world
"""

from __future__ import annotations

import copy
import inspect
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Layer:
    build: Callable[..., Any]
    made: dict[Callable[..., Any], Any]
    """The objects of this layer and of those below, as they are once its rows are written."""
    transaction: AbstractContextManager[Any]
    files: Path
    """What was stored for this layer and for those below."""


class Layers:
    """The layers that are there now, lowest first, and the file whose tests use them."""

    def __init__(self) -> None:
        self.blocker: Any = None
        """Of the database, once it is made; until then each test builds what it needs for itself."""
        self._stack: list[Layer] = []
        self._file = ""
        self._copies: dict[int, Any] = {}
        self._stored = False

    def lay(self, item: pytest.Item) -> None:
        """Before anything of the test is set up: the layers that it asks for, and no other."""
        self._copies, self._stored = {}, False
        if self.blocker is None:
            return
        wanted = wanted_by(item)
        stands = 0
        if str(item.path) == self._file and not _disturbed():
            while stands < min(len(wanted), len(self._stack)) and self._stack[stands].build is wanted[stands]:
                stands += 1
        self._file = str(item.path)
        with self.blocker.unblock():
            self.lift(stands)
            for build in wanted[stands:]:
                self._add(build)

    def lift(self, to: int = 0) -> None:
        """Take layers away until ``to`` are left."""
        from django.db import connection, transaction

        while len(self._stack) > to:
            layer = self._stack.pop()
            shutil.rmtree(layer.files, ignore_errors=True)
            if connection.in_atomic_block:
                transaction.set_rollback(True)
                layer.transaction.__exit__(None, None, None)

    def copy_of(self, build: Callable[..., Any]) -> Any:
        """The objects of a layer, for the test to change: one copy for everything in the test. The files are
        copied to where the test, by then, keeps its own.

        Raises:
            LookupError: it is not there.
        """
        from django.conf import settings

        made = self._stack[-1].made if self._stack else {}
        objects = made[build]
        if not self._stored and any(self._stack[-1].files.iterdir()):
            shutil.copytree(self._stack[-1].files, settings.MEDIA_ROOT, dirs_exist_ok=True)
        self._stored = True
        return copy.deepcopy(objects, self._copies)

    def _add(self, build: Callable[..., Any]) -> None:
        from django.db import connection, transaction
        from django.test import override_settings

        made = copy.deepcopy(self._stack[-1].made) if self._stack else {}
        files = Path(tempfile.mkdtemp(prefix="duijie-layer-"))
        if self._stack:
            shutil.copytree(self._stack[-1].files, files, dirs_exist_ok=True)
        named = {below.__name__: objects for below, objects in made.items()}
        beneath = transaction.atomic()
        beneath._from_testcase = True  # type: ignore[attr-defined]  # as Django's own tests do: durable ones may begin above it
        beneath.__enter__()
        self._stack.append(Layer(build, made, beneath, files))
        try:
            with override_settings(MEDIA_ROOT=str(files)):
                made[build] = build(**{name: named[name] for name in _needs(build)})
            connection.check_constraints()
        except BaseException:
            self.lift(len(self._stack) - 1)
            raise


layers = Layers()


def held(build: Callable[..., Any]) -> Any:
    """A fixture of what ``build`` returns; its arguments are fixtures that are held too."""

    def fixture(db: None, **needs: Any) -> Any:
        try:
            return layers.copy_of(build)
        except LookupError:
            return build(**needs)

    names = ("db", *_needs(build))
    fixture.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in names]
    )
    fixture.__name__, fixture.__doc__ = build.__name__, build.__doc__
    fixture.held = build  # type: ignore[attr-defined]
    return pytest.fixture(fixture)


def built(fixture: Any, **needs: Any) -> Any:
    """What a fixture makes, for whom no layer is there: of the rows alone, which stay."""
    made = fixture.__wrapped__ if hasattr(fixture, "__wrapped__") else fixture._get_wrapped_function()
    made = getattr(made, "held", made)
    return made(**{name: needs.get(name) for name in inspect.signature(made).parameters})


def _needs(build: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(build).parameters)


def wanted_by(item: pytest.Item) -> list[Callable[..., Any]]:
    """What the test asks for, lowest first; nothing when it commits, since that would commit the layers too."""
    info = getattr(item, "_fixtureinfo", None)
    marker = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    if info is None or (marker and marker.kwargs) or names & {"transactional_db", "live_server"}:
        return []
    builds = {
        name: build
        for name, defined in info.name2fixturedefs.items()
        if (build := getattr(defined[-1].func, "held", None)) is not None
    }
    ordered: list[Callable[..., Any]] = []
    while more := [
        build
        for name, build in sorted(builds.items())
        if build not in ordered and all(builds.get(need) in ordered for need in _needs(build))
    ]:
        ordered.append(more[0])
    return ordered


def _disturbed() -> bool:
    """Whether the last test closed the connection, and with it what was beneath."""
    from django.db import connection

    return connection.closed_in_transaction or not connection.in_atomic_block
