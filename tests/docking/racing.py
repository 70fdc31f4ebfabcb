"""Several people who act in the same moment, each over a connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from duijie.core.errors import Conflict, DuijieError
from duijie.docking.services import log


def race(*acts: Callable[[], object]) -> list[str]:
    """Do all of it in the same moment; what those are told who came too late."""
    together = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        try:
            together.wait()
            act()
            return ""
        except DuijieError as error:
            assert isinstance(error, Conflict), error
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        told = list(pool.map(one, acts))
    assert log.verify_all().holds
    return [sentence for sentence in told if sentence]
