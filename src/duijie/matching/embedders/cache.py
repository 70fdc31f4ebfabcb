"""Where derived files live that are built once and may be deleted at any time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from duijie.core.errors import Sentence, Unavailable, gettext_noop


def duijie_cache_dir() -> Path:
    """The cache folder: ``DUIJIE_CACHE_DIR``, else ``var/cache`` below the working directory."""
    return Path(os.environ.get("DUIJIE_CACHE_DIR") or Path("var") / "cache")


def built_once(name: str, build: Callable[[Path], None], folder: Path | None = None) -> Path:
    """The file ``name`` in the cache folder, made by ``build(path)`` when it is not there.

    The file is written under a temporary name in the same folder and renamed when it is
    whole, so a killed build leaves nothing half made; when two processes build at once, both
    write their own copy and the last rename wins with the same content.

    Raises:
        Unavailable: the folder cannot be written or the disk is full.
    """
    target = (folder or duijie_cache_dir()) / name
    if target.exists():
        return target
    temporary: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(prefix=f".{name}.", dir=target.parent)
        os.close(handle)
        temporary = Path(made)
        build(temporary)
        temporary.replace(target)
    except OSError as problem:
        template = gettext_noop(
            "The cache folder {folder} cannot be written ({why}): "
            "free some space or set DUIJIE_CACHE_DIR to a folder that can be written."
        )
        raise Unavailable(Sentence(template, folder=target.parent, why=problem.strerror or str(problem))) from problem
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return target
