"""Articles are kept once, linked to who published them, searchable, and shown beside their original."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client

from duijie.core import audit
from duijie.core.errors import InvalidInput, NotAllowed, NotFound
from duijie.reading import read_bytes
from duijie.reading.commands import read as command
from duijie.reading.models import Article, Page
from duijie.reading.queries import Search, access_article, articles, latest, raw_bytes
from duijie.reading.rules import keep_article, view_article
from duijie.reading.services import save_articles
from duijie.registry.models import Organisation
from duijie.registry.services import add_identifier, create_organisation
from duijie.registry.standing import ANONYMOUS, standing
from tests.factories.world import World
from tests.reading import damage
from tests.reading.prose import ACADEMY, ARTICLES, FOOTER

DAMAGED = damage.with_footers(ACADEMY.replace("中国科学院", "澳门赌场"), FOOTER.replace("中国科学院", "澳门赌场"), 2)


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: object) -> None:
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


def keep(text: str, world: World, **values: object) -> Article:
    return save_articles(articles=read_bytes(text.encode(), "page.txt"), **values).articles[0]  # type: ignore[arg-type]


def academy(world: World, **values: object) -> Organisation:
    return create_organisation(actor=None, community=world.root, name="中国科学院", kind="institute", **values)  # type: ignore[arg-type]


def test_the_same_bytes_are_one_page(world: World) -> None:
    first = save_articles(articles=read_bytes(DAMAGED.encode(), "a.txt"))
    again = save_articles(articles=read_bytes(DAMAGED.encode(), "b.txt"))
    assert (first.created, again.created) == (True, False)
    assert first.page == again.page
    assert (Page.objects.count(), Article.objects.count()) == (1, 1)
    assert again.articles[0].version == 1
    assert raw_bytes(ANONYMOUS, first.page) == DAMAGED.encode()
    assert audit.entries(first.page).get().action == "read"


def test_the_same_text_elsewhere_is_a_duplicate_and_listed_once(world: World) -> None:
    first = keep(ACADEMY, world)
    other = keep(damage.with_footers(damage.traditional(ACADEMY), FOOTER, 1), world)
    assert other.duplicate_of == first
    assert [a.pk for a in articles(ANONYMOUS)] == [first.pk]


def test_an_article_of_several_keeps_its_place(world: World) -> None:
    page = "\n\n".join(f"{a}\n\n江城科协\n[2022-01-1{i}]" for i, a in enumerate(ARTICLES[:3]))
    kept = save_articles(articles=read_bytes(page.encode(), "p.txt")).articles
    assert [a.number for a in kept] == [1, 2, 3]
    assert "".join(a.original for a in kept) == page
    assert all(a.publisher == "江城科协" for a in kept)


def test_the_publisher_is_found_by_code_even_on_a_hijacked_page(world: World) -> None:
    other = create_organisation(actor=None, community=world.root, name="某研究院")
    add_identifier(actor=None, record=other, scheme="site_code", value="bm48000002")
    assert keep(DAMAGED, world).organisation == other


def test_the_publisher_is_found_by_any_of_its_names(world: World) -> None:
    organisation = academy(world)
    assert keep(DAMAGED, world).organisation == organisation
    signed = keep(f"{ARTICLES[1]}\n\n中科院\n2022年1月5日", world)
    assert (signed.publisher, signed.organisation) == ("中科院", organisation)


def test_two_organisations_of_one_name_leave_the_publisher_open(world: World) -> None:
    academy(world)
    academy(world)
    article = keep(DAMAGED, world)
    assert (article.publisher, article.organisation) == ("中国科学院", None)


def test_words_in_either_script_find_an_article(world: World) -> None:
    kept = keep(damage.traditional(ARTICLES[3]), world)
    keep(ARTICLES[1], world)
    for words in ("高原湖泊", "高原湖泊 生態修復", "沉水植物"):
        assert [a.pk for a in articles(ANONYMOUS, search=Search(text=words))] == [kept.pk]
    assert not articles(ANONYMOUS, search=Search(text="赌场")).exists()
    assert latest(ANONYMOUS, most=1)


def test_the_list_is_narrowed_by_year_publisher_and_damage(world: World) -> None:
    hijacked = keep(DAMAGED, world)
    signed = keep(f"{ARTICLES[1]}\n\n江城科协\n2022年1月5日", world)
    assert list(articles(ANONYMOUS, search=Search(year=2022))) == [signed]
    assert list(articles(ANONYMOUS, search=Search(damage="hijacked-name"))) == [hijacked]
    assert list(articles(ANONYMOUS, search=Search(publisher="江城科协"))) == [signed]


def test_only_the_secretariat_reads_into_its_community(world: World) -> None:
    read = read_bytes(ACADEMY.encode(), "a.txt")
    for person in (world.outsider, world.member_east, world.broker, world.secretariat_west):
        with pytest.raises(NotAllowed):
            save_articles(actor=person, articles=read, community=world.east)
    assert not Page.objects.exists()
    assert (
        save_articles(actor=world.secretariat, articles=read, community=world.east).articles[0].community == world.east
    )


def test_the_rules_agree_for_one_and_for_many(world: World) -> None:
    east = save_articles(articles=read_bytes(ARTICLES[0].encode()), community=world.east).articles[0]
    west = save_articles(articles=read_bytes(ARTICLES[1].encode()), community=world.west).articles[0]
    for person in [*world.people.values(), None]:
        actor = standing(person)
        for rule in (view_article, keep_article):
            allowed = {a.pk for a in (east, west) if rule.allows(actor, a)}
            assert {a.pk for a in rule.filter(actor, Article.objects.all())} == allowed


def test_nothing_is_kept_when_the_disk_is_full(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from duijie.core.errors import Unavailable

    def full(*_args: object, **_kwargs: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    with pytest.raises(Unavailable, match="No space left"):
        save_articles(articles=read_bytes(ACADEMY.encode(), "a.txt"))
    assert not Page.objects.exists()
    assert not Article.objects.exists()


def test_articles_of_two_files_are_refused(world: World) -> None:
    with pytest.raises(InvalidInput):
        save_articles(articles=[*read_bytes(ACADEMY.encode()), *read_bytes(ARTICLES[0].encode())])
    with pytest.raises(InvalidInput):
        save_articles(articles=[])


def test_without_a_community_the_reader_is_told_what_to_do(db: None) -> None:
    with pytest.raises(InvalidInput, match="duijie up"):
        save_articles(articles=read_bytes(ACADEMY.encode()))


def test_an_unknown_article_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        access_article(ANONYMOUS, world.owner.pk)


def test_the_command_keeps_what_it_prints(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(DAMAGED, "utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    assert command.run([str(tmp_path)], save=True) == 0
    assert Article.objects.get().stated_title == "中国科学院召开科技基础设施工作会议"
    assert "b.txt: " in capsys.readouterr().err


def test_a_visitor_reads_the_repaired_text_beside_the_original(world: World, client: Client) -> None:
    academy(world)
    article = keep("首页 > 工作动态\n" + DAMAGED, world)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<ins" in page and "澳门赌场" in page and "中国科学院召开科技基础设施工作会议" in page
    assert "bm48000002" in page
    listed = client.get("/articles/", {"q": "科技基础设施"}).content.decode()
    assert article.get_absolute_url() in listed
    nothing = client.get("/articles/", {"q": "龙舟", "year": "99x", "damage": "x", "page": "0"})
    assert nothing.status_code == 200


def test_what_a_page_says_is_shown_and_never_run(world: World, client: Client) -> None:
    evil = f"<script>alert(1)</script>的用法\n\n{ARTICLES[1]}"
    article = keep(evil, world)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    response = client.get(f"/articles/{article.pk}/page/")
    assert response.content == evil.encode()
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"


def test_the_list_costs_the_same_for_one_and_for_many(
    world: World, client: Client, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    academy(world)
    keep(DAMAGED, world)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/articles/")
    for number in range(15):
        keep(f"{ARTICLES[1]}\n\n第{number}次。\n\n中国科学院\n2022年1月{number + 1}日", world)
    with CaptureQueriesContext(connection) as many:
        client.get("/articles/")
    assert len(many) <= len(one)


def test_a_long_article_is_shown_in_parts(world: World, client: Client) -> None:
    text = "\n".join(f"第{n}段讲的是第{n}件事情，各单位都要认真办理。" for n in range(400))
    article = keep(text, world)
    first = client.get(article.get_absolute_url()).content.decode()
    last = client.get(article.get_absolute_url(), {"page": "4"}).content.decode()
    assert "第5段讲" in first and "第399段讲" not in first
    assert "第399段讲" in last


def test_an_organisations_page_lists_its_articles(world: World, client: Client) -> None:
    organisation = academy(world)
    article = keep(DAMAGED, world)
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert article.get_absolute_url() in page
