"""Vectors on their way in and out of the index: checked, and kept small.

Passage vectors are kept as float16. Sentence vectors, of which there are several a passage
and which are only compared with each other's, are kept as int8 with one scale a sentence:
a quarter of float32 (docs/adr/0007-index.md gives the loss).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from duijie.core.errors import InvalidInput

_SCALE_BYTES = 4


def checked(space: str, vectors: ArrayLike, *, dimensions: int, rows: int | None = None) -> NDArray[np.float32]:
    """``vectors`` as float32 [n, dimensions], each of length 1.

    Raises:
        InvalidInput: the sizes differ from what the space and ``rows`` ask for (the message
            names both), or a vector holds NaN or infinity, or has no direction.
    """
    array = np.atleast_2d(np.asarray(vectors, dtype=np.float32))
    if array.ndim != 2 or array.shape[1] != dimensions:
        got = " × ".join(map(str, np.shape(vectors)))
        raise InvalidInput(
            f"The vectors for the space “{space}” have the shape {got}, but it needs {dimensions} numbers each: "
            "check the embedder's model, or rebuild the index for the new one.",
            space=space,
            expected=dimensions,
            got=list(np.shape(vectors)),
        )
    if rows is not None and len(array) != rows:
        raise InvalidInput(
            f"{len(array)} vectors came for {rows} texts in the space “{space}”: the embedder must give one each.",
            space=space,
            expected=rows,
            got=len(array),
        )
    bad = ~np.isfinite(array).all(axis=1)
    lengths = np.linalg.norm(array, axis=1)
    bad |= ~(lengths > 0)
    if bad.any():
        raise InvalidInput(
            f"{int(bad.sum())} of {len(array)} vectors of {dimensions} numbers for the space “{space}” hold NaN or "
            f"infinity or are all zero (the first is number {int(bad.argmax()) + 1}): check the embedder.",
            space=space,
            first=int(bad.argmax()),
        )
    return (array / lengths[:, None]).astype(np.float32)


def pack(vectors: NDArray[np.float32]) -> bytes:
    """Rows [s, d] as bytes: s scales (float32), then s × d numbers (int8)."""
    scales = np.abs(vectors).max(axis=1, initial=0.0).astype("<f4") / 127
    safe = np.where(scales > 0, scales, 1)
    return scales.tobytes() + np.rint(vectors / safe[:, None]).astype(np.int8).tobytes()


def unpack(packed: bytes, dimensions: int) -> NDArray[np.float32]:
    """What :func:`pack` was given, [s, dimensions] float32, to within 1/254 of each row's largest number."""
    count, rest = divmod(len(packed), dimensions + _SCALE_BYTES)
    if rest:
        raise InvalidInput(f"A stored block of {len(packed)} bytes is no set of vectors of {dimensions} numbers.")
    scales = np.frombuffer(packed, "<f4", count)
    codes = np.frombuffer(packed, np.int8, offset=count * _SCALE_BYTES).reshape(count, dimensions)
    return codes.astype(np.float32) * scales[:, None]


def seal(identity: str, fingerprint: str, packed: bytes | None) -> bytes:
    """Packed sentence vectors with the passage that they belong to and the text they are of."""
    return b"\0".join((identity.encode(), fingerprint.encode("ascii"), packed or b""))


def unseal(sealed: bytes) -> tuple[str, str, bytes | None]:
    """What :func:`seal` was given."""
    identity, fingerprint, packed = sealed.split(b"\0", 2)
    return identity.decode(), fingerprint.decode("ascii"), packed or None


def pack_all(space: str, blocks: Sequence[ArrayLike | None], *, dimensions: int) -> list[bytes | None]:
    """:func:`pack` for one block of sentence vectors a passage; None where there are none."""
    packed: list[bytes | None] = []
    for block in blocks:
        if block is None or np.size(block) == 0:
            packed.append(None)
        else:
            packed.append(pack(checked(space, block, dimensions=dimensions)))
    return packed
