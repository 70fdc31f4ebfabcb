"""A program reads articles."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duijie.reading import read_bytes
from duijie.reading.services import save_articles
from tests.api.conftest import Api, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }


def _keep(number: int, title: str = "中部院士聯盟成立") -> Any:
    text = f"{title}\n\n第{number}次大会于2021年5月28日在武汉召开，三千名代表参加了这次会议并讨论了科技成果转化。"
    return save_articles(articles=read_bytes(text.encode(), f"page{number}.txt")).articles[0]


def test_an_article_is_found_in_either_script_and_read_with_its_repairs(world: World) -> None:
    article = _keep(1)
    for name in ("owner", "outsider", None):
        api = Api(getattr(world, name) if name else None)
        for words in ("院士联盟", "院士聯盟", "武汉"):
            page = api.get("/articles", {"q": words}).json()
            assert [row["id"] for row in page["items"]] == [str(article.pk)]
        read = api.get(f"/articles/{article.pk}").json()
        assert read["text"] == article.text
        assert read["original"] == article.original
        assert read["page"]["sha256"] == article.page.sha256
        for start, end, _step, _after in read["repairs"]:
            assert 0 <= start <= end <= len(read["original"])


def test_articles_are_narrowed(world: World) -> None:
    _keep(1)
    api = Api()
    assert api.get("/articles", {"q": "量子计算机"}).json()["total"] == 0
    assert api.get("/articles", {"publisher": "Nobody"}).json()["total"] == 0
    assert api.get("/articles", {"year": 1990}).json()["total"] == 0
    assert api.get("/articles/0198c0de-0000-7000-8000-000000000000").status_code == 404


def test_articles_are_only_read_here(world: World) -> None:
    article = _keep(1)
    for method in ("PATCH", "POST", "DELETE"):
        assert Api(world.secretariat).send(method, f"/articles/{article.pk}", "{}").status_code == 405


def test_a_page_costs_the_same_queries_for_1_and_30_articles(world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Api().get("/articles", {"limit": 100}).status_code == 200
        return len(queries)

    _keep(1)
    one = cost()
    for number in range(2, 31):
        _keep(number)
    assert Api().get("/articles").json()["total"] == 30
    assert cost() == one
