"""What the storage engine reports, in the words of core.errors; one writer at a time."""

from __future__ import annotations

import errno
import fcntl
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

from duijie.core.errors import Sentence, Unavailable, gettext_noop

T = TypeVar("T")
Alone = Callable[[str], AbstractContextManager[None]]
"""Holds the lock of a name while a block runs."""

_FULL = ("no space left", "disk quota", "storage full", "quotaexceeded", "file too large")
_DENIED = ("permission denied", "read-only file system", "access denied", "accessdenied")
_RACED = ("commit conflict", "concurrent", "retryable", "incompatible with", "too many concurrent writers")
_PATIENCE = 12

WHAT = (
    gettext_noop("The index could not be read"),
    gettext_noop("The index could not be written"),
    gettext_noop("The index could not be opened"),
    gettext_noop("The index could not be created"),
    gettext_noop("The index could not be folded"),
    gettext_noop("The index could not be built"),
    gettext_noop("The serving index could not be switched"),
)
"""What callers of :func:`reported` say, so that the catalogue has it."""


@contextmanager
def reported(what: str, uri: str) -> Iterator[None]:
    """Turn a failure of the storage engine or the operating system into Unavailable.

    ``what`` completes "… : the disk is full", such as "The index could not be written".
    """
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, NotImplementedError | UnicodeError):
            raise
        sentence = Sentence(gettext_noop("{what}: {cause} ({uri})."), what=Sentence(what), cause=_cause(error), uri=uri)
        raise Unavailable(sentence, uri=uri) from error


def _cause(error: Exception) -> Sentence:
    said = str(error).lower()
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or any(sign in said for sign in _FULL):
        return Sentence(gettext_noop("the disk is full; free some space and try again, nothing was changed"))
    if number in (errno.EACCES, errno.EPERM, errno.EROFS) or any(sign in said for sign in _DENIED):
        return Sentence(
            gettext_noop("the folder may not be written; give this user the right to write there, nothing was changed")
        )
    if "not found" in said or number == errno.ENOENT:
        return Sentence(gettext_noop("there is no complete index there; build it with `duijie index rebuild`"))
    said = (str(error).strip() or type(error).__name__).splitlines()[0][:300].rstrip(".")
    return Sentence(gettext_noop("the storage engine says: {said}"), said=said)


def was_raced(error: Exception) -> bool:
    """Whether the engine gave up because another process committed in between."""
    return any(sign in str(error).lower() for sign in _RACED)


def persistently(act: Callable[[], T]) -> T:
    """``act()``, again when another process committed in between; it must be safe to repeat."""
    for attempt in range(_PATIENCE):
        try:
            return act()
        except (OSError, RuntimeError) as error:
            if attempt == _PATIENCE - 1 or not was_raced(error):
                raise
            time.sleep(min(2.0, 0.02 * 2**attempt) * (0.5 + random.random()))  # noqa: S311
    raise AssertionError("unreachable")


@contextmanager
def only_one(folder: Path | None, name: str) -> Iterator[None]:
    """Hold the lock ``name`` of a local index, so that upserts of two processes do not
    interleave (the engine does not see two inserts of one key as a conflict).

    An index on an object store has no folder: there the caller gives a lock, or sees to one writer.
    """
    if folder is None:
        yield
        return
    handle = os.open(folder / f".{name}", os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
