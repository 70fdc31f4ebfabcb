"""Providers of electronic signatures. Pure.

An operator names one by the setting ``DUIJIE_SIGN_PROVIDER``: ``local`` for trying the way out, or the
dotted path of a class of this form that takes no arguments. The site calls :meth:`~Provider.begin`
once for each side, sends the person to its address, and asks :meth:`~Provider.look` when they come back.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """Who is to sign what. ``key`` is the same for each try: a provider begins one signature for it."""

    key: str
    document: bytes
    name: str
    side: str
    signer: str
    email: str
    back: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the document."""
        return sha256(self.document).hexdigest()


@dataclass(frozen=True, slots=True)
class Begun:
    """A signature that was begun: the provider's ``reference``, and where the person signs ("": nothing
    more to do there)."""

    reference: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """How a signature stands; ``proof`` is what the provider gives to be kept once it is signed."""

    state: Literal["waiting", "signed", "refused"]
    proof: bytes = b""
    ending: str = "json"


class Provider(Protocol):
    """What a provider does. Errors of its own are raised as :class:`duijie.core.errors.Unavailable`."""

    name: str

    def begin(self, request: Request) -> Begun:
        """Begin a signature, or find the one begun for the same key."""

    def look(self, reference: str) -> Looked:
        """How it stands."""


class LocalProvider:
    """Signs at once with a key of this installation. It proves who pressed the button here and on which
    bytes; it is no signature that a law on electronic signatures asks for."""

    name = "local"

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def begin(self, request: Request) -> Begun:
        """Signed as soon as begun."""
        said = json.dumps(
            {"key": request.key, "sha256": request.digest, "side": request.side, "signer": request.signer[:60]},
            ensure_ascii=True,
            sort_keys=True,
        )
        return Begun(f"{self._seal(said)}:{said}"[:2000])

    def look(self, reference: str) -> Looked:
        """Signed, as long as the reference is ours and whole."""
        seal, _, said = reference.partition(":")
        if not hmac.compare_digest(seal, self._seal(said)):
            return Looked("refused")
        proof = json.dumps({"provider": self.name, "statement": json.loads(said), "seal": seal}, ensure_ascii=False)
        return Looked("signed", proof.encode())

    def _seal(self, said: str) -> str:
        return hmac.new(self._key, said.encode(), sha256).hexdigest()
