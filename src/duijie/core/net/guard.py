"""Where a connection may lead: public addresses, and those that the operator allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.core.net.failures import FetchRefused

_Address = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network

_UNICAST = IPv6Network("2000::/3")  # all that IANA has given out for the public so far
_TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64, RFC 6052: the last 32 bits are an IPv4 address
_SIX_TO_FOUR = IPv6Network("2002::/16")  # RFC 3056: bits 16 to 48 are an IPv4 address
_REFUSED = tuple(
    ip_network(text)
    for text in (
        "100.64.0.0/10",  # carriers' own, RFC 6598
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays, withdrawn
        "2001::/23",  # special purposes, among them Teredo with an IPv4 address inside
        "3fff::/20",  # documentation, RFC 9637
    )
)


def is_public(address: _Address) -> bool:
    """Whether an address is one of the public internet.

    Loopback, private, link-local, multicast, reserved and documentation addresses are not, nor
    is an IPv6 address that carries one of them inside.

    >>> is_public(ip_address("93.184.216.34")), is_public(ip_address("::ffff:127.0.0.1"))
    (True, False)
    """
    if isinstance(address, IPv6Address):
        inner = _carried(address)
        if inner is not None:
            return is_public(inner)
        if address not in _UNICAST:
            return False
    if any(address in network for network in _REFUSED if network.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return IPv4Address(int(address) >> 80 & 0xFFFFFFFF)
    return None


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides where a connection may go. ``allowed`` are networks of the operator's own that
    may be asked although they are not public, ``setting`` is what names them."""

    allowed: tuple[_Network, ...] = ()
    setting: str = "DUIJIE_FETCH_PRIVATE"

    @classmethod
    def of(cls, text: str, setting: str = "DUIJIE_FETCH_PRIVATE") -> Guard:
        """From a setting: networks or addresses separated by commas.

        Raises:
            InvalidInput: one of them is no network; the message names the setting.
        """
        networks = []
        for word in text.replace(",", " ").split():
            try:
                networks.append(ip_network(word, strict=False))
            except ValueError as error:
                template = gettext_noop(
                    "The setting {setting} does not fit: “{word}” is no network; write it like 10.2.0.0/16."
                )
                raise InvalidInput(Sentence(template, setting=setting, word=word)) from error
        return cls(tuple(networks), setting)

    def allows(self, address: _Address) -> bool:
        """Whether a connection to this address may be made."""
        plain = address.ipv4_mapped if isinstance(address, IPv6Address) and address.ipv4_mapped else address
        inside = any(plain in network for network in self.allowed if network.version == plain.version)
        return inside or is_public(address)

    def check(self, host: str, found: Iterable[str]) -> list[str]:
        """The addresses a name resolved to, as they may be connected to.

        One that is not public refuses them all: a name that leads to both is how a guard is
        tricked into trying the second one.

        Args:
            found: numeric addresses, as the resolver gave them.

        Raises:
            FetchRefused: there is none, or one is not public.
        """
        checked = []
        for text in found:
            try:
                address = ip_address(text.partition("%")[0])
            except ValueError:
                address = None
            if address is None or "%" in text or not self.allows(address):
                template = gettext_noop(
                    "{host} leads to {address}, which is not a public address; it is not asked "
                    "unless the operator allows its network ({setting})."
                )
                raise FetchRefused(Sentence(template, host=host, address=text, setting=self.setting))
            checked.append(str(address))
        if not checked:
            raise FetchRefused(Sentence(gettext_noop("{host} has no address; check how it is spelt."), host=host))
        return checked
