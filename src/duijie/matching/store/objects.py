"""An index on an object store (S3 or what speaks like it), served by several machines.

An object store has no locks and no renaming: who is allowed to write, and which version serves,
is kept by the caller (the platform keeps both in PostgreSQL). The tables themselves are safe
there, for the engine commits with conditional writes.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pyarrow import fs

from duijie.core.errors import InvalidInput
from duijie.matching.store.guard import reported
from duijie.matching.store.versions import NAME, Building


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """Where the store is and how to sign in; empty values are taken from the environment that
    S3 clients read (instance roles included)."""

    endpoint: str = ""
    region: str = ""
    key: str = ""
    secret: str = ""

    def options(self) -> dict[str, str]:
        """The same in the words of the search engine."""
        stated = {
            "endpoint": self.endpoint,
            "region": self.region,
            "aws_access_key_id": self.key,
            "aws_secret_access_key": self.secret,
        }
        if self.endpoint.startswith("http://"):
            stated["allow_http"] = "true"
        return {name: value for name, value in stated.items() if value}

    def files(self) -> fs.FileSystem:
        """A file system on it, for listing and deleting."""
        place = urlsplit(self.endpoint)
        stated = {
            "endpoint_override": place.netloc,
            "scheme": place.scheme or "https",
            "region": self.region,
            "access_key": self.key,
            "secret_key": self.secret,
        }
        return fs.S3FileSystem(**{name: value for name, value in stated.items() if value})


class ObjectVersions:
    """The versions under an address ``s3://bucket/folder``; as
    :class:`duijie.matching.store.versions.Versions`, but that the caller keeps which one serves
    and sees that only one builds at a time.

    Raises:
        InvalidInput: the address names no bucket.
    """

    def __init__(self, root: str, store: ObjectStore) -> None:
        scheme, _, rest = root.partition("://")
        if scheme != "s3" or not re.match(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/|$)", rest):
            raise InvalidInput(f"“{root}” is no place for an index: name a folder, or s3://bucket/folder.")
        self.root = root.rstrip("/")
        self._path = rest.rstrip("/")
        self._store = store

    def place(self, name: str) -> str:
        """The address of a version."""
        return f"{self.root}/{name}"

    def names(self) -> list[str]:
        """All versions, half-built ones included, oldest first.

        Raises:
            Unavailable: the store does not answer.
        """
        with reported("The index could not be read", self.root):
            found = self._store.files().get_file_info(fs.FileSelector(self._path, allow_not_found=True))
        return sorted(info.base_name for info in found if NAME.fullmatch(info.base_name))

    @contextmanager
    def build(self, *, activate: bool = False, in_use: Collection[str] = ()) -> Iterator[Building]:
        """A place for a new version. Every other version that is not ``in_use`` is deleted first:
        it is outdated or was left half-built. On an error the new one is deleted.

        Args:
            activate: only false; which version serves is the caller's to keep.
        """
        if activate:
            raise InvalidInput("Which version on an object store serves is kept elsewhere.")
        if in_use:
            self.sweep(in_use=in_use)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        try:
            yield Building(name, self.place(name))
        except BaseException:
            with suppress(OSError):
                self._store.files().delete_dir(f"{self._path}/{name}")
            raise

    def sweep(self, *, in_use: Collection[str] = ()) -> list[str]:
        """Delete the versions that are not ``in_use``; give their names."""
        removed = [name for name in self.names() if name not in in_use]
        with reported("The index could not be written", self.root):
            for name in removed:
                self._store.files().delete_dir(f"{self._path}/{name}")
        return removed
