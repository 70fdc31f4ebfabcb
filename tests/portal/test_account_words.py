"""What allauth says of accounts is said in the words of the site, and its mails in the language of their reader."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import gettext, override

from duijie.core.models import User
from duijie.portal.account.wording import WORDS
from scripts.messages import entries

_DJANGO = {"This password is too common.", "This password is entirely numeric."}


def test_every_sentence_is_still_one_of_theirs() -> None:
    """One that an upgrade has changed would come back in their Chinese."""
    theirs = {entry.id for entry in entries(Path(allauth.__file__).parent / "locale/en/LC_MESSAGES/django.po")}
    assert [word for word in WORDS if word not in theirs | _DJANGO] == []


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word[:40])
def test_our_chinese_has_no_english_left_and_chinese_punctuation(word: str) -> None:
    with override("zh-hans"):
        said = gettext(word)
    assert said != word
    plain = re.sub(r"%\(\w+\)s|%[ds]", "", said)
    assert set(re.findall("[A-Za-z]+", plain)) <= {"IP", "PIN"}
    assert not re.search(r"[一-龥][,.:;?!()/]|[,.:;?!()/][一-龥]", plain), said
    assert not re.search("账号|和/或|令牌|电子邮件", plain), said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "browser", "subject", "said"),
    [
        ("zh-hans", "en", "[对接] 重设密码", "请打开以下链接重设密码"),
        ("en", "zh-hans", "[Duijie] Password Reset Email", "Click the link below"),
    ],
)
def test_a_mail_about_an_account_is_in_its_owners_language_and_names_the_site(
    language: str, browser: str, subject: str, said: str
) -> None:
    User.objects.create_user("li@example.org", "correct horse battery", name="李芳", language=language)
    Client(headers={"accept-language": browser}).post("/accounts/password/reset/", {"email": "li@example.org"})
    [letter] = mail.outbox
    assert letter.subject == subject and said in letter.body
    words = re.sub(r"https?://\S+|localhost\S*|testserver\S*|\S+@\S+", "", str(letter.body))
    assert bool(re.search("[一-龥]", words)) == (language == "zh-hans") and (language == "en") == bool(
        re.search("[a-z]{3}", words)
    )


@pytest.mark.django_db
def test_who_has_no_account_is_answered_in_the_language_of_their_browser() -> None:
    Client(headers={"accept-language": "zh-hans"}).post("/accounts/password/reset/", {"email": "nobody@example.org"})
    [letter] = mail.outbox
    assert letter.subject == "[对接] 没有此账户"
