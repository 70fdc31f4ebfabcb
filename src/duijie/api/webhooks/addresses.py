"""Which addresses a webhook may have; where they lead is asked each time one is connected to."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Final

import httpx

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.core.net import Guard

LONGEST: Final = 500
SETTING: Final = "DUIJIE_WEBHOOK_LOOPBACK"
_LOOPBACK: Final = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def guard(*, loopback: bool) -> Guard:
    """Where webhooks may lead: public addresses; with ``loopback`` also this machine."""
    return Guard(_LOOPBACK if loopback else (), SETTING)


def checked(text: str, *, loopback: bool) -> str:
    """An address in one form: absolute, host in small ASCII letters, no fragment.

    Args:
        loopback: http, and this machine, are allowed: for development and tests.

    Raises:
        InvalidInput: no https address, one that carries a password, is too long, or names a port that
            there is not or an address that is not public.
    """
    text = text.strip()
    try:
        url = httpx.URL(text)
        host = url.raw_host.decode("ascii").lower()
        url = url.copy_with(fragment=None, raw_path=url.raw_path)
        plain = str(url)
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as error:
        raise _refused(gettext_noop("This is no address; write it like https://example.org/notices.")) from error
    if not host or url.scheme not in ("https", "http") or not 1 <= (1 if url.port is None else url.port) <= 65535:
        raise _refused(gettext_noop("This is no address; write it like https://example.org/notices."))
    if url.userinfo:
        raise _refused(gettext_noop("An address must not carry a name or password; messages are signed instead."))
    if url.scheme == "http" and not (loopback and _is_loopback(host)):
        raise _refused(gettext_noop("Only https is used, so that nobody on the way can read your notices."))
    if len(plain) > LONGEST:
        raise _refused(gettext_noop("An address has 500 characters at most."))
    try:
        literal = ip_address(host)
    except ValueError:
        if host == "localhost" and not loopback:
            raise _refused(_INSIDE) from None
    else:
        if not guard(loopback=loopback).allows(literal):
            raise _refused(_INSIDE)
    return plain


_INSIDE: Final = gettext_noop("This is not a public address; name one that is reached from the internet.")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(template: str) -> InvalidInput:
    sentence = Sentence(template)
    return InvalidInput.at("url", sentence)
