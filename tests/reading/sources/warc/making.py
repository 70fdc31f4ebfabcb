"""WARC files, written as crawlers write them."""

from __future__ import annotations

import gzip


def record(
    address: str, body: bytes, *, kind: str = "response", status: int = 200, media: str = "text/html", head: str = ""
) -> bytes:
    """One record."""
    if kind == "response":
        top = f"HTTP/1.1 {status} OK\r\nContent-Type: {media}\r\n{head}\r\n".encode()
        block, outer = top + body, "application/http; msgtype=response"
    else:
        block, outer = body, media
    header = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2020-01-17T08:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:5d1d8a2e-0000-4000-8000-{abs(hash(address)) % 10**12:012d}>\r\n"
        f"Content-Type: {outer}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return header.encode() + block + b"\r\n\r\n"


def info() -> bytes:
    """What a file begins with."""
    return record("", b"software: test\r\n", kind="warcinfo", media="application/warc-fields")


def packed(records: list[bytes]) -> bytes:
    """Each record a gzip member of its own, as the standard advises."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)
