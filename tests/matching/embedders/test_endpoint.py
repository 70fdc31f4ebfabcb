"""An embedding server of somebody else's: what it may answer, and what a user then reads."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from duijie.core.errors import Unavailable
from duijie.matching.embedders import Endpoint, EndpointSettings
from tests.json_server import Answer
from tests.matching.embedders.server import Server, vectors

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


def endpoint(server: Server, **changed: Any) -> Endpoint:
    settings: dict[str, Any] = {"url": server.url, "model": "m", "dimension": 3, "timeout": 5.0} | changed
    return Endpoint(EndpointSettings(**settings))


def test_vectors_come_in_order_and_of_length_one(server: Server) -> None:
    space = endpoint(server, batch=2, key="secret", query_prefix="query: ")
    found = space.encode_passages(["a", "bbb", "ccccc"])
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    assert np.allclose(found[:, 0] / found[:, 1], [1, 3, 5])
    assert [len(body["input"]) for body in server.asked] == [2, 1]
    assert server.headers[0]["Authorization"] == "Bearer secret"
    space.encode_queries(["x"])
    assert server.asked[-1]["input"] == ["query: x"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda body: vectors([[1.0, 2.0]] * len(body["input"])), "2 numbers where the settings say 3"),
        (lambda body: vectors([[1.0, None, 0.0]] * len(body["input"])), "not numbers"),
        (lambda body: (200, b'{"data": [{"index": 0, "embedding": [NaN, 1, 2]}]}'), "not numbers"),
        (lambda body: vectors([]), "0 vectors for 1 texts"),
        (lambda body: (200, b'{"data": [{"index": 7, "embedding": [0, 1, 2]}]}'), "which vector is whose"),
        (lambda body: (200, b"<html>hello"), "no JSON"),
        (lambda body: (200, b'{"error": "x"}'), "not the OpenAI embeddings interface"),
        (lambda body: (200, b'[["x"]]'), "not the OpenAI embeddings interface"),
        (lambda body: (401, b"{}"), "answered 401"),
        (lambda body: (500, b"oops"), "answered 500"),
    ],
)
def test_a_wrong_answer_is_one_clear_sentence(server: Server, answer: Answer, says: str) -> None:
    server.answer = answer
    with pytest.raises(Unavailable, match=says):
        endpoint(server).encode_queries(["x"])


def test_a_server_that_is_slow_is_named_with_its_limit(server: Server) -> None:
    def slow(body: dict[str, Any]) -> tuple[int, bytes]:
        time.sleep(0.6)
        return vectors([[1.0, 0.0, 0.0]])

    server.answer = slow
    with pytest.raises(Unavailable, match=r"within 0\.2 s"):
        endpoint(server, timeout=0.2).encode_passages(["x"])
    with pytest.raises(Unavailable, match=r"within 0\.1 s"):
        endpoint(server, patience=0.1).encode_queries(["x"])


def test_an_answer_that_trickles_in_is_given_up_when_its_time_is_over(server: Server) -> None:
    def trickling(body: dict[str, Any]) -> tuple[int, Iterator[bytes]]:
        def pieces() -> Iterator[bytes]:
            for _ in range(1000):
                yield b" "
                time.sleep(0.05)
            yield vectors([[1.0, 0.0, 0.0]])[1]

        return 200, pieces()

    server.answer = trickling
    with pytest.raises(Unavailable, match=r"within 0\.2 s"):
        endpoint(server, patience=0.2).encode_queries(["x"])


def test_who_asks_next_does_not_wait_for_an_endpoint_that_hangs(server: Server) -> None:
    """The first need waits and goes without; those after it are not kept waiting, until the endpoint
    has rested and is asked whether it is back."""
    back = threading.Event()

    def hanging(body: dict[str, Any]) -> tuple[int, bytes]:
        back.wait(5)
        return vectors([[1.0, 0.0, 0.0]])

    server.answer = hanging
    space = endpoint(server, patience=0.1, rest=0.5)
    with pytest.raises(Unavailable, match=r"within 0\.1 s"):
        space.encode_queries(["x"])
    for _ in range(3):
        with pytest.raises(Unavailable, match="asked again in 1 s"):
            space.encode_queries(["x"])
    assert len(server.asked) == 1
    back.set()
    assert len(space.encode_passages(["indexing goes on asking"])) == 1
    time.sleep(0.6)
    assert len(space.encode_queries(["x"])) == 1
    assert len(space.encode_queries(["x"])) == 1
    assert len(server.asked) == 4


def test_the_operator_reads_once_that_needs_go_without_a_space(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    space = endpoint(server)
    server.answer = lambda body: (500, b"oops")
    for _ in range(3):
        with pytest.raises(Unavailable, match="answered 500"):
            space.encode_queries(["x"])
    server.answer = lambda body: vectors([[1.0, 0.0, 0.0]])
    space.encode_queries(["x"])
    said = [record.getMessage() for record in caplog.records if record.name.endswith("endpoint")]
    assert len(said) == 2
    assert "answered 500" in said[0]
    assert "answers again" in said[1]


def test_a_server_that_is_down_or_an_address_that_is_none(server: Server) -> None:
    space = endpoint(server)
    server.stop()
    with pytest.raises(Unavailable, match="cannot be reached"):
        space.encode_queries(["x"])
    with pytest.raises(Unavailable, match="cannot be reached"):
        endpoint(server, url="not an address").encode_queries(["x"])
