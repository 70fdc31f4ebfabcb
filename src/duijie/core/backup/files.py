"""The files of an installation, held still while they are copied, and put back."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from duijie.core.backup.archive import FILES


def names(root: Path) -> Iterator[str]:
    """The files below a folder, as paths with ``/``; links are no files of ours."""
    for folder, _, found in os.walk(root):
        for name in found:
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix()


def hold(root: Path, folder: Path) -> None:
    """Keep every file of ``root`` that ``folder`` has not yet, by a second name, so that removing
    the first takes nothing away. Files of ours are written once and never changed."""
    for name in names(root):
        target = folder / name
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # removed just now
            try:
                os.link(root / name, target)
            except FileNotFoundError:
                raise
            except OSError:  # another disk, or one that knows no second names
                shutil.copyfile(root / name, target)


def bring(folder: Path, root: Path) -> list[str]:
    """Put the unpacked files beside those that are there; what has the same name stays.

    Returns:
        The names that were added, for :func:`remove` should the rest not go well.
    """
    added = []
    for name in names(folder):
        target = root / name
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, target)
        added.append(name)
    return added


def settle(folder: Path, root: Path, members: Mapping[str, tuple[str, int]]) -> None:
    """Let ``root`` hold exactly the unpacked files: replace what differs, remove what is not among them."""
    for name in list(names(root)):
        wanted = members.get(FILES + name)
        if wanted is None:
            (root / name).unlink(missing_ok=True)
        elif _digest(root / name) != wanted[0]:
            part = root / f"{name}.part"
            shutil.copyfile(folder / name, part)
            part.replace(root / name)


def remove(root: Path, added: Iterable[str]) -> None:
    """Take away files that were added."""
    for name in added:
        (root / name).unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
