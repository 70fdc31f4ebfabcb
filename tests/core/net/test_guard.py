"""Where a fetch may lead."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.core.errors import InvalidInput
from duijie.core.net import FetchRefused, Guard, is_public

INSIDE = [  # the unspecified address is among them
    "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",  # noqa: S104
    "169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.7", "198.18.0.1", "198.51.100.2", "203.0.113.9",
    "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fec0::1", "fc00::1", "fd12::1",
    "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1",
    "2001::1", "2001:db8::1", "100::1", "3fff::1", "4000::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(FetchRefused, match="not a public address"):
        Guard().check("example.org", [address])


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "159.226.1.1", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_what_is_public_may_be_fetched(address: str) -> None:
    assert is_public(ip_address(address))
    assert Guard().check("example.org", [address])


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_is_the_same_in_each_of_its_ipv6_dresses(number: int) -> None:
    plain = IPv4Address(number)
    mapped = ip_address(f"::ffff:{plain}")
    translated = ip_address((0x64FF9B << 96) | number)
    carried = ip_address((0x2002 << 112) | (number << 80) | 1)
    assert is_public(mapped) == is_public(translated) == is_public(carried) == is_public(plain)


def test_one_inner_address_among_public_ones_refuses_the_name() -> None:
    with pytest.raises(FetchRefused, match=r"10\.0\.0\.1"):
        Guard().check("example.org", ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(FetchRefused):
        Guard().check("example.org", ["fe80::1%eth0"])
    with pytest.raises(FetchRefused, match="no address"):
        Guard().check("example.org", [])


def test_the_operator_allows_networks_and_nothing_beside_them() -> None:
    guard = Guard.of("127.0.0.1, 10.2.0.0/16 ::1")
    assert guard.check("localhost", ["127.0.0.1", "::1", "::ffff:10.2.9.9"])
    with pytest.raises(FetchRefused):
        guard.check("x", ["127.0.0.2"])
    with pytest.raises(FetchRefused):
        guard.check("x", ["10.3.0.1"])
    with pytest.raises(InvalidInput, match=r"DUIJIE_FETCH_PRIVATE.*“all”"):
        Guard.of("all")


@pytest.mark.parametrize("host", ["0x7f000001", "2130706433", "127.1", "0177.0.0.1", "localhost"])
def test_odd_spellings_of_this_machine_are_seen_through(host: str) -> None:
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, 80, type=socket.SOCK_STREAM)]
    except OSError:
        return  # a resolver that does not take the spelling leads nowhere
    with pytest.raises(FetchRefused):
        Guard().check(host, found)
