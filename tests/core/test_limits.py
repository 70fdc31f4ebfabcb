"""Whom a request is counted for."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from duijie.core.limits import address_of


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_one_subscriber_is_one_address(address: str, counted_as: str) -> None:
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=address)) == counted_as


def test_the_header_counts_behind_trusted_proxies_only(settings: Any) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 2001:db8::1")
    assert address_of(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert address_of(request) == "2001:db8::/64"
