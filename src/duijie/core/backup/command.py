"""What ``duijie backup`` and ``duijie restore`` print."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from duijie.core.backup.archive import FILES, Manifest
from duijie.core.backup.making import backup
from duijie.core.backup.restoring import Restored, restore
from duijie.core.output import out, say


def run_backup(path: Path, *, with_secrets: bool, as_json: bool) -> None:
    """Write the archive and tell what is in it."""
    manifest = backup(path, with_secrets=with_secrets)
    out(asdict(manifest), as_json=as_json, human=lambda: f"{path}: {_told(manifest)}.")


def run_restore(path: Path, *, replace: bool) -> Restored:
    """Restore, and tell what has to be done next."""
    done = restore(path, replace=replace)
    say(f"Restored: {_told(done.manifest)}.")
    say("The search index is built anew by the worker, or now by `duijie index rebuild`. Restart the site if it runs.")
    if not done.same_key:
        say(
            "The archive was made with another DUIJIE_SECRET_KEY: give that one, or checkpoints of the log "
            "count as not signed."
        )
    return done


def _told(manifest: Manifest) -> str:
    rows = sum(count for count, _ in manifest.tables.values())
    number = sum(name.startswith(FILES) for name in manifest.members)
    counted = f" and {number} files" if manifest.members else ""
    return f"{rows} rows of {len(manifest.tables)} tables{counted} as of {manifest.moment}"
