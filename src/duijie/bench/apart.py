"""Work in a process of its own, whose memory is its own and whose death is told in a sentence."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from duijie.core.errors import DuijieError, Unavailable

T = TypeVar("T")


class Killed(Unavailable):
    """The system ended the process, which it does when memory runs out."""

    code = "killed"


def apart(work: Callable[..., T], *arguments: Any, what: str = "The process") -> T:
    """``work(*arguments)`` in a fresh process.

    Raises:
        Killed: the process ended without an answer; the message says by what signal.
        DuijieError: what ``work`` raised; another exception of its becomes a RuntimeError.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(sender, work, arguments), daemon=False)
    process.start()
    sender.close()
    try:
        answered, answer = receiver.recv()
    except EOFError:
        process.join()
        raise Killed(_ended(what, process.exitcode)) from None
    except BaseException:
        process.terminate()
        raise
    finally:
        receiver.close()
    process.join()
    if not answered:
        raise answer
    found: T = answer
    return found


def _follow() -> None:
    """End with the parent, however it ends: nobody would wait for the answer."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(sender: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends this one
    threading.Thread(target=_follow, daemon=True).start()
    try:
        answer = (True, work(*arguments))
    except DuijieError as problem:
        answer = (False, type(problem)(str(problem)))
    except Exception as problem:
        answer = (False, RuntimeError(f"{type(problem).__name__}: {problem}"))
    sender.send(answer)
    sender.close()


def _ended(what: str, code: int | None) -> str:
    if code == -signal.SIGKILL:
        return f"{what} was killed by the system, most likely because memory ran out."
    if code is not None and code < 0:
        return f"{what} was ended by the signal {signal.Signals(-code).name}."
    return f"{what} ended with the code {code} and without an answer."
