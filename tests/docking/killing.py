"""Walking a path by processes that are killed on the way.

Each process looks at what holds, as a person would who comes back after a crash, takes the next step
from there, and is killed before or after one of its commits, or at any moment. What holds is looked
at after every kill.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_STEPS_AT_MOST = 400
_TROUBLE = 3
"""Exit code of a process that found something that does not hold."""
Begin = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Path:
    """What is walked.

    ``world`` makes what there is before the first path, ``again`` before each further one; ``steps`` is
    what somebody would do next, one thing after the other, until nothing is left; ``trouble`` says what
    does not hold. ``commits``: at which of its commits a process is killed, the likelier ones more often.
    """

    world: Callable[[], object]
    again: Callable[[], object]
    steps: Callable[[], Iterator[Callable[[], object]]]
    trouble: Callable[[], dict[str, object]]
    commits: Sequence[int] = (1, 1, 1, 2, 2)


def send() -> None:
    """What the worker does."""
    from duijie.core import mailing

    while mailing.send_next():
        pass


def _go_on(path: Path, number: int, moment: Any, begin: Callable[[], object]) -> None:
    """Look at what holds, then walk on until killed or at the end."""
    from tests.docking.dying import die_at

    if found := path.trouble():
        print(json.dumps({"trouble": found}, ensure_ascii=False), flush=True)  # noqa: T201 - read by the test
        sys.exit(_TROUBLE)
    steps = path.steps()
    if number:
        die_at(number, moment)
    begin()
    for step in steps:
        step()


def _child(work: Callable[..., None], *arguments: Any, within: float | None = None) -> int:
    """Do something in a process of its own; killed ``within`` seconds after it said that it begins, if given.

    Returns:
        its exit code, or minus the signal that ended it.
    """
    hearing, saying = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(hearing)
            work(*arguments, lambda: os.write(saying, b"1"))
        except BaseException as error:
            if isinstance(error, SystemExit):
                os._exit(error.code if isinstance(error.code, int) else 1)
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(saying)
    if within is not None and os.read(hearing, 1):
        time.sleep(within)
        os.kill(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(hearing)
    return code


def _import_all() -> None:
    """Once, before there are children."""
    from django.urls import get_resolver

    import tests.docking.agreed
    import tests.docking.dying
    import tests.docking.holding
    import tests.docking.rooms  # noqa: F401

    get_resolver().url_patterns  # noqa: B018 - loads the views
    warnings.filterwarnings("ignore", "lancedb fork support")  # no child asks the index


def walk(path: Path, paths: int, seed: int) -> dict[str, Any]:
    """Walk so many paths to their ends, with a kill on about every step; what came of it."""
    chance = random.Random(seed)
    _import_all()
    assert _child(_only, path.world) == 0
    kills: Counter[str] = Counter()
    for number in range(paths):
        if number:
            assert _child(_only, path.again) == 0
        for _ in range(_STEPS_AT_MOST):
            if chance.random() < 0.15:
                what, code = "any moment", _child(_go_on, path, 0, "", within=chance.uniform(0, 0.06))
            else:
                commit, moment = chance.choice(path.commits), chance.choice(["before", "after"])
                what, code = f"{moment} commit {commit}", _child(_go_on, path, commit, moment)
            if code == 0:
                break  # the end was reached before the kill
            if code != -signal.SIGKILL:
                return {"code": code, "kills": kills}
            kills[what] += 1
        else:
            return {"code": "no end", "kills": kills}
    assert _child(_only, send) == 0
    return {"code": 0, "kills": kills}


def _only(work: Callable[[], object], _begin: object) -> None:
    work()
