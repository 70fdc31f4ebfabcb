"""Sixteen clients ask while a writer absorbs a thousand changes a second and folds them in.

Two serving processes with eight clients each ask needs of 60 words, half of them filtered, for
words and meaning with the ranking that a user gets; a client waits ``pause`` seconds between an
answer and its next need. Each process answers ``threads`` at once and the others wait in line;
waiting counts. The writer, a process of its own, gets ``changes`` passages a second, nine tenths
of them new texts of passages that are there and the rest new ones, each with its vector, and puts
what has come together; beside it, in the same process, a second thread folds. Of what a put takes
along one change, any one, is looked for: its clock starts when it comes to the writer, as if a
transaction had committed then, and stops when a serving process has found it by a word that only
its new text has. All of them share this machine's processors, and those who ask take most.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from duijie.bench.peers.memory import peak_mb
from duijie.bench.scale import FILTERS, SPACE, Words, rank, say
from duijie.bench.synthetic import Batch, World
from duijie.core.errors import Unavailable
from duijie.matching.ranking.working import FETCHED, SCORED
from duijie.matching.store import PassageStore
from duijie.matching.types import Passage

SERVERS = 2
_NEEDS = 40
_WORDS = 60
_TURN = 0.5  # seconds in which changes come together
_LOOKS = 0.2  # seconds between two looks for a change
_FOUND_WITHIN = 60.0
_NEW = 10  # of so many changes one is a new passage
_POOL = 20_000


@dataclass(frozen=True, slots=True)
class Load:
    """``clients`` in all, each with a ``pause`` between needs, of whom each serving process answers
    ``threads`` at once (its share of the processors) and lets the others wait; ``changes`` a second; each phase takes
    ``seconds`` (0: none). ``options`` are those of an object store."""

    clients: int = 16
    pause: float = 1.0
    changes: int = 1_000
    seconds: float = 30.0
    options: Mapping[str, str] | None = None
    threads: int = max(1, (os.cpu_count() or 1) // SERVERS)


def live(uri: str, seed: int, load: Load) -> list[dict[str, Any]]:
    """Serve without changes, then with them.

    Returns:
        For each phase ``phase``, ``clients``, ``answers_s``, ``p50_ms``, ``p95_ms``, ``p99_ms``,
        ``slowest_ms``, ``serving_rss_mb`` (the largest process), ``serving_cpu_s`` (both), and
        with changes ``changes_s`` absorbed, ``behind_s`` (how long after the last change came it was written),
        ``fresh_p50_s``, ``fresh_p95_s``, ``not_found``, ``put_p95_ms``, ``folds``,
        ``fold_longest_s``, ``folding_p95_ms`` (answers while a fold ran), ``writer_rss_mb`` and
        ``writer_cpu_s``.

    Raises:
        Unavailable: a process was killed.
    """
    phases = [("reading", replace(load, changes=0))]
    if load.changes:
        phases.append(("reading and writing", load))
    return [_phase(name, uri, seed, one) for name, one in phases]


def _phase(name: str, uri: str, seed: int, load: Load) -> dict[str, Any]:
    say(f"{name}: {load.clients} clients, {load.changes} changes a second, {load.seconds:.0f} s")
    context = multiprocessing.get_context("spawn")
    answers: Any = context.Queue()
    marks = [context.Queue() for _ in range(SERVERS)]
    ready, begin = context.Barrier(SERVERS + bool(load.changes) + 1), context.Event()
    processes = [
        context.Process(target=_serving, args=(uri, seed + number, load, marks[number], answers, ready, begin))
        for number in range(SERVERS)
    ]
    if load.changes:
        processes.append(context.Process(target=_writing, args=(uri, seed, load, marks, answers, ready, begin)))
    for process in processes:
        process.start()
    try:
        ready.wait(600)
        begin.set()
        told = [_answer(answers, processes) for _ in processes]
    except threading.BrokenBarrierError as broken:
        raise Unavailable("A process did not come up within ten minutes, or was killed for its memory.") from broken
    finally:
        for process in processes:
            process.join(5)
            if process.is_alive():
                process.terminate()
    return {"phase": name, "clients": load.clients, "changes_asked": load.changes, **_figures(told, load)}


def _answer(answers: Any, processes: Sequence[Any]) -> dict[str, Any]:
    """The next process's account."""
    while True:
        try:
            found: dict[str, Any] = answers.get(timeout=2)
        except queue.Empty:
            dead = [process.exitcode for process in processes if process.exitcode]
            if dead:
                raise Unavailable(
                    f"A process ended with the code {dead[0]} (−9: killed by the system for its memory); "
                    "the index is as it was."
                ) from None
        else:
            return found


def _figures(told: Sequence[Mapping[str, Any]], load: Load) -> dict[str, Any]:
    servers = [one for one in told if "times" in one]
    # Of each answer: when it began, and its milliseconds.
    times = np.array([pair for one in servers for pair in one["times"]]).reshape(-1, 2)
    figures: dict[str, Any] = {
        "answers_s": round(len(times) / load.seconds, 1),
        **{f"p{level}_ms": round(float(np.percentile(times[:, 1], level)), 1) for level in (50, 95, 99)},
        "slowest_ms": round(float(times[:, 1].max()), 1),
        "serving_rss_mb": round(max(one["rss_mb"] for one in servers), 1),
        "serving_cpu_s": round(sum(one["cpu_s"] for one in servers), 1),
    }
    writers = [one for one in told if "puts" in one]
    if not writers:
        return figures
    (writer,) = writers
    fresh = [seconds for one in servers for seconds in one["fresh"]]
    folds = np.array(writer["folds"]).reshape(-1, 2)
    beside = [
        milliseconds
        for began, milliseconds in times
        if ((folds[:, 0] < began + milliseconds / 1000) & (folds[:, 1] > began)).any()
    ]
    return figures | {
        "changes_s": round(writer["changes"] / writer["seconds"], 1),
        "behind_s": round(writer["behind"], 2),
        "fresh_p50_s": round(float(np.percentile(fresh, 50)), 2) if fresh else None,
        "fresh_p95_s": round(float(np.percentile(fresh, 95)), 2) if fresh else None,
        "not_found": sum(one["not_found"] for one in servers),
        "put_p95_ms": round(float(np.percentile(writer["puts"], 95)), 1),
        "folds": len(folds),
        "fold_longest_s": round(float((folds[:, 1] - folds[:, 0]).max()), 1) if len(folds) else 0.0,
        "folding_p95_ms": round(float(np.percentile(beside, 95)), 1) if beside else None,
        "writer_rss_mb": round(writer["rss_mb"], 1),
        "writer_cpu_s": round(writer["cpu_s"], 1),
    }


def _serving(uri: str, seed: int, load: Load, marks: Any, answers: Any, ready: Any, begin: Any) -> None:
    """A serving process: its clients, and one who looks for fresh changes."""
    store = PassageStore.open(uri, storage_options=load.options)
    store.remember_addresses()
    needs = World(seed).queries(_NEEDS, _WORDS)
    for need in needs[:3]:
        _asked(store, need, False)
    ready.wait(600)
    begin.wait()
    spent = time.process_time()
    until = time.monotonic() + load.seconds
    times: list[tuple[float, float]] = []
    gate = ThreadPoolExecutor(load.threads)
    fresh: list[float] = []
    lost: list[str] = []

    def client(number: int) -> None:
        rng = np.random.default_rng(number)
        time.sleep(float(rng.random()) * load.pause)
        while time.monotonic() < until:
            began = time.monotonic()
            gate.submit(_asked, store, needs[int(rng.integers(_NEEDS))], bool(rng.random() < 0.5)).result()
            times.append((began, 1000 * (time.monotonic() - began)))
            time.sleep(load.pause * (0.5 + float(rng.random())))

    def looker() -> None:
        while (mark := marks.get()) is not None:
            word, came = mark
            while not found(word):
                if time.monotonic() - came > _FOUND_WITHIN:
                    lost.append(word)
                    break
                time.sleep(_LOOKS)
            else:
                fresh.append(time.monotonic() - came)

    looked_at: tuple[str, int] = "", 0

    def found(word: str) -> bool:
        """Whether a search finds it; asked once of each state of the index that this process sees."""
        nonlocal looked_at
        now = word, store.version
        if now == looked_at:
            return False
        looked_at = now
        return bool(store.lexical([word], where=FILTERS[False], k=1))

    threads = [threading.Thread(target=client, args=(number,)) for number in range(load.clients // SERVERS)]
    if load.changes:
        threads.append(threading.Thread(target=looker))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put(
        {
            "times": times,
            "fresh": fresh,
            "not_found": len(lost),
            "rss_mb": peak_mb(),
            "cpu_s": time.process_time() - spent,
        }
    )


def _asked(store: PassageStore, need: Words, filtered: bool) -> object:
    """Words, then the one space, then the rows, as the site asks: processes share the processors, not answers."""
    where = FILTERS[filtered]
    lexical = store.lexical(need[0], where=where, k=SCORED)
    near = store.nearest(SPACE, need[1], where=where, k=FETCHED)
    return rank(store, where, need, lexical, near)


def _writing(uri: str, seed: int, load: Load, marks: Sequence[Any], answers: Any, ready: Any, begin: Any) -> None:
    """The writer: puts what has come together, while a second thread folds."""
    store = PassageStore.open(uri, storage_options=load.options)
    changes = _Changes(World(seed))
    folds: list[tuple[float, float]] = []
    stop = threading.Event()
    ready.wait(600)
    begin.wait()
    folding = threading.Thread(target=_fold, args=(store, stop, folds))
    folding.start()
    spent = time.process_time()
    started = time.monotonic()
    puts: list[float] = []
    done, behind = 0, 0.0
    chance = np.random.default_rng(seed)
    while done < load.changes * load.seconds:
        came = min(int((time.monotonic() - started) * load.changes), int(load.changes * load.seconds))
        if came - done < load.changes * _TURN and came < load.changes * load.seconds:
            time.sleep(0.02)
            continue
        count = min(came - done, 4 * load.changes)
        begun = time.monotonic()
        watched = int(chance.integers(count))
        word = changes.put(store, count, watched)
        puts.append(1000 * (time.monotonic() - begun))
        done += count
        behind = time.monotonic() - (started + done / load.changes)
        for queue_ in marks:
            queue_.put((word, started + (done - count + watched) / load.changes))
    seconds = time.monotonic() - started
    stop.set()
    folding.join()
    for queue_ in marks:
        queue_.put(None)
    account = {"changes": done, "seconds": seconds, "behind": behind, "puts": puts, "folds": folds}
    answers.put({**account, "rss_mb": peak_mb(), "cpu_s": time.process_time() - spent})


def _fold(store: PassageStore, stop: threading.Event, folds: list[tuple[float, float]]) -> None:
    while not stop.wait(1.0):
        begun = time.monotonic()
        if store.optimize():
            folds.append((begun, time.monotonic()))


class _Changes:
    """Changed and new passages, and the word by which one of a turn is found."""

    def __init__(self, world: World) -> None:
        self._batch: Batch = world.batch(0, _POOL)  # of an index with fewer rows the rest are new
        self._at = 0
        self._turn = 0
        self._stamp = f"{time.time_ns():x}"

    def put(self, store: PassageStore, count: int, watched: int = 0) -> str:
        """Write ``count`` changes; give the word that marks the one that is ``watched``."""
        self._turn += 1
        word = f"turn{self._stamp}x{self._turn}"
        numbers = [(self._at + offset) % _POOL for offset in range(count)]
        # A document has two passages that follow each other; both are always put.
        marked = numbers[watched]
        numbers = list(dict.fromkeys(n for number in numbers for n in (number - number % 2, number - number % 2 + 1)))
        self._at = (numbers[-1] + 1) % _POOL
        passages = [self._changed(number, word if number == marked else "") for number in numbers]
        store.put_words(
            zip(passages, (self._batch.facets[number] for number in numbers), strict=True),
            segment=_split,
            batch=count + 2,
        )
        vectors = self._batch.vectors[numbers]
        store.put_vectors(SPACE, [p.id for p in passages], vectors, list(np.repeat(vectors[:, None], 5, axis=1)))
        return word

    def _changed(self, number: int, word: str) -> Passage:
        passage = self._batch.passages[number]
        text = f"{word} {passage.text} t{self._turn}".strip()
        if number // 2 % _NEW == 0:  # a new one
            document = f"new{self._stamp}:{self._turn}:{number // 2}"
            passage = replace(passage, id=f"{document}:{number}", document=document)
        return replace(passage, text=text, sentences=((0, len(text)),))


_split: Callable[[Passage], list[str]] = lambda passage: passage.text.split()  # noqa: E731


def live_table(phases: Sequence[Mapping[str, Any]]) -> str:
    """The same for people."""
    lines = []
    for one in phases:
        lines.append(
            f"{one['phase']}: {one['clients']} clients, {one['answers_s']} answers a second, "
            f"p50 {one['p50_ms']} ms, p95 {one['p95_ms']}, p99 {one['p99_ms']}, slowest {one['slowest_ms']}; "
            f"serving process {one['serving_rss_mb']} MB, both {one['serving_cpu_s']} s of the processors"
        )
        if "changes_s" in one:
            lines.append(
                f"  {one['changes_s']} changes a second written (asked {one['changes_asked']}), {one['behind_s']} s "
                f"behind at the end; found after {one['fresh_p50_s']} s (p50), {one['fresh_p95_s']} s (p95), "
                f"{one['not_found']} not found; put p95 {one['put_p95_ms']} ms"
            )
            lines.append(
                f"  {one['folds']} folds, the longest {one['fold_longest_s']} s; answers beside them p95 "
                f"{one['folding_p95_ms']} ms; writer {one['writer_rss_mb']} MB, {one['writer_cpu_s']} s of a processor"
            )
    return "\n".join(lines)
