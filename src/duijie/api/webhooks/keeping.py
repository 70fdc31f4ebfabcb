"""How secrets are kept: readable with the key of the installation only, not in a copy of the database."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def kept(secret: str, key: str) -> str:
    """A secret as it is written down.

    Args:
        key: the secret key of the installation.
    """
    return _box(key).encrypt(secret.encode()).decode("ascii")


def shown(text: str, key: str) -> str | None:
    """The other way round; None when it was written down under another key."""
    try:
        return _box(key).decrypt(text.encode()).decode()
    except InvalidToken:
        return None


def _box(key: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"duijie webhook secrets").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
