"""Mailboxes by which somebody is known again, without keeping their address."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from duijie.core.text import normalise

_SALT = "duijie.registry.mailbox"


def digest_of(address: str) -> str:
    """HMAC-SHA-256 of a mailbox, in hexadecimal, under a key that Django derives from SECRET_KEY.

    Capitals and what follows a “+” in the local part make no other mailbox.
    """
    local, _at, domain = normalise(address).strip().lower().rpartition("@")
    return salted_hmac(_SALT, f"{local.partition('+')[0] or local}@{domain}", algorithm="sha256").hexdigest()
