"""A provider of OpenID Connect, which is an ORCID as well, on loopback; it says what a test wants it to say."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "duijie", "a secret between two"


class Provider:
    """What it knows and how it behaves; tests change it.

    ``person`` are the claims of whoever is signed in there; ``token`` overrides claims of the ID
    token (None removes one), ``header`` its header, ``signed_with`` the key that signs it.
    """

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.signed_with: Any = self.key
        self.algorithm = "RS256"
        self.person: dict[str, Any] = {
            "sub": "u-1", "name": "林澜", "email": "lin@campus.example", "email_verified": True,
        }  # fmt: skip
        self.userinfo: dict[str, Any] | None = None
        self.token: dict[str, Any] = {}
        self.header: dict[str, Any] = {"kid": "one"}
        self.answer_of_token: bytes | None = None
        self.config: dict[str, Any] = {}
        self.down: set[str] = set()
        self.refuses = ""
        self.orcid: dict[str, Any] = {"orcid": "0000-0002-1825-0097", "name": "林澜"}
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.url = ""

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.person, **self.token,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, self.signed_with, algorithm=self.algorithm, headers=self.header)

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            provider.paths.append(path)
            if path in provider.down:
                self._say(b"down", status=503)
            else:
                self._show(path)

        def _show(self, path: str) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            match path:
                case "/.well-known/openid-configuration":
                    self._json(
                        {
                            "issuer": provider.url,
                            "authorization_endpoint": f"{provider.url}/authorize",
                            "token_endpoint": f"{provider.url}/token",
                            "jwks_uri": f"{provider.url}/keys",
                            "userinfo_endpoint": f"{provider.url}/userinfo",
                            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                            **provider.config,
                        }
                    )
                case "/authorize" | "/oauth/authorize":
                    provider.asked.append(asked)
                    if provider.refuses:
                        answer = {"error": provider.refuses}
                    else:
                        code = secrets.token_urlsafe(8)
                        provider.codes[code] = asked
                        answer = {"code": code}
                    self.send_response(302)
                    query = urlencode(answer | {"state": asked.get("state", "")})
                    self.send_header("Location", f"{asked['redirect_uri']}?{query}")
                    self.end_headers()
                case "/keys":
                    self._json(provider.keys())
                case "/userinfo":
                    self._json(provider.userinfo if provider.userinfo is not None else provider.person)
                case _:
                    self._say(b"", status=404)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            sent = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            provider.paths.append(self.path)
            if self.path in provider.down:
                return self._say(b"down", status=503)
            if provider.answer_of_token is not None:
                return self._say(provider.answer_of_token)
            asked = provider.codes.pop(sent.get("code", ""), None)
            if asked is None or asked["redirect_uri"] != sent["redirect_uri"] or not self._knows_us(sent):
                return self._json({"error": "invalid_grant"}, status=400)
            digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked.get("code_challenge"):
                return self._json({"error": "invalid_grant"}, status=400)
            if self.path == "/oauth/token":
                return self._json({"access_token": "t", "token_type": "bearer", **provider.orcid})
            return self._json(
                {"access_token": "t", "token_type": "Bearer", "id_token": provider.id_token(asked.get("nonce", ""))}
            )

        def _knows_us(self, sent: dict[str, str]) -> bool:
            basic = self.headers.get("Authorization", "").removeprefix("Basic ")
            given = (
                base64.b64decode(basic).decode() if basic else f"{sent.get('client_id')}:{sent.get('client_secret')}"
            )
            return given == f"{CLIENT}:{SECRET}"

        def _json(self, content: dict[str, Any], status: int = 200) -> None:
            self._say(json.dumps(content).encode(), "application/json", status)

        def _say(self, content: bytes, media_type: str = "application/json", status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: Any) -> None:
            pass

    return Handler


@contextmanager
def serving() -> Iterator[Provider]:
    """A provider that answers until the block ends."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
