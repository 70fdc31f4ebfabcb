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
from contextlib import contextmanager, suppress
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
    if _on_loopback_alone(address):
        stay_on_loopback()
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


def stay_on_loopback() -> None:
    """Let Ray, before it is imported, take 127.0.0.1 at its word instead of the machine's outward address.

    The switch is named after the systems where Ray does so of itself
    (``ray._private.services.get_node_ip_address``).
    """
    os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"


def _knock(address: str) -> None:
    """See that somebody listens there: Ray itself tries for minutes."""
    if place := _place(address):
        socket.create_connection(place, timeout=_KNOCK_SECONDS).close()


def _place(address: str) -> tuple[str, int] | None:
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    return (host, int(port)) if colon and port.isdigit() else None


def _on_loopback_alone(address: str) -> bool:
    """Whether the cluster listens on this machine's loopback and not on its outward address."""
    place = _place(address)
    if place is None or place[0] not in ("127.0.0.1", "localhost"):
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # chooses the outward address; a datagram socket sends nothing here
        try:
            socket.create_connection((probe.getsockname()[0], place[1]), timeout=_KNOCK_SECONDS).close()
        except OSError:
            return True
        return False
    return True  # no outward address at all


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
