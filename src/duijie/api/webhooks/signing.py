"""Signatures of the Standard Webhooks scheme (https://www.standardwebhooks.com), version 1.

What is signed is ``id.timestamp.body`` with HMAC-SHA256; a secret is ``whsec_`` and Base64.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Final

PREFIX: Final = "whsec_"
SIZE: Final = 32
"""Bytes of a secret."""
TOLERANCE: Final = 300
"""Seconds by which the clocks of sender and receiver may differ."""


def new_secret() -> str:
    """A secret that nobody can guess."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SIZE)).decode("ascii")


def key_of(secret: str) -> bytes:
    """The bytes of a secret.

    Raises:
        ValueError: it has not the form of one.
    """
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a secret is whsec_ and Base64") from error


def signature(secret: str, message: str, timestamp: int, body: bytes) -> str:
    """One signature: ``v1,`` and Base64.

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
    ...           b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = f"{message}.{timestamp}.".encode() + body
    digest = hmac.new(key_of(secret), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode("ascii")


def headers(keys: Iterable[str], message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of a message, signed with each secret that is good now, the newest first."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(key, message, timestamp, body) for key in keys),
    }


def holds(secret: str, given: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether a message is whole, fresh and of somebody who has the secret: what a receiver does."""
    message, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(now - int(timestamp)) > TOLERANCE:
        return False
    wanted = signature(secret, message, int(timestamp), body).encode()
    return any(hmac.compare_digest(wanted, one.encode()) for one in given.get("webhook-signature", "").split(" "))
