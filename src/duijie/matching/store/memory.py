"""How much memory an index may keep of itself: a share of what this process may use."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_LIMIT = Path("/sys/fs/cgroup/memory.max")
_SHARE = 8
_LEAST, _MOST = 256 << 20, 4 << 30


def cache_bytes(limit: Path = _LIMIT) -> int:
    """An eighth of the memory of the machine or, where that is less, of the container: several processes
    serve, and each keeps more than this. At 5,000,000 rows what is asked for again takes some 2 GB.

    Args:
        limit: the file in which Linux tells a container's limit in bytes, or "max".
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # no container, or one without a limit
        memory = min(memory, int(limit.read_text("ascii")))
    return max(_LEAST, min(memory // _SHARE, _MOST))
