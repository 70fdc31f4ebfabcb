"""Whom people may sign in through is said by the environment; a setting that does not fit is named, a secret never."""

from __future__ import annotations

from typing import Any

import pytest

from duijie.config.signing import SignInProvider, fit_address, sign_in_providers
from duijie.core.errors import InvalidInput

CAMPUS = {
    "DUIJIE_OIDC_CAMPUS_URL": "https://id.campus.example/",
    "DUIJIE_OIDC_CAMPUS_CLIENT_ID": "duijie",
    "DUIJIE_OIDC_CAMPUS_CLIENT_SECRET": "hush-hush",
}


def _read(environ: dict[str, str] | None = None, **values: Any) -> tuple[SignInProvider, ...]:
    asked = {"oidc": "", "orcid_url": "https://orcid.org", "orcid_client_id": "", "orcid_client_secret": ""} | values
    return sign_in_providers(**asked, environ=environ or {})


def test_nothing_is_named_nothing_is_offered() -> None:
    assert _read(CAMPUS) == ()


def test_several_providers_and_orcid_in_the_order_of_the_setting() -> None:
    partner = {name.replace("CAMPUS", "PARTNER"): value for name, value in CAMPUS.items()}
    more = {"DUIJIE_OIDC_CAMPUS_NAME": "校园统一认证", "DUIJIE_OIDC_CAMPUS_MAIL_DOMAINS": "@Campus.example, x.cn"}
    found = _read(CAMPUS | partner | more, oidc="partner, campus", orcid_client_id="APP-1", orcid_client_secret="s")
    assert [(one.key, one.kind, one.name) for one in found] == [
        ("partner", "openid_connect", "partner"),
        ("campus", "openid_connect", "校园统一认证"),
        ("orcid", "orcid", "ORCID"),
    ]
    assert found[1].url == "https://id.campus.example"
    assert found[1].mail_domains == ("campus.example", "x.cn")
    assert "hush-hush" not in repr(found)


@pytest.mark.parametrize("name", sorted(CAMPUS))
def test_what_is_missing_is_named_and_the_secret_is_not_told(name: str) -> None:
    environ = {key: value for key, value in CAMPUS.items() if key != name}
    with pytest.raises(InvalidInput, match=name) as error:
        _read(environ, oidc="campus")
    assert "hush-hush" not in str(error.value)


@pytest.mark.parametrize("oidc", ["orcid", "openid_connect", "Campus", "a b", "x/y", "campus,campus", "校园"])
def test_a_key_that_is_no_key(oidc: str) -> None:
    with pytest.raises(InvalidInput, match="DUIJIE_OIDC does not fit"):
        _read(CAMPUS, oidc=oidc)


@pytest.mark.parametrize("values", [{"orcid_client_id": "APP-1"}, {"orcid_client_secret": "s"}])
def test_half_an_orcid_is_none(values: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="DUIJIE_ORCID_CLIENT_"):
        _read(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://id.example", True), ("http://127.0.0.1:9000", True), ("http://[::1]:9000/x", True),
        ("http://localhost:1", True), ("http://id.example", False), ("http://10.0.0.1", False), ("id.example", False),
        ("https://user:word@id.example", False), ("ftp://id.example", False), ("https://", False),
        ("http://[::1", False),
    ],
)  # fmt: skip
def test_secrets_go_over_tls_or_stay_on_this_machine(url: str, fits: bool) -> None:
    assert fit_address(url) is fits
    if not fits:
        with pytest.raises(InvalidInput, match="DUIJIE_OIDC_CAMPUS_URL"):
            _read(CAMPUS | {"DUIJIE_OIDC_CAMPUS_URL": url}, oidc="campus")
