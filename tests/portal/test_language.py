"""Each reader's language, and each text's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from duijie.reading.articles import read_bytes
from duijie.reading.services import save_articles
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize(("language", "other", "code"), [("zh-CN", "English", "en"), ("en", "简体中文", "zh-hans")])
def test_the_other_language_is_a_button_in_the_head_of_every_page(
    client: Client, world: World, language: str, other: str, code: str
) -> None:
    for address in ("/", "/problems/", "/accounts/login/"):
        head = page(client, address, **{"accept-language": language}).partition("<main")[0]
        shown = re.sub(r"<details.*?</details>", "", head, flags=re.DOTALL)  # what is folded away does not count
        assert f'name="language" value="{code}" lang="{code}"><span class="word">{other}</span></button>' in shown


def test_an_article_on_the_home_page_is_marked_with_its_own_language(
    client: Client, world: World, settings: LazySettings, tmp_path: Path
) -> None:
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    english = "A list of challenges\n\nThe society published its list of ten challenges on 28 May 2021 in Wuhan."
    chinese = "中部院士聯盟成立\n\n第一次大會於2021年5月28日在武漢召開，三千名代表參加了這次會議並討論了科技成果轉化。"
    for name, text in (("en.txt", english), ("zh.txt", chinese)):
        save_articles(articles=read_bytes(text.encode(), name))
    shown = page(client, "/")
    assert re.search(r'<h3 lang="en"><a [^>]*>A list of challenges', shown)
    assert re.search(r'<h3 lang="zh-Han[st]"><a [^>]*>中部院士', shown)
