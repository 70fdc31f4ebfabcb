"""Pictures for the tests: headers as the formats write them, and nothing behind."""

from __future__ import annotations


def png(width: int = 64, height: int = 64, *, moving: bool = False) -> bytes:
    header = b"\x00\x00\x00\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x06\x00\x00\x00crc_"
    control = b"\x00\x00\x00\x08acTL" + bytes(12) if moving else b""
    return b"\x89PNG\r\n\x1a\n" + header + control + b"\x00\x00\x00\x00IDATcrc_" + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def jpeg(width: int = 64, height: int = 64) -> bytes:
    application = b"\xff\xe0\x00\x10JFIF\x00" + bytes(9)
    table = b"\xff\xc4\x00\x06\xff\xc0\x00\x00"  # a table whose content looks like a frame
    frame = b"\xff\xc2\x00\x0b\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + application + table + frame + b"\xff\xd9"


def webp(kind: str = "VP8X", width: int = 64, height: int = 64, *, moving: bool = False) -> bytes:
    if kind == "VP8X":
        body = bytes([2 if moving else 0, 0, 0, 0])
        body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif kind == "VP8L":
        body = b"\x2f" + ((width - 1) | (height - 1) << 14).to_bytes(4, "little") + bytes(5)
    else:
        body = b"\x30\x01\x00\x9d\x01\x2a" + width.to_bytes(2, "little") + height.to_bytes(2, "little")
    chunk = kind.ljust(4).encode() + len(body).to_bytes(4, "little") + body
    return b"RIFF" + (len(chunk) + 4).to_bytes(4, "little") + b"WEBP" + chunk
