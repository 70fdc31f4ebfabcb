"""Signatures, times of tries, addresses, kept secrets: what needs no database."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.api.webhooks import addresses, backoff, keeping, signing
from duijie.core.errors import InvalidInput

KNOWN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
texts = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=". "), min_size=1)


def test_the_signature_is_that_of_the_published_example() -> None:
    found = signing.signature(KNOWN, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(texts, st.integers(0, 2**40), st.binary())
def test_it_is_what_the_scheme_says(message: str, timestamp: int, body: bytes) -> None:
    secret = signing.new_secret()
    signed = b".".join([message.encode(), str(timestamp).encode(), body])
    plain = hmac.new(b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert signing.signature(secret, message, timestamp, body) == "v1," + b64encode(plain).decode()


@given(texts, st.integers(1000, 2**40), st.binary(), st.integers(-400, 400))
def test_a_receiver_believes_what_is_whole_and_fresh(message: str, now: int, body: bytes, late: int) -> None:
    secret, former = signing.new_secret(), signing.new_secret()
    given_ = signing.headers([secret, former], message, now, body)
    fresh = abs(late) <= signing.TOLERANCE
    assert signing.holds(secret, given_, body, now + late) == fresh
    assert signing.holds(former, given_, body, now + late) == fresh
    assert not signing.holds(signing.new_secret(), given_, body, now)
    assert not signing.holds(secret, given_, body + b" ", now)
    assert not signing.holds(secret, {**given_, "webhook-id": message + "x"}, body, now)
    assert not signing.holds(secret, {**given_, "webhook-timestamp": str(now + 1)}, body, now)


@pytest.mark.parametrize(
    "given_", [{}, {"webhook-timestamp": "x"}, {"webhook-timestamp": "1", "webhook-signature": "é"}]
)
def test_a_receiver_refuses_what_is_no_message(given_: dict[str, str]) -> None:
    assert not signing.holds(KNOWN, given_, b"{}", 1.0)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_each_wait_is_longer_than_the_one_before_and_bounded(attempts: int, chance: float) -> None:
    wait = backoff.delay(attempts, chance)
    assert backoff.FIRST / 2 <= wait <= backoff.LONGEST * 1.1
    assert backoff.delay(attempts + 1, chance) >= wait


@given(st.lists(st.floats(0, 1), min_size=40, max_size=40))
def test_what_fails_is_tried_about_a_dozen_times_and_given_up_within_three_days(chances: list[float]) -> None:
    age, attempts = 0.0, 1
    while (wait := backoff.next_try(attempts, age, chances[attempts - 1])) is not None:
        age, attempts = age + wait, attempts + 1
    assert age <= backoff.PATIENCE
    assert 9 <= attempts <= 25
    assert age > backoff.PATIENCE - 1.1 * backoff.LONGEST


@given(st.integers(1, 20), st.floats(0, 1), st.floats(0, 10**9))
def test_a_server_that_asks_to_be_left_alone_is(attempts: int, chance: float, asked: float) -> None:
    wait = backoff.next_try(attempts, 0.0, chance, asked)
    assert wait is not None and wait >= min(asked, backoff.MOST_ASKED)


def test_nothing_is_waited_for_before_the_first_try() -> None:
    with pytest.raises(ValueError, match="nothing was tried"):
        backoff.delay(0, 0.5)


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_secret_is_read_with_the_key_it_was_kept_under_only(key: str, other: str) -> None:
    secret = signing.new_secret()
    text = keeping.kept(secret, key)
    assert secret not in text
    assert keeping.shown(text, key) == secret
    if other != key:
        assert keeping.shown(text, other) is None
    assert keeping.shown("damaged", key) is None


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/", "ftp://example.org/", "example.org", "https://", "javascript:alert(1)", "",
        "https://user@example.org/", "https://user:secret@example.org/", "https://example.org:notaport/",
        "https://example.org:99999/", "https://example.org:-1/", "https://example.org:0/", "https://example.org:65536/",
        "https://localhost/", "https://LOCALHOST:8443/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/",
        "https://192.168.1.1/x", "https://169.254.169.254/latest/meta-data", "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/", "https://0.0.0.0/", "https://example.org/" + "x" * 500,
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused_when_it_is_given(address: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        addresses.checked(address, loopback=False)
    assert "url" in refused.value.details["fields"]


@pytest.mark.parametrize("address", ["http://example.org/", "http://10.0.0.1/", "https://10.0.0.1/", "http://[::2]/"])
def test_loopback_for_tests_opens_this_machine_and_nothing_else(address: str) -> None:
    with pytest.raises(InvalidInput):
        addresses.checked(address, loopback=True)
    assert addresses.checked("http://127.0.0.1:9/x", loopback=True) == "http://127.0.0.1:9/x"


def test_an_address_is_kept_in_one_form() -> None:
    assert addresses.checked(" HTTPS://Example.ORG/a b#part ", loopback=False) == "https://example.org/a%20b"
    assert addresses.checked("https://例子.中国/钩", loopback=False).startswith("https://")
    assert addresses.checked("https://example.org:65535/", loopback=False) == "https://example.org:65535/"
