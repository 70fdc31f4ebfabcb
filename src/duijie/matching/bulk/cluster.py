"""The same work on a Ray cluster (extra ``cluster``).

Batches go out a few at a time and come back in their order. Ray gives a batch to another worker
when the one that had it dies; nothing is written by workers, so that is all there is to it.
"""

from __future__ import annotations

import logging
import os
import socket
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from duijie.core.errors import Sentence, Unavailable, gettext_noop
from duijie.matching.bulk.working import Batch, Done, Spaces, work

_TRIES = 5
_KNOCK_SECONDS = 10.0
_AHEAD = 2  # batches that wait for each processor, so that none is idle


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """The module ``ray``, connected to the cluster at ``address`` (``local``: this machine alone).

    Raises:
        Unavailable: Ray is not installed, or nobody answers there.
    """
    if find_spec("ray") is None:
        raise Unavailable(
            gettext_noop("Ray is not installed: `pip install --require-hashes -r requirements/cluster.txt`.")
        )
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray

    try:
        _knock(address)
        ray.init(address=address, logging_level=logging.ERROR, log_to_driver=False, namespace="duijie")
    except (ConnectionError, RuntimeError, ValueError, OSError) as problem:
        template = gettext_noop("The Ray cluster at {address} does not answer: {problem}.")
        said = (str(problem).splitlines() or [""])[0].rstrip(".")
        raise Unavailable(Sentence(template, address=address, problem=said)) from problem
    try:
        yield ray
    finally:
        ray.shutdown()


def worked_on(address: str, spaces: Spaces, batches: Iterable[Batch]) -> Iterator[Done]:
    """Every batch, in order, worked on by the cluster.

    Raises:
        Unavailable: the cluster is not there, or a batch failed on every try.
    """
    with connected(address) as ray:
        # A model of `threads` threads takes so many processors.
        cores = int(ray.cluster_resources().get("CPU", 1))
        threads = max(1, min(spaces.threads, cores))
        task = ray.remote(num_cpus=threads, max_retries=_TRIES)(_task)
        ahead = _AHEAD * max(1, cores // threads)
        waiting: deque[Any] = deque()
        for batch in batches:
            waiting.append(task.remote(spaces, batch))
            if len(waiting) > ahead:
                yield _got(ray, waiting.popleft())
        while waiting:
            yield _got(ray, waiting.popleft())


def _knock(address: str) -> None:
    """See that somebody listens there: Ray itself tries for minutes."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host, int(port)), timeout=_KNOCK_SECONDS).close()


def _task(spaces: Spaces, batch: Batch) -> Done:
    return work(spaces.load(), batch)


def _got(ray: Any, reference: Any) -> Done:
    try:
        done: Done = ray.get(reference)
    except ray.exceptions.RayError as problem:
        cause = getattr(problem, "cause", None) or problem
        said = (str(cause).strip().splitlines() or [type(cause).__name__])[-1].rstrip(".")
        raise Unavailable(
            Sentence(gettext_noop("The cluster could not embed a batch: {said}."), said=said)
        ) from problem
    return done
