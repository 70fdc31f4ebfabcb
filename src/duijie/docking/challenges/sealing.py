"""Sealing proposals so that two officers are needed to open them. Pure.

A challenge has a key pair (X25519). What is sealed to its public key (HPKE, RFC 9180: X25519,
HKDF-SHA256, AES-256-GCM) is opened by its private key alone, and that is kept nowhere: it is
split by exclusive or into the clock's part, which the installation keeps back until the time has
come, and for every pair of officers two further parts, one for each. Any two officers and the
clock give the key; any fewer parts are random bytes that say nothing of it.

Each officer has a key pair of their own. Its private key is kept under a passphrase (Argon2id,
RFC 9106; AES-256-GCM), and the officer's parts are sealed to its public key.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_SIZE = 32  # bytes of a key and of a part
_SALT, _NONCE = 16, 12


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess at a passphrase costs: passes over ``memory`` KiB in ``lanes`` (RFC 9106)."""

    passes: int
    lanes: int
    memory: int


COST = Cost(passes=3, lanes=4, memory=64 * 1024)
"""The second recommended choice of RFC 9106, section 4."""
_MOST = Cost(passes=16, lanes=16, memory=1024 * 1024)  # a forged header shall not exhaust the machine


class CannotOpen(Exception):
    """What was sealed cannot be opened with this: another key or passphrase, or other bytes."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A key pair of which the private half is kept under a passphrase (``private``: cost, salt, nonce, text)."""

    public: bytes
    private: bytes


@dataclass(frozen=True, slots=True)
class Split:
    """A private key in parts of 32 bytes.

    ``clock``: the part that the installation keeps back; ``parts``: by (holder, peer) what the
    holder adds when the other officer is the peer.
    """

    clock: bytes = field(repr=False)
    parts: Mapping[tuple[int, int], bytes] = field(repr=False)


def pair() -> tuple[bytes, bytes]:
    """A new key pair: public, private; 32 bytes each."""
    key = X25519PrivateKey.generate()
    return key.public_key().public_bytes_raw(), key.private_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public half of a private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(text: bytes, *, public: bytes, context: bytes) -> bytes:
    """Bytes that only the private key opens, and only in the same context. They are 48 bytes longer."""
    return _SUITE.encrypt(text, X25519PublicKey.from_public_bytes(public), info=context)


def unseal(sealed: bytes, *, private: bytes, context: bytes) -> bytes:
    """What was sealed.

    Raises:
        CannotOpen: it was sealed to another key or in another context, or its bytes were changed.
    """
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=context)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def lock(passphrase: str, *, context: bytes, cost: Cost | None = None) -> Locked:
    """A new key pair under a passphrase."""
    public, private = pair()
    return Locked(public, _under(passphrase, private, context + public, cost or COST))


def unlock(locked: Locked, passphrase: str, *, context: bytes) -> bytes:
    """The private key of a pair.

    Raises:
        CannotOpen: another passphrase, or not this pair's own.
    """
    private = _from_under(passphrase, locked.private, context + locked.public)
    if public_of(private) != locked.public:
        raise CannotOpen
    return private


def split(private: bytes, holders: Sequence[int]) -> Split:
    """The parts of a private key for these officers, two of whom are needed.

    Raises:
        ValueError: fewer than two officers, or one of them twice.
    """
    if len(set(holders)) < 2 or len(set(holders)) != len(holders):
        raise ValueError("a key is split between two officers or more, each named once")
    clock = os.urandom(_SIZE)
    people = _xor(private, clock)
    parts = {}
    for one, other in combinations(holders, 2):
        parts[one, other] = os.urandom(_SIZE)
        parts[other, one] = _xor(people, parts[one, other])
    return Split(clock, parts)


def join(clock: bytes, one: bytes, other: bytes) -> bytes:
    """The private key from the clock's part and those that two officers hold for each other."""
    return _xor(_xor(one, other), clock)


def keep_back(part: bytes, *, secret: str, context: bytes) -> bytes:
    """The clock's part as it is kept: opened by the installation's own secret alone."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_derived(secret, context)).encrypt(nonce, part, context)


def give(kept: bytes, *, secret: str, context: bytes) -> bytes:
    """The clock's part.

    Raises:
        CannotOpen: another installation's secret, or other bytes.
    """
    try:
        return AESGCM(_derived(secret, context)).decrypt(kept[:_NONCE], kept[_NONCE:], context)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def receipt(sealed: bytes) -> str:
    """What names sealed bytes: their SHA-256 in hex."""
    return hashlib.sha256(sealed).hexdigest()


def _derived(secret: str, context: bytes) -> bytes:
    return HKDF(hashes.SHA256(), _SIZE, salt=None, info=b"duijie challenge clock\0" + context).derive(secret.encode())


def _under(passphrase: str, text: bytes, context: bytes, cost: Cost) -> bytes:
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    head = b"".join(value.to_bytes(4, "big") for value in (cost.passes, cost.lanes, cost.memory)) + salt + nonce
    return head + AESGCM(_stretched(passphrase, salt, cost)).encrypt(nonce, text, context + head)


def _from_under(passphrase: str, kept: bytes, context: bytes) -> bytes:
    head, text = kept[: 12 + _SALT + _NONCE], kept[12 + _SALT + _NONCE :]
    cost = Cost(*(int.from_bytes(head[at : at + 4], "big") for at in (0, 4, 8)))
    if cost.passes > _MOST.passes or cost.lanes > _MOST.lanes or cost.memory > _MOST.memory:
        raise CannotOpen
    try:
        key = _stretched(passphrase, head[12 : 12 + _SALT], cost)
        return AESGCM(key).decrypt(head[12 + _SALT :], text, context + head)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The key that a passphrase makes; however a keyboard composes or widens its characters (NFKC)."""
    kdf = Argon2id(salt=salt, length=_SIZE, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return kdf.derive(unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass"))


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
