"""Every page says that only our own scripts run in it, error pages too; cookies are for us alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.factories.world import World, world

__all__ = ["world"]

SOURCE = Path(__file__).resolve().parents[2] / "src" / "duijie"
_PAGES = {
    "/": 200,
    "/problems/": 200,
    "/accounts/login/": 200,
    "/api/docs": 200,
    "/api/v1/problems": 200,
    "/no-such-page/": 404,
    "/c/no-such-community/": 404,
    "/api/v1/no-such-thing": 404,
    "/deals/": 302,
    "/worklist/": 302,
    "/stations/new/": 302,
}


def _check(response: Any) -> None:
    policy = response.headers.get("Content-Security-Policy", "")
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts and "'self'" in scripts[1], policy
    assert "unsafe-inline" not in scripts[1] and "unsafe-eval" not in scripts[1]
    assert "object-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), _PAGES.items())
def test_every_page_allows_own_scripts_only(world: World, path: str, status: int) -> None:
    response = Client().get(path)
    assert response.status_code == status
    _check(response)


@pytest.mark.django_db
def test_so_do_the_pages_for_what_went_wrong(world: World, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    forged = client.post("/preferences/", {})
    assert forged.status_code == 403
    _check(forged)
    wrong = Client(raise_request_exception=False).put("/deals/")
    assert wrong.status_code in (302, 405)
    _check(wrong)
    bad = Client(HTTP_HOST="evil.example.org", raise_request_exception=False).get("/")
    assert bad.status_code == 400
    _check(bad)
    from duijie.portal import views

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(views, "render", broken)
    failed = Client(raise_request_exception=False).get("/")
    assert failed.status_code == 500
    _check(failed)


def test_no_template_of_a_page_has_a_script_of_its_own() -> None:
    """Data in a script element is not run; a handler or a style in an attribute would be."""
    found = []
    for path in SOURCE.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        for script in re.findall(r"<script\b[^>]*>", text):
            if "src=" not in script and 'type="application/json"' not in script:
                found.append(f"{path.name}: {script}")
        if "/mail/" not in path.as_posix():  # mails have no other place for their looks
            found += [f"{path.name}: {one}" for one in re.findall(r"\s(?:on[a-z]+|style)=[\"']", text)]
        found += [f"{path.name}: {one}" for one in re.findall(r"(?i)[\"']javascript:", text)]
    assert found == []


def test_over_https_cookies_go_over_https_alone_and_scripts_do_not_read_the_session() -> None:
    code = (
        "import json, django; django.setup(); from django.conf import settings as s; "
        "names = ['SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE', 'SESSION_COOKIE_HTTPONLY', 'SECURE_SSL_REDIRECT', "
        "'SESSION_COOKIE_SAMESITE', 'CSRF_COOKIE_SAMESITE', 'SECURE_HSTS_SECONDS', 'DEBUG']; "
        "print(json.dumps({name: getattr(s, name) for name in names}))"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "duijie.config.settings", "DUIJIE_HTTPS": "1",
        "DUIJIE_SITE_URL": "https://duijie.example.org",
    }  # fmt: skip
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found.pop("SECURE_HSTS_SECONDS") >= 31_536_000
    assert found.pop("DEBUG") is False
    assert found.pop("SESSION_COOKIE_SAMESITE") == found.pop("CSRF_COOKIE_SAMESITE") == "Lax"
    assert all(found.values()), found


@pytest.mark.django_db
def test_the_session_is_not_for_scripts_nor_for_forms_of_other_sites(world: World) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": world.owner.email, "password": "correct horse battery"})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
