"""A build of millions may be stopped at any point and goes on; a killed process is told of."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from duijie.bench import streaming
from duijie.bench.apart import Killed, apart
from duijie.bench.live import Load, live_table
from duijie.bench.synthetic import World
from duijie.core.errors import InvalidInput
from duijie.matching.store import PassageStore

NONE = Load(seconds=0)


@pytest.fixture
def short_legs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "BATCH", 500)
    monkeypatch.setattr(streaming, "LEG", 1_000)


def needs() -> np.ndarray:
    return np.stack([vector for _, vector in World(1).queries(4, 5)])


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    raise InvalidInput("That cannot be.")


def stop_after(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the build break off when it would note more than ``rows``."""
    write = streaming.Progress.write

    def noted(self: streaming.Progress, folder: Path) -> None:
        if self.rows > rows:
            raise KeyboardInterrupt
        write(self, folder)

    monkeypatch.setattr(streaming.Progress, "write", noted)


def test_a_build_that_was_stopped_goes_on_where_it_was(
    short_legs: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    streaming.build(str(whole), 3_000, 1, needs())
    with monkeypatch.context() as patch:
        stop_after(1_000, patch)
        with pytest.raises(KeyboardInterrupt):
            streaming.build(str(broken), 3_000, 1, needs())
    assert streaming.Progress.read(broken).rows == 1_000
    # The second leg is in the index, but not in the note: it must not be there twice.
    assert PassageStore.open(broken / "index").counts()["words"] == 2_000
    streaming.build(str(broken), 3_000, 1, needs())
    one, other = streaming.Progress.read(whole), streaming.Progress.read(broken)
    assert other.complete and other.rows == 3_000
    assert [[i for _, i in best] for best in one.nearest] == [[i for _, i in best] for best in other.nearest]
    store = PassageStore.open(broken / "index")
    assert store.counts() == {"words": 3_000, "vector": 3_000}
    assert store.stats().unfolded["words"] == 0


def test_the_bench_builds_serves_changes_and_cleans_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load = Load(clients=2, pause=0.2, changes=100, seconds=3)
    answer = streaming.run_streaming(2_000, workdir=tmp_path, load=load, json=True)
    assert json.loads(capsys.readouterr().out) == answer
    reading, writing = answer["live"]
    assert reading["answers_s"] > 0 and reading["p50_ms"] <= reading["p95_ms"] <= reading["slowest_ms"]
    assert writing["changes_s"] > 0 and writing["not_found"] == 0
    assert 0 < writing["fresh_p50_s"] <= writing["fresh_p95_s"]
    assert answer["recall@10"] == 1.0  # so few rows are compared exactly
    assert "changes a second written" in live_table(answer["live"])
    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_is_told_in_a_sentence() -> None:
    with pytest.raises(Killed, match="killed by the system"):
        apart(die, what="The build")
    with pytest.raises(InvalidInput, match="That cannot be"):
        apart(refuse)
    assert apart(len, "four") == 4


def test_what_cannot_be_built_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="1000 or more"):
        streaming.run_streaming(10, workdir=tmp_path, load=NONE)
    with pytest.raises(InvalidInput, match="GB are free"):
        streaming.run_streaming(10**12, workdir=tmp_path, load=NONE)
    (tmp_path / "duijie-scale-2000-1").mkdir()
    (tmp_path / "duijie-scale-2000-1/progress.json").write_text("{")
    with pytest.raises(InvalidInput, match=r"progress\.json cannot be read"):
        streaming.run_streaming(2_000, workdir=tmp_path, load=NONE)
