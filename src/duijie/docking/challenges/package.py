"""A proposal and its files as one row of bytes, whose length says little of what is in it. Pure.

The bytes: the length of a JSON head (4 bytes), the head, the files one after the other, zeros up
to a multiple of 64 KiB.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

BLOCK = 64 * 1024
_VERSION = 1


class Unreadable(Exception):
    """These bytes are no package."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of a proposal."""

    name: str
    media_type: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The digest of its bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Package:
    """``values``: what the form asked for, as JSON values; and the files."""

    values: Mapping[str, Any] = field(repr=False)
    files: Sequence[Enclosed] = field(default=(), repr=False)


def pack(package: Package) -> bytes:
    """The bytes of a package; a multiple of :data:`BLOCK`."""
    head = {
        "version": _VERSION,
        "values": dict(package.values),
        "files": [{"name": one.name, "media_type": one.media_type, "size": len(one.data)} for one in package.files],
    }
    told = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    found = b"".join([len(told).to_bytes(4, "big"), told, *(one.data for one in package.files)])
    return found + bytes(-len(found) % BLOCK)


def unpack(data: bytes) -> Package:
    """The package that was packed.

    Raises:
        Unreadable: these bytes are none.
    """
    try:
        length = int.from_bytes(data[:4], "big")
        head = json.loads(data[4 : 4 + length].decode("utf-8", "surrogatepass"))
        if head["version"] != _VERSION:
            raise Unreadable
        at, files = 4 + length, []
        for row in head["files"]:
            files.append(Enclosed(str(row["name"]), str(row["media_type"]), data[at : at + int(row["size"])]))
            at += int(row["size"])
        if at > len(data) or any(data[at:]):
            raise Unreadable
        return Package(dict(head["values"]), tuple(files))
    except (ValueError, KeyError, TypeError, UnicodeError, RecursionError) as error:
        raise Unreadable from error
