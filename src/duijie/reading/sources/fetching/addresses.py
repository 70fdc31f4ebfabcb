"""Which addresses may be fetched at all: their form here, where they lead in :mod:`guard`."""

from __future__ import annotations

import httpx

from duijie.core.errors import InvalidInput, Sentence, gettext_noop

LONGEST = 2_000  # characters, as many as a kept page's address may have
_PORTS = {"http": 80, "https": 443}


def parse_address(text: str, base: str = "") -> str:
    """An address in one form: absolute, host in small ASCII letters, no fragment, no blanks.

    >>> parse_address("/a b#c", "HTTP://Example.ORG:80/x/")
    'http://example.org/a%20b'

    Args:
        base: what a relative address is relative to.

    Raises:
        InvalidInput: it is no http or https address, carries a password, or is too long.
    """
    text = text.strip()
    shown = text[:100]
    try:
        url = httpx.URL(base).join(text) if base else httpx.URL(text)
        host = url.raw_host.decode("ascii").lower()
        url = url.copy_with(fragment=None, raw_path=url.raw_path)  # an empty path is "/"
        plain = str(url)
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as error:
        template = gettext_noop("“{address}” is no address; write it like https://example.org/news.")
        raise InvalidInput(Sentence(template, address=shown)) from error
    if url.scheme not in _PORTS or not host:
        template = gettext_noop("“{address}” is no http or https address; only those are fetched.")
        raise InvalidInput(Sentence(template, address=shown))
    if url.userinfo:
        template = gettext_noop("The address at {host} carries a name or password; only public pages are fetched.")
        raise InvalidInput(Sentence(template, host=host))
    if len(plain) > LONGEST:
        template = gettext_noop("The address “{address}…” is longer than {limit:,} characters.")
        raise InvalidInput(Sentence(template, address=shown[:60], limit=LONGEST))
    return plain


def origin_of(address: str) -> str:
    """Whose turn it is when an address is fetched: scheme, host and port, such as ``https://example.org``."""
    url = httpx.URL(address)
    host = url.raw_host.decode("ascii").lower()
    shown = f"[{host}]" if ":" in host else host
    port = f":{url.port}" if url.port and url.port != _PORTS.get(url.scheme) else ""
    return f"{url.scheme}://{shown}{port}"


def is_address(text: str) -> bool:
    """Whether a word looks like a web address rather than a path."""
    return "://" in text[:12]
