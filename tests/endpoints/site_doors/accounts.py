"""Signing in and up, addresses, passwords, second factors, sessions: allauth's pages."""

from __future__ import annotations

from tests.endpoints.driving import Door
from tests.endpoints.site_people import EVERYBODY, SIGNED_IN

_NOBODY: frozenset[str] = frozenset()

DOORS = (
    Door("account_login", get=EVERYBODY, post=EVERYBODY, change=_NOBODY,
         data={"login": "x@example.org", "password": "x"}),
    Door("account_signup", get=EVERYBODY, post=EVERYBODY),
    Door("account_logout", get=EVERYBODY, post=EVERYBODY),
    Door("account_inactive", get=EVERYBODY),
    Door("account_email_verification_sent", get=EVERYBODY),
    Door("account_confirm_email", "key=none", get=EVERYBODY),
    Door("account_confirm_login_code", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
    Door("account_reset_password", get=EVERYBODY, post=EVERYBODY),
    Door("account_reset_password_done", get=EVERYBODY),
    Door("account_reset_password_from_key", "uidb36=x key=none", get=EVERYBODY, post=EVERYBODY, change=_NOBODY),
    Door("account_reset_password_from_key_done", get=EVERYBODY),
    Door("account_email", get=SIGNED_IN, post=SIGNED_IN),
    Door("account_change_password", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
    Door("account_set_password", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
    Door("account_reauthenticate", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
    Door("usersessions_list", get=SIGNED_IN, post=SIGNED_IN),
    Door("mfa_index", get=SIGNED_IN),
    Door("mfa_activate_totp", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
    Door("mfa_deactivate_totp"),
    Door("mfa_generate_recovery_codes", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
    Door("mfa_view_recovery_codes"),
    Door("mfa_download_recovery_codes"),
    Door("mfa_list_webauthn", get=SIGNED_IN),
    Door("mfa_add_webauthn", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
    Door("mfa_edit_webauthn", "pk=1", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
    Door("mfa_remove_webauthn", "pk=1", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
    Door("mfa_reauthenticate", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
    Door("mfa_reauthenticate_webauthn", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
    Door("mfa_login_webauthn", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
    Door("mfa_authenticate", get=SIGNED_IN, post=SIGNED_IN, change=_NOBODY),
)  # fmt: skip

"""Nobody of the stage has a second factor: what is about one is not there. Who is signed in already is led on
from the steps of signing in, who has not begun to is led back to the first."""

ELSEWHERE = {
    "accounts/": "signing in with providers leads to one's account: tests/portal/test_signing.py",
    "socialaccount_": "the same",
    "openid_connect_": "the dance with a provider: tests/portal/test_signing.py",
    "orcid_": "the dance with ORCID: tests/portal/test_orcid.py",
}
