"""gzip in bounded pieces: a small file that unfolds to a huge one never fills the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

PIECE = 65_536
_ANY_HEADER = 47  # zlib's own number for: gzip or zlib, told by the header


def gunzip(chunks: Iterable[bytes], *, strict: bool = False) -> Iterator[bytes]:
    """What gzip members, one after the other, unfold to, in pieces of at most 64 KB.

    >>> import gzip
    >>> b"".join(gunzip([gzip.compress(b"one, "), gzip.compress(b"two")]))
    b'one, two'

    Args:
        strict: fail at bytes behind a member that are no member; otherwise end there.

    Raises:
        zlib.error: the bytes are no gzip, or damaged.
        EOFError: they end in the middle of a member.
    """
    decoder = None
    members = 0
    for chunk in chunks:
        more = False
        while chunk or more:
            if decoder is None:
                chunk = chunk.lstrip(b"\0")  # some writers fill up the last block
                if not chunk:
                    break
                if members and not strict and chunk[0] not in b"\x1f\x78":
                    return
                decoder = zlib.decompressobj(wbits=_ANY_HEADER)
            piece = decoder.decompress(chunk, PIECE)
            if piece:
                yield piece
            more = len(piece) == PIECE
            if decoder.eof:
                chunk, decoder, more = decoder.unused_data, None, False
                members += 1
            else:
                chunk = decoder.unconsumed_tail
    if decoder is not None:
        raise EOFError("the gzip data is cut")
