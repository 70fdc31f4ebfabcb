"""Signing in through an OpenID Connect provider: there and back, and everything that may be wrong with it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import mail
from django.core.cache import cache, caches
from django.test import Client

from duijie.core.models import AuditEntry, User
from duijie.portal.signing.services import disconnect
from duijie.registry.models import Role
from tests.factories.world import World
from tests.portal.dance import address_in, at_provider, dance, leave, oidc, orcid
from tests.portal.provider_server import Provider, serving

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/oidc/campus/login/"
PASSWORD = "correct horse battery"
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    cache.clear()
    caches["process"].clear()
    with serving() as found:
        settings.SIGN_IN_PROVIDERS = (oidc(found),)
        yield found


def _browser() -> Client:
    return Client(headers={"accept-language": "en"})


def _signed_up(provider: Provider, client: Client | None = None, **form: str) -> User:
    client = client or _browser()
    asked = dance(client)
    assert asked.redirect_chain[-1][0].endswith("/accounts/3rdparty/signup/")
    shown = asked.context["form"].initial
    answer = client.post("/accounts/3rdparty/signup/", {"name": shown["name"], "email": shown["email"], **form})
    assert answer.status_code == 302, answer.content.decode()
    return SocialAccount.objects.get(uid=provider.person["sub"]).user


def test_without_a_setting_nothing_is_offered_and_no_address_answers(world: World, settings: Any) -> None:
    settings.SIGN_IN_PROVIDERS = ()
    client = _browser()
    for page in ("/accounts/login/", "/accounts/signup/"):
        assert "Sign in with" not in client.get(page).content.decode().replace("Sign in with a passkey", "")
    client.force_login(world.owner)
    assert "Connected accounts" not in client.get("/account/").content.decode()
    for path in (LOGIN, f"{LOGIN}callback/", "/accounts/orcid/login/", "/accounts/orcid/login/callback/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


def test_whoever_comes_from_the_provider_looks_at_name_and_address_and_is_a_member(
    provider: Provider, world: World
) -> None:
    client = _browser()
    assert "Sign in with 校园统一认证" in client.get("/accounts/login/").content.decode()
    assert client.get(LOGIN).status_code == 200  # a link alone begins nothing
    assert provider.paths == []
    user = _signed_up(provider, client)
    assert (user.name, user.email, user.has_usable_password()) == ("林澜", "lin@campus.example", False)
    assert EmailAddress.objects.get(user=user).verified
    assert Role.objects.filter(user=user, community=world.root, kind="member").exists()
    assert client.get("/account/").status_code == 200
    [asked] = provider.asked
    assert asked["code_challenge_method"] == "S256" and len(asked["nonce"]) > 20
    assert not SocialToken.objects.exists()
    again = _browser()
    assert dance(again).redirect_chain[-1][0] == "/mine/"
    assert again.get("/account/").status_code == 200
    assert User.objects.filter(email="lin@campus.example").count() == 1


def test_one_address_to_come_back_to_serves_every_community(provider: Provider, world: World) -> None:
    client = _browser()
    away = address_in(leave(client, "/c/east/accounts/oidc/campus/login/"))
    assert "redirect_uri=http%3A%2F%2Ftestserver%2Faccounts%2Foidc%2Fcampus%2Flogin%2Fcallback%2F" in away
    asked = client.get(at_provider(away), follow=True)
    assert asked.redirect_chain[-1][0] == "/c/east/accounts/3rdparty/signup/"
    client.post("/c/east/accounts/3rdparty/signup/", {"name": "林澜", "email": "lin@campus.example"})
    user = User.objects.get(email="lin@campus.example")
    assert list(Role.objects.filter(user=user).values_list("community__slug", flat=True)) == ["east"]


@pytest.mark.parametrize("stated", [False, None, "false", "no", 0])
def test_an_address_that_the_provider_has_not_verified_is_not_confirmed(
    provider: Provider, world: World, stated: Any
) -> None:
    provider.person["email_verified"] = stated
    if stated is None:
        del provider.person["email_verified"]
    user = _signed_up(provider)
    assert not EmailAddress.objects.get(user=user).verified


def test_an_unverified_address_has_to_be_confirmed_before_one_is_in(
    provider: Provider, world: World, settings: Any
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    provider.person["email_verified"] = False
    client = _browser()
    _signed_up(provider, client)
    assert client.get("/account/").status_code == 302
    assert [message.to for message in mail.outbox] == [["lin@campus.example"]]


def test_a_provider_speaks_only_for_the_domains_that_the_operator_says(
    provider: Provider, world: World, settings: Any
) -> None:
    settings.SIGN_IN_PROVIDERS = (oidc(provider, mail_domains=("campus.example",)),)
    assert EmailAddress.objects.get(user=_signed_up(provider)).verified
    provider.person |= {"sub": "u-2", "email": "boss@elsewhere.example"}
    assert not EmailAddress.objects.get(user=_signed_up(provider)).verified


def test_another_address_typed_at_sign_up_is_not_confirmed_by_the_provider(provider: Provider, world: World) -> None:
    user = _signed_up(provider, email="somebody@else.example")
    assert not EmailAddress.objects.get(user=user, email="somebody@else.example").verified
    assert EmailAddress.objects.get(user=user, email="lin@campus.example").verified


@pytest.mark.parametrize("verification", ["optional", "mandatory"])
def test_the_same_address_opens_nobody_elses_account(
    provider: Provider, world: World, settings: Any, verification: str
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = verification
    EmailAddress.objects.create(user=world.owner, email=world.owner.email, verified=True, primary=True)
    provider.person["email"] = world.owner.email
    client = _browser()
    asked = dance(client)
    client.post("/accounts/3rdparty/signup/", {"name": "x", "email": asked.context["form"].initial["email"]})
    assert client.get("/account/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert not SocialAccount.objects.filter(user=world.owner).exists()


def test_with_a_mail_server_a_taken_and_a_free_address_are_answered_alike(
    provider: Provider, world: World, settings: Any
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    EmailAddress.objects.create(user=world.owner, email=world.owner.email, verified=True, primary=True)
    provider.person["email_verified"] = False
    answers = []
    for number, email in enumerate((world.owner.email, "nobody@example.org")):
        provider.person |= {"sub": f"u-{number}", "email": email}
        client = _browser()
        dance(client)
        answer = client.post("/accounts/3rdparty/signup/", {"name": "x", "email": email})
        answers.append((answer.status_code, answer["Location"]))
    assert answers[0] == answers[1]
    assert sorted(message.to[0] for message in mail.outbox) == ["nobody@example.org", world.owner.email]


def _refused(provider: Provider, status: int, said: str) -> None:
    client = _browser()
    answer = dance(client)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert client.get("/account/").status_code == 302
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another sign-in"}, {"nonce": None}, {"aud": "somebody else"}, {"iss": "https://other.example"},
        {"exp": 1}, {"exp": None}, {"sub": ""}, {"sub": None}, {"aud": ["duijie", "other"]}, {"azp": "other"},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_does_not_hold_signs_nobody_in(provider: Provider, world: World, claims: dict[str, Any]) -> None:
    provider.token = claims
    _refused(provider, 401, "cannot be trusted")


@pytest.mark.parametrize(
    ("algorithm", "key", "header"),
    [
        ("RS256", OTHER_KEY, {"kid": "one"}), ("RS256", None, {"kid": "two"}), ("none", "", {"kid": "one"}),
        ("HS256", "a secret between two that is long enough", {"kid": "one"}),
    ],
)  # fmt: skip
def test_a_token_signed_by_somebody_else_signs_nobody_in(
    provider: Provider, world: World, algorithm: str, key: Any, header: dict[str, Any]
) -> None:
    provider.algorithm, provider.header = algorithm, header
    provider.signed_with = provider.key if key is None else key
    _refused(provider, 401, "cannot be trusted")


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"[]", b'"x"', b"{", b'{"access_token": 5}', b'{"access_token": "t"}', b'{"error": "invalid_grant"}',
        b'{"access_token": "t", "id_token": 7}', b'{"access_token": "t", "id_token": "x.y.z"}',
    ],
)  # fmt: skip
def test_an_answer_of_another_form_signs_nobody_in(provider: Provider, world: World, answer: bytes) -> None:
    provider.answer_of_token = answer
    client = _browser()
    shown = dance(client)
    assert shown.status_code in (401, 503)
    assert "id_token" not in shown.content.decode()
    assert client.get("/account/").status_code == 302


def test_userinfo_about_somebody_else_is_not_believed(provider: Provider, world: World) -> None:
    provider.token = {"email": None, "name": None}
    provider.userinfo = {"sub": "u-2", "email": "boss@campus.example", "email_verified": True}
    _refused(provider, 401, "cannot be trusted")


def test_name_and_address_may_come_from_userinfo(provider: Provider, world: World) -> None:
    provider.token = {"email": None, "name": None, "email_verified": None}
    assert EmailAddress.objects.get(user=_signed_up(provider)).verified


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_a_provider_that_is_down_is_said_to_be(provider: Provider, world: World, path: str) -> None:
    provider.down = {path}
    client = _browser()
    first = leave(client, LOGIN)
    answer = first if path.startswith("/.well") else client.get(at_provider(address_in(first)))
    assert answer.status_code == 503
    assert "校园统一认证 does not answer just now" in answer.content.decode()
    assert client.get("/accounts/login/").status_code == 200


def test_a_provider_that_is_not_there_at_all(provider: Provider, world: World, settings: Any) -> None:
    provider.url = "http://127.0.0.1:9"
    settings.SIGN_IN_PROVIDERS = (oidc(provider), orcid(provider))
    answer = leave(_browser(), LOGIN)
    assert answer.status_code == 503
    assert "校园统一认证 does not answer just now" in answer.content.decode()


@pytest.mark.parametrize(
    "config",
    [{"issuer": "https://other.example"}, {"token_endpoint": "http://10.0.0.1/token"}, {"jwks_uri": None}],
    ids=str,
)
def test_a_description_that_does_not_fit_is_not_followed(
    provider: Provider, world: World, config: dict[str, Any]
) -> None:
    provider.config = config
    answer = leave(_browser(), LOGIN)
    assert answer.status_code == 503
    assert provider.asked == []


def test_a_state_of_another_browser_or_used_before_signs_nobody_in(provider: Provider, world: World) -> None:
    first, second = _browser(), _browser()
    back = at_provider(address_in(leave(first, LOGIN)))
    foreign = second.get(back)
    assert foreign.status_code == 400
    assert "Begin again" in foreign.content.decode()
    assert second.get(f"{LOGIN}callback/?code=x&state=made-up").status_code == 400
    assert second.get(f"{LOGIN}callback/").status_code == 400
    assert first.get(back).status_code == 302
    replayed = first.get(back)
    assert replayed.status_code == 400
    assert "/token" in provider.paths and provider.paths.count("/token") == 1


def test_a_state_of_one_provider_is_none_of_another(provider: Provider, world: World, settings: Any) -> None:
    settings.SIGN_IN_PROVIDERS = (oidc(provider), oidc(provider, "other", "另一个"))
    client = _browser()
    back = at_provider(address_in(leave(client, LOGIN)))
    assert client.get(back.replace("/campus/", "/other/")).status_code == 400


def test_two_providers_that_know_us_by_one_id_are_two(provider: Provider, world: World, settings: Any) -> None:
    settings.SIGN_IN_PROVIDERS = (oidc(provider), oidc(provider, "other", "另一个"))
    _signed_up(provider)
    client = _browser()
    asked = dance(client, "/accounts/oidc/other/login/")
    assert asked.redirect_chain[-1][0].endswith("/signup/")  # the same person elsewhere is nobody we know
    assert "另一个" in asked.content.decode()


def test_whoever_changes_their_mind_or_is_refused_is_told(provider: Provider, world: World) -> None:
    provider.refuses = "access_denied"
    assert "You stopped signing in" in dance(_browser()).content.decode()
    provider.refuses = "server_error"
    answer = dance(_browser())
    assert answer.status_code == 401
    assert "did not sign you in" in answer.content.decode()


def test_the_way_leads_back_to_where_one_was_and_nowhere_else(provider: Provider, world: World) -> None:
    _signed_up(provider)
    assert dance(_browser(), next="/notices/").redirect_chain[-1][0] == "/notices/"
    assert dance(_browser(), next="https://evil.example/").redirect_chain[-1][0] == "/mine/"


def test_what_is_asked_for_cannot_be_changed_in_the_address(provider: Provider, world: World) -> None:
    leave_page = leave(_browser(), f"{LOGIN}?scope=admin&auth_params=prompt%3Dnone")
    address = address_in(leave_page)
    assert "admin" not in address and "prompt" not in address


def _signed_in(user: User, provider: Provider | None = None) -> Client:
    client = _browser()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def test_an_account_is_connected_with_the_password_and_disconnected_again(provider: Provider, world: World) -> None:
    client = _signed_in(world.owner)
    page = client.get("/account/").content.decode()
    assert "Connect 校园统一认证" in page
    asked = dance(client, f"{LOGIN}?process=connect")
    assert asked.redirect_chain[-1][0] == "/accounts/reauthenticate/"
    assert not SocialAccount.objects.exists()
    done = client.post("/accounts/reauthenticate/", {"password": PASSWORD}, follow=True)
    assert "you can sign in with it from now on" in done.content.decode()
    [account] = SocialAccount.objects.all()
    assert account.user == world.owner
    assert not EmailAddress.objects.filter(email="lin@campus.example").exists()
    page = client.get("/account/").content.decode()
    assert "lin@campus.example" in page and "Disconnect" in page and "Connect 校园统一认证" not in page
    with_it = _browser()
    dance(with_it)
    assert with_it.get("/account/").context["user"] == world.owner
    path = f"/account/connected/{account.pk}/disconnect/"
    assert _browser().post(path)["Location"].startswith("/accounts/login/")
    assert client.get(path).status_code == 405
    foreign = _signed_in(world.outsider)
    foreign.get("/accounts/2fa/totp/activate/")
    foreign.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert foreign.post(path).status_code == 404
    assert SocialAccount.objects.filter(pk=account.pk).exists()
    assert client.post(path).status_code == 302
    assert not SocialAccount.objects.exists()
    assert AuditEntry.objects.filter(action="disconnect-account", actor=world.owner).exists()


def test_an_account_of_somebody_else_is_not_taken_over_by_connecting(provider: Provider, world: World) -> None:
    owner = _signed_up(provider)
    client = _signed_in(world.outsider)
    client.get("/accounts/2fa/totp/activate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    shown = dance(client, f"{LOGIN}?process=connect")
    assert "connected to another account" in shown.content.decode()
    assert SocialAccount.objects.get().user == owner
    assert client.get("/account/").context["user"] == world.outsider


def test_nobody_connects_without_being_signed_in(provider: Provider, world: World) -> None:
    answer = dance(_browser(), f"{LOGIN}?process=connect")
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")
    assert not SocialAccount.objects.exists()


def test_the_last_way_in_stays_until_there_is_another(provider: Provider, world: World, settings: Any) -> None:
    client = _browser()
    user = _signed_up(provider, client)
    path = f"/account/connected/{SocialAccount.objects.get().pk}/disconnect/"
    refused = client.post(path, follow=True)
    assert "the only way into your account" in refused.content.decode()
    SocialAccount.objects.create(user=user, provider="gone", uid="x")  # the operator names it no longer
    assert "switched off" in client.get("/account/").content.decode()
    client.post(path)
    assert SocialAccount.objects.filter(provider="campus").exists()
    new = "一座 bridge 过河 2026"
    assert client.get("/accounts/password/set/").status_code == 200
    assert client.post("/accounts/password/set/", {"password1": new, "password2": new}).status_code == 302
    asked = client.post(path)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": new, "next": path})
    assert not SocialAccount.objects.filter(provider="campus").exists()


def test_without_a_password_an_account_is_deleted_just_after_signing_in_alone(provider: Provider, world: World) -> None:
    client = _browser()
    user = _signed_up(provider, client)
    given = {"proof": user.email, "sure": "on"}
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": time.time() - 3600} for one in session["account_authentication_methods"]
    ]
    session.save()
    refused = client.post("/account/delete/", given)
    assert refused.status_code == 422 and "sign out, sign in again" in refused.content.decode()
    assert User.objects.filter(pk=user.pk).exists()
    again = _browser()
    dance(again)
    assert again.post("/account/delete/", {**given, "proof": "x@example.org"}).status_code == 422
    assert again.post("/account/delete/", given)["Location"] == "/"
    assert not User.objects.filter(pk=user.pk).exists()


def test_without_a_password_the_second_factor_is_asked_for_before_an_account_is_deleted(
    provider: Provider, world: World
) -> None:
    client = _browser()
    user = _signed_up(provider, client)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get("/account/delete/").status_code == 200
    asked = client.post("/account/delete/", {"proof": user.email, "sure": "on"})
    assert asked.status_code == 302 and "reauthenticate" in asked["Location"]
    assert User.objects.filter(pk=user.pk).exists()


def test_a_passkey_is_another_way_in(provider: Provider, world: World) -> None:
    user = _signed_up(provider)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "k"})
    disconnect(user=user, account=SocialAccount.objects.get())
    assert not SocialAccount.objects.exists()


def test_a_second_factor_is_asked_for_after_the_provider_too(provider: Provider, world: World) -> None:
    user = _signed_up(provider)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = _browser()
    assert dance(client).redirect_chain[-1][0] == "/accounts/2fa/authenticate/"
    assert client.get("/account/").status_code == 302


def test_an_account_that_was_switched_off_stays_out(provider: Provider, world: World) -> None:
    user = _signed_up(provider)
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = _browser()
    dance(client)
    assert client.get("/account/").status_code == 302
