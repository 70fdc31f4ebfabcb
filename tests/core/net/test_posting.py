"""Something is sent to an address that somebody else named, and nothing it answers does harm."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from duijie.api.webhooks.addresses import guard
from duijie.core.net import FetchFailed, FetchRefused, Guard
from duijie.core.net.posting import post
from tests.api.webhooks.receiver import Receiver, dripping, hanging_up, huge

LOOPBACK = guard(loopback=True)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.stop()


def test_a_body_arrives_as_it_is(receiver: Receiver) -> None:
    answer = post(receiver.url, "镍".encode(), {"X-One": "1"}, guard=LOOPBACK)
    assert answer.status == 200
    [(headers, body)] = receiver.got
    assert (body.decode(), headers["x-one"]) == ("镍", "1")
    assert headers["host"] == receiver.url.split("/")[2]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(receiver: Receiver, status: int) -> None:
    receiver.answers = [status]
    receiver.said = {"Location": receiver.url + "/other"}
    assert post(receiver.url, b"{}", {}, guard=LOOPBACK).status == status
    assert len(receiver.got) == 1


@pytest.mark.parametrize(("said", "after"), [("120", 120.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)])
def test_how_long_to_leave_it_alone_is_heard(receiver: Receiver, said: str, after: float | None) -> None:
    receiver.answers, receiver.said = [503], {"Retry-After": said}
    assert post(receiver.url, b"{}", {}, guard=LOOPBACK).after == after


def test_an_answer_without_an_end_is_left(receiver: Receiver) -> None:
    receiver.act = huge
    assert post(receiver.url, b"{}", {}, guard=LOOPBACK).status == 200


def test_an_answer_that_drips_is_given_up(receiver: Receiver) -> None:
    receiver.act = dripping
    with pytest.raises(FetchFailed) as failed:
        post(receiver.url, b"{}", {}, guard=LOOPBACK, seconds=0.5)
    assert failed.value.details["why"] == "timeout"


def test_who_hangs_up_or_is_not_there_cannot_be_reached(receiver: Receiver) -> None:
    receiver.act = hanging_up
    with pytest.raises(FetchFailed) as failed:
        post(receiver.url, b"{}", {}, guard=LOOPBACK)
    assert failed.value.details["why"] == "unreachable"
    receiver.stop()
    with pytest.raises(FetchFailed) as failed:
        post(receiver.url, b"{}", {}, guard=LOOPBACK)
    assert failed.value.details["why"] == "unreachable"


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"])
def test_a_name_that_leads_inside_is_refused_when_it_is_connected_to(receiver: Receiver, address: str) -> None:
    port = receiver.url.split(":")[2].split("/")[0]
    with pytest.raises(FetchRefused):
        post(f"http://harmless.example:{port}/", b"{}", {}, guard=Guard(), resolver=lambda _h, _p: [address])
    assert receiver.got == []


def test_a_name_that_leads_inside_and_outside_is_refused(receiver: Receiver) -> None:
    with pytest.raises(FetchRefused):
        post("http://two.example/", b"{}", {}, guard=Guard(), resolver=lambda _h, _p: ["8.8.8.8", "127.0.0.1"])


def test_a_name_is_asked_for_once_so_that_it_cannot_change_its_mind(receiver: Receiver) -> None:
    asked: list[str] = []

    def changing(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    port = receiver.url.split(":")[2].split("/")[0]
    assert post(f"http://moody.example:{port}/", b"{}", {}, guard=LOOPBACK, resolver=changing).status == 200
    assert asked == ["moody.example"]


@pytest.mark.parametrize("dressed", ["0x7f.1", "2130706433", "0177.0.0.1", "127.1"])
def test_this_machine_in_disguise_is_refused(receiver: Receiver, dressed: str) -> None:
    port = receiver.url.split(":")[2].split("/")[0]
    with pytest.raises((FetchRefused, FetchFailed)):
        post(f"http://{dressed}:{port}/", b"{}", {}, guard=Guard())
    assert receiver.got == []


def test_nobody_is_believed_whose_certificate_nobody_vouches_for(tmp_path: Path) -> None:
    class Quiet(BaseHTTPRequestHandler):
        def log_message(self, *_anything: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Quiet)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_own_certificate(tmp_path))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        with pytest.raises(FetchFailed) as failed:
            post(f"https://127.0.0.1:{server.server_port}/", b"{}", {}, guard=LOOPBACK)
        assert failed.value.details["why"] == "certificate"
    finally:
        server.shutdown()
        server.server_close()


def test_no_proxy_of_the_environment_is_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert post(receiver.url, b"{}", {}, guard=LOOPBACK).status == 200


def _own_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "own.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
