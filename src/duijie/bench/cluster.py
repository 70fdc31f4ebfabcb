"""``duijie bench cluster``: the same texts embedded and made into rows here and on a Ray cluster.

Without an address a cluster of two nodes with a processor each is started on this machine
(``ray.cluster_utils.Cluster``). With ``kill`` the process that did the first batch is killed.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import cycle, islice
from typing import Any

from duijie.core.errors import Unavailable
from duijie.matching.bulk import Batch, Done, Spaces, worked
from duijie.matching.bulk.cluster import stay_on_loopback, worked_on
from duijie.matching.ranking.background import passages
from duijie.matching.store import joined
from duijie.matching.types import Facets, Passage

_BATCH = 20
_STORE_BYTES = 200 * 2**20


@contextmanager
def two_nodes() -> Iterator[str]:
    """A cluster of two nodes on this machine; its address.

    Raises:
        Unavailable: Ray is not installed.
    """
    if find_spec("ray") is None:
        raise Unavailable("Ray is not installed: `pip install --require-hashes -r requirements/cluster.txt`.")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    stay_on_loopback()
    from ray.cluster_utils import Cluster

    options = {
        "num_cpus": 1,
        "object_store_memory": _STORE_BYTES,
        "include_dashboard": False,
        "node_ip_address": "127.0.0.1",
    }
    nodes = Cluster(initialize_head=True, head_node_args=options)
    try:
        nodes.add_node(num_cpus=1, object_store_memory=_STORE_BYTES, node_ip_address="127.0.0.1")
        yield nodes.address
    finally:
        nodes.shutdown()


def run_cluster(
    texts: int, *, address: str = "", spaces: tuple[str, ...] = ("use",), kill: bool = False
) -> dict[str, Any]:
    """``texts``, ``here_s`` and ``cluster_s`` (connecting and loading models included),
    ``processes`` that worked, whether one was ``killed``, and for words and each space whether
    the rows are ``equal`` bit for bit."""
    wanted, asked = batches(texts), Spaces(spaces, threads=1)
    begun = time.perf_counter()
    here = list(worked(asked, wanted))
    here_s = time.perf_counter() - begun
    if address:
        there, cluster_s = _there(address, asked, wanted, kill)
    else:
        with two_nodes() as own:
            there, cluster_s = _there(own, asked, wanted, kill)
    one, other = (joined([done.prepared for done in found]) for found in (here, there))
    equal = {"words": one.words.equals(other.words)}
    equal |= {space: rows.equals(other.spaces[space]) for space, rows in one.spaces.items()}
    return {
        "texts": texts,
        "here_s": round(here_s, 1),
        "cluster_s": round(cluster_s, 1),
        "processes": len({done.process for done in there}),
        "killed": kill,
        "equal": equal,
    }


def _there(address: str, spaces: Spaces, wanted: list[Batch], kill: bool) -> tuple[list[Done], float]:
    begun = time.perf_counter()
    found: list[Done] = []
    for done in worked_on(address, spaces, wanted):
        found.append(done)
        if kill and len(found) == 1:
            os.kill(done.process, signal.SIGKILL)
    return found, time.perf_counter() - begun


def batches(texts: int) -> list[Batch]:
    """The background texts again and again, each time with another number."""
    known = [passage for group in passages().values() for passage in group]
    pieces = [_numbered(passage, number) for number, passage in enumerate(islice(cycle(known), texts))]
    return [Batch([(piece, Facets()) for piece in pieces[start : start + _BATCH]]) for start in range(0, texts, _BATCH)]


def _numbered(passage: Passage, number: int) -> Passage:
    name = f"project:{number}"
    return Passage(name, name, "project", "", 0, f"{passage.title} {number}", passage.text, passage.sentences)


def table(results: dict[str, Any]) -> str:
    """The same for people."""
    equal = ", ".join(f"{name} {'equal' if same else 'DIFFERENT'}" for name, same in results["equal"].items())
    killed = ", one of them killed on the way" if results["killed"] else ""
    return (
        f"{results['texts']} texts: {results['here_s']} s in one process, {results['cluster_s']} s on the cluster "
        f"({results['processes']} processes{killed}); rows {equal}"
    )
