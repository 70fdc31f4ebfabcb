"""How much memory processes hold, from ``/proc``; 0 where there is none."""

from __future__ import annotations

from pathlib import Path

_PROC = Path("/proc")


def resident_mb(pid: int | str = "self") -> float:
    """What a process holds in memory now, shared pages included."""
    return _field(_PROC / str(pid) / "status", "VmRSS:")


def peak_mb(pid: int | str = "self") -> float:
    """The most that a process ever held."""
    return _field(_PROC / str(pid) / "status", "VmHWM:")


def family_mb(pid: int) -> float:
    """What a process and its children hold, each shared page counted once (PSS)."""
    return sum(_field(_PROC / str(member) / "smaps_rollup", "Pss:") for member in (pid, *_children(pid)))


def _children(pid: int) -> list[int]:
    found = []
    for stat in _PROC.glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(after_name[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def _field(path: Path, name: str) -> float:
    try:
        for line in path.read_text("ascii", "replace").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    return 0.0
