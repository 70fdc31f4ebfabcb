"""Files that are on the disk before a row that names them is committed, and those that no row names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import models
from django.utils import timezone

UNNAMED_FOR = timedelta(days=1)
"""How old a file is that no row names before it goes: its transaction is over by then."""


class DurableStorage(FileSystemStorage):
    """Django's storage in a folder, with the file and its name written through to the disk. A
    transaction that commits after :meth:`save` never names a file that a power cut took away."""

    def _save(self, name: str, content: Any) -> str:
        kept: str = super()._save(name, content)  # type: ignore[misc]  # the stubs leave it out
        path = Path(self.path(kept))
        _through(path)
        _through(path.parent)
        return kept


def _through(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sweep(*, older_than: timedelta = UNNAMED_FOR) -> list[str]:
    """Remove the files that transactions left behind which never committed: those in the folders of
    file fields that no row names. Files elsewhere in the storage are left alone.

    Returns:
        their names.
    """
    before = timezone.now() - older_than
    fields = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField) and field.upload_to and not callable(field.upload_to)
    ]
    gone = []
    for folder in sorted({str(field.upload_to).partition("/")[0] for _model, field in fields}):
        old = [name for name in _files(folder) if default_storage.get_modified_time(name) < before]
        # Asked after the files were listed: what is committed meanwhile is named by then.
        named = {
            str(name)
            for model, field in fields
            for name in model._base_manager.filter(**{f"{field.name}__startswith": f"{folder}/"})
            .values_list(field.name, flat=True)
            .iterator()
        }
        for name in old:
            if name not in named:
                default_storage.delete(name)
                gone.append(name)
    return gone


def _files(folder: str) -> Iterator[str]:
    if not default_storage.exists(folder):
        return
    folders, names = default_storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in names)
    for inner in folders:
        yield from _files(f"{folder}/{inner}")
