"""Passwords that are guessed first are refused, with the reason, in the reader's language."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duijie.core.models import User
from duijie.portal.passwords import weakness
from tests.factories.world import World

LIN = ("林澜", "lin.lan1985@campus.example")
ENGLISH = {"password", "sunshine", "football"}


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("aaaaaaaaaaaa", "few"), ("abababababab", "few"), ("1212121212", "few"), ("密密密密密密密密密密", "few"),
        ("1qaz2wsx3edc", "pattern"), ("qwertyuiop", "pattern"), ("abcdefghijkl", "pattern"), ("9876543210", "pattern"),
        ("asdfghjkl;'", "pattern"), ("abcdeabcdeabcde", "pattern"), ("poiuytrewq", "pattern"),
        ("Password2026!", "common"), ("P@ssw0rd123", "common"), ("woaini1314520", "common"),
        ("!!football!!99", "common"),
        ("zhangwei888888", "common"), ("我的密码20261122", "common"), ("2026iloveyou!!", "common"),
        ("linlan1985!!", "about-you"), ("lanlin888666", "about-you"), ("林澜19851001!", "about-you"),
        ("lin.lan1985", "about-you"), ("campus.example1", "about-you"), ("duijie2026!!", "about-you"),
        ("对接平台2026!?xq", None), ("一座 bridge 过河 2026", None), ("correct horse battery", None),
        ("lin eats dumplings", None), ("Kw7#rq2P!xvz", None), ("山高月小水落石出2026", None),
    ],
)  # fmt: skip
def test_what_is_guessed_first(password: str, found: str | None) -> None:
    assert weakness(password, about=LIN, common=ENGLISH.__contains__) == found


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_has_an_answer_and_the_same_one_again(password: str, about: list[str]) -> None:
    assert weakness(password, about=about) == weakness(password, about=about)


def test_a_password_of_a_megabyte_is_no_work() -> None:
    for endless in ("a" * 1_000_000 + "bcdekqz", "a" + "1" * 1_000_000 + "a", "ab1" * 300_000):
        assert weakness(endless) in {"few", "pattern"}, "what lies behind the part that is looked at does not mend it"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=4, alphabet="bdgkmpvz579"), st.integers(3, 9))
def test_a_repeated_word_is_never_strong(word: str, times: int) -> None:
    assert weakness(word * times) in ("few", "pattern")


SIGN_UP = {"name": "林澜", "email": "lin@example.org"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "chinese", "english"),
    [
        ("short1!", "密码太短。至少需要 10 个字符", "This password is too short"),
        ("5839201746", "密码不能全是数字", "entirely numeric"),
        ("1qaz2wsx3edc", "沿着键盘或字母表", "follows the keys"),
        ("Password2026!", "常用词", "common word"),
        ("linlan1985!!", "姓名", "your name"),
        ("lin@example.org", "邮", "too similar to the"),
    ],
)
def test_the_reason_is_said_in_the_language_of_the_reader(
    world: World, password: str, chinese: str, english: str
) -> None:
    for language, said in (("zh-hans", chinese), ("en", english)):
        client = Client(headers={"accept-language": language})
        answer = client.post("/accounts/signup/", SIGN_UP | {"password1": password})
        assert answer.status_code == 200
        assert said in str(answer.context["form"].errors["password1"])
    assert not User.objects.filter(email="lin@example.org").exists()


@pytest.mark.django_db
def test_a_change_and_a_reset_ask_the_same(world: World) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.owner)
    answer = client.post(
        "/accounts/password/change/",
        {"oldpassword": "correct horse battery", "password1": "Password2026!", "password2": "Password2026!"},
    )
    assert "common word" in str(answer.context["form"].errors)
    assert User.objects.get(pk=world.owner.pk).check_password("correct horse battery")
