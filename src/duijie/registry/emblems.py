"""Emblems as they are uploaded: what the bytes are and how large the picture is. Pure.

Only the headers are read; nothing is decoded. Layouts: PNG (W3C, 11.2.1 IHDR), JPEG (ITU-T T.81,
B.2.2 frame header), WebP (RFC 9649, 2.5 to 2.7). SVG is a program as much as a picture and is never taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from duijie.core.errors import InvalidInput, Sentence, TooLarge, gettext_noop

LARGEST_BYTES: Final = 512 * 1024
SMALLEST, LARGEST = 32, 2048
"""Pixels a side."""

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF markers; the three others are tables


@dataclass(frozen=True, slots=True)
class Picture:
    """``ending`` names the kind: png, jpg or webp; sides in pixels."""

    ending: str
    width: int
    height: int
    moving: bool = False


def read_emblem(data: bytes) -> Picture:
    """The picture that these bytes are, when it will do as an emblem.

    Raises:
        TooLarge: more than :data:`LARGEST_BYTES`.
        InvalidInput: no whole PNG, JPEG or WebP, one that moves, or one of the wrong size.
    """
    if len(data) > LARGEST_BYTES:
        raise TooLarge(
            Sentence(
                gettext_noop("The emblem is larger than {limit} KB; make it smaller."), limit=LARGEST_BYTES // 1024
            )
        )
    picture = _png(data) or _jpeg(data) or _webp(data)
    if picture is None:
        raise InvalidInput(
            Sentence(gettext_noop("This is no whole PNG, JPEG or WebP picture; save it as one of these and try again."))
        )
    if picture.moving:
        raise InvalidInput(Sentence(gettext_noop("An emblem must not move; choose a still picture.")))
    if min(picture.width, picture.height) < SMALLEST or max(picture.width, picture.height) > LARGEST:
        raise InvalidInput(
            Sentence(
                gettext_noop("The picture has {width} by {height} pixels; each side needs {smallest} to {largest}."),
                width=picture.width,
                height=picture.height,
                smallest=SMALLEST,
                largest=LARGEST,
            )
        )
    return picture


def _png(data: bytes) -> Picture | None:
    if not data.startswith(_PNG) or data[12:16] != b"IHDR" or b"IEND" not in data[24:]:
        return None
    moving = b"acTL" in data.partition(b"IDAT")[0]
    return Picture("png", int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"), moving)


def _jpeg(data: bytes) -> Picture | None:
    if not data.startswith(_JPEG) or b"\xff\xd9" not in data:
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
        elif marker in _FRAMES:
            return Picture(
                "jpg", int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
            )
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _webp(data: bytes) -> Picture | None:
    if len(data) < 30 or data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    if int.from_bytes(data[4:8], "little") + 8 > len(data):
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(data[start : start + 3], "little") + 1 for start in (24, 27))
        return Picture("webp", width, height, bool(data[20] & 0x02))
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        return Picture("webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = (int.from_bytes(data[start : start + 2], "little") & 0x3FFF for start in (26, 28))
        return Picture("webp", width, height)
    return None
