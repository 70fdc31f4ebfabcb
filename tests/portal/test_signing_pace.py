"""Signing in through a provider costs no more than it should, whatever the provider or a visitor does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache, caches
from django.test import Client

from duijie.portal.signing.adapter import SocialAdapter
from duijie.portal.signing.bounded import LARGEST, bounded
from tests.factories.world import World
from tests.portal.dance import dance, leave, oidc
from tests.portal.provider_server import Provider, serving

LOGIN = "/accounts/oidc/campus/login/"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    cache.clear()
    caches["process"].clear()
    with serving() as found:
        settings.SIGN_IN_PROVIDERS = (oidc(found),)
        yield found
    caches["process"].clear()


class Endless:
    """A server whose answers end when whoever asked hangs up."""

    def __init__(self, piece: bytes, pause: float) -> None:
        self.sent, self._piece, self._pause = 0, piece, pause
        self.over = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def _answer(self) -> None:
        line, _address = self._server.accept()
        with line:
            line.recv(65536)
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
            try:
                while not self.over.wait(self._pause) and self.sent < 64 * LARGEST:
                    self.sent += line.send(self._piece)
            except OSError:
                return

    def stop(self) -> None:
        self.over.set()
        self._thread.join()
        self._server.close()


def test_an_answer_without_an_end_is_not_read_to_its_end() -> None:
    server = Endless(b"x" * 65536, 0)
    try:
        with SocialAdapter().get_requests_session() as session, pytest.raises(requests.RequestException):
            session.request("GET", server.url)
        server._thread.join(30)
        assert server.sent < 32 * LARGEST
    finally:
        server.stop()


def test_an_answer_that_drips_is_not_waited_for() -> None:
    server = Endless(b" ", 0.05)
    try:
        with requests.get(server.url, stream=True, timeout=5) as answer, pytest.raises(requests.ReadTimeout):
            bounded(answer, seconds=0.5)
    finally:
        server.stop()


@pytest.mark.django_db
def test_who_leaves_and_comes_back_too_often_is_asked_to_wait(provider: Provider, world: World, settings: Any) -> None:
    settings.POST_RATE_ANONYMOUS = 3
    client = Client()
    assert [leave(client, LOGIN).status_code for _ in range(4)] == [200, 200, 200, 429]
    returns = [client.get(f"{LOGIN}callback/?state=x&code=y") for _ in range(4)]
    assert [answer.status_code for answer in returns] == [400, 400, 400, 429]
    assert int(returns[-1]["Retry-After"]) > 0
    assert Client(REMOTE_ADDR="192.0.2.7").post(LOGIN).status_code == 200, "others are not kept waiting"
    assert client.get(LOGIN).status_code == 200, "who only looks is not counted"


@pytest.mark.django_db
def test_what_a_provider_says_of_itself_is_asked_once_until_its_keys_change(provider: Provider, world: World) -> None:
    for _ in range(2):
        assert dance(Client()).redirect_chain[-1][0].endswith("/accounts/3rdparty/signup/")
    assert provider.paths.count("/.well-known/openid-configuration") == provider.paths.count("/keys") == 1
    provider.key = provider.signed_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert dance(Client()).redirect_chain[-1][0].endswith("/accounts/3rdparty/signup/")
    assert provider.paths.count("/keys") == 2
