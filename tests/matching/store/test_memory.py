"""What stays of an index in memory follows from the machine, or from the container around it."""

from __future__ import annotations

import os
from pathlib import Path

from duijie.matching.store.memory import cache_bytes

MACHINE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def test_a_container_with_less_memory_keeps_less(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text(f"{3 << 30}\n")
    assert cache_bytes(limit) == min(MACHINE, 3 << 30) // 8
    limit.write_text("max\n")
    assert cache_bytes(limit) == cache_bytes(tmp_path / "none")


def test_it_is_never_nothing_and_never_all(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    for told in ("1", str(64 << 20), str(1 << 60), "", "none of it"):
        limit.write_text(told)
        assert 256 << 20 <= cache_bytes(limit) <= 4 << 30
