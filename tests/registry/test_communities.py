"""The page of a community, joining and leaving it, changing it, and adding one below."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duijie.core import audit
from duijie.core.errors import Conflict, InvalidInput, NotAllowed, StaleEdit
from duijie.registry.models import Community, Role
from duijie.registry.services import create_community, grant_role, leave_community, update_community
from duijie.registry.standing import standing
from tests.factories.world import World
from tests.helpers import assert_same_queries
from tests.registry.pictures import jpeg, png

pytestmark = pytest.mark.django_db
EVERYBODY = (
    "anonymous", "outsider", "owner", "teammate", "organisation_admin", "broker", "secretariat",
    "secretariat_west", "secretariat_root", "admin",
)  # fmt: skip
GOVERNORS = ("secretariat", "secretariat_root", "admin")


@pytest.fixture(autouse=True)
def _files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Uploads go to a folder of the test's own."""
    monkeypatch.setattr(Community._meta.get_field("emblem"), "storage", FileSystemStorage(tmp_path))


def signed_in(world: World, who: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if who != "anonymous":
        client.force_login(world.people[who])
    return client


def actions(community: Community) -> list[str]:
    return list(audit.entries(community).values_list("action", flat=True))


# ---- The page ------------------------------------------------------------------------------


def test_a_visitor_reads_what_the_community_is_and_where_it_stands(world: World) -> None:
    district = create_community(actor=None, parent=world.east, slug="district", name_zh="区会", name_en="District")
    Community.objects.filter(pk=world.east.pk).update(description_en="Electroplaters of the east.")
    page = signed_in(world, "anonymous").get("/c/east/community/").text
    assert "Electroplaters of the east." in page
    assert 'href="/community/">Root' in page and 'href="/c/district/community/">District' in page
    assert "6 members" in page  # owner, teammate, organisation admin, member, broker, secretariat
    assert "Sign in to join" in page and "Add a community below" not in page
    assert "It shares with its branches" in page
    Community.objects.filter(pk=world.east.pk).update(shares=False)
    assert "It does not share with its branches" in signed_in(world, "anonymous").get("/c/east/community/").text
    assert "East" in signed_in(world, "anonymous").get(f"{district.home}community/").text
    assert "owner@example.org" not in page


def test_the_page_speaks_chinese(world: World) -> None:
    for who in ("anonymous", "secretariat"):
        client = signed_in(world, who, "zh-hans")
        for address in ("", "edit/", "new/", "members/") if who == "secretariat" else ("",):
            page = client.get(f"/c/east/community/{address}").text
            main = re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition(">")[2].partition("</main")[0])
            main = re.sub(r"\S+@example\.org", "", main)
            words = set("PNG JPEG WebP KB WCAG AA East hangzhou member secretariat testserver".split())
            words |= {person.name for person in world.people.values()}
            found = set(re.findall(r"[A-Za-z][A-Za-z-]+", re.sub(r"#[0-9a-f]{6}|/c/\w+/", "", main))) - words
            assert not found, (who, address, found)


def test_the_page_costs_the_same_for_one_and_for_thirty_communities_below(world: World) -> None:
    client = signed_in(world, "anonymous")
    made = iter(range(100))
    assert_same_queries(
        lambda: client.get("/c/east/community/"),
        lambda number: [
            create_community(actor=None, parent=world.east, slug=f"branch{next(made)}", name_zh="会")
            for _ in range(number)
        ],
    )


# ---- Joining and leaving -------------------------------------------------------------------


def test_somebody_joins_a_second_community_and_leaves_it_again(world: World) -> None:
    client = signed_in(world, "member_east")
    assert ">Join<" in client.get("/c/west/community/").text
    assert client.get("/c/west/community/join/").status_code == 405
    joined = client.post("/c/west/community/join/", follow=True)
    assert "You are a member of West now." in joined.text and ">Join<" not in joined.text
    client.post("/c/west/community/join/")
    assert Role.objects.filter(user=world.member_east, community=world.west).count() == 1
    assert actions(world.west).count("join-community") == 1
    asked = client.get("/c/west/community/leave/").text
    assert "These roles end" in asked and "Roles in other communities stay." in asked
    left = client.post("/c/west/community/leave/", follow=True)
    assert "You are no member of West any longer." in left.text and ">Join<" in left.text
    assert set(standing(world.member_east).member) == {world.east.pk}
    assert audit.entries(world.west).first().action == "leave-community"  # type: ignore[union-attr]


def test_who_is_not_signed_in_is_asked_to_and_comes_back(world: World) -> None:
    answer = signed_in(world, "anonymous").post("/c/west/community/join/")
    assert answer["Location"] == "/c/west/accounts/login/?next=%2Fc%2Fwest%2Fcommunity%2F"
    assert "/accounts/login/" in signed_in(world, "anonymous").get("/c/west/community/leave/")["Location"]
    assert not Role.objects.filter(community=world.west, kind="member").exclude(user=world.member_west).exists()


def test_the_last_of_the_secretariat_cannot_leave_and_the_next_to_last_can(world: World) -> None:
    client = signed_in(world, "secretariat")
    refused = client.post("/c/east/community/leave/")
    assert refused.status_code == 409 and "the last one of the secretariat here" in refused.text
    assert world.secretariat.roles.filter(community=world.east).exists()
    grant_role(actor=None, user=world.broker, community=world.east, kind="secretariat")
    assert client.post("/c/east/community/leave/").status_code == 302
    assert not world.secretariat.roles.exists()
    closed = world.secretariat
    closed.is_active = False
    closed.save()
    grant_role(actor=None, user=closed, community=world.east, kind="secretariat")
    with pytest.raises(Conflict):  # one whose account is closed does not count
        leave_community(user=world.broker, community=world.east)


def test_leaving_where_one_is_not_changes_nothing(world: World) -> None:
    before = Role.objects.count()
    assert signed_in(world, "outsider").post("/c/east/community/leave/").status_code == 302
    assert Role.objects.count() == before and "leave-community" not in actions(world.east)


# ---- Who may govern ------------------------------------------------------------------------


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_those_who_govern_open_its_forms_and_see_the_ways_to_them(world: World, who: str) -> None:
    client = signed_in(world, who)
    expected = 200 if who in GOVERNORS else 302 if who == "anonymous" else 403
    for page in ("edit", "new", "members"):
        assert client.get(f"/c/east/community/{page}/").status_code == expected, page
    assert ("Add a community below" in client.get("/c/east/community/").text) == (who in GOVERNORS)


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_those_who_govern_change_it(world: World, who: str) -> None:
    client = signed_in(world, who)
    changed = {"name_zh": "新名", "colour": "#112233", "version": "1"}
    new = {"slug": "district", "name_zh": "区会", "colour": "#112233"}
    expected = 302 if who in (*GOVERNORS, "anonymous") else 403
    assert client.post("/c/east/community/edit/", changed).status_code == expected
    assert client.post("/c/east/community/new/", new).status_code == expected
    world.east.refresh_from_db()
    assert (world.east.name_zh == "新名") == (who in GOVERNORS)
    assert Community.objects.filter(slug="district").exists() == (who in GOVERNORS)


def test_the_services_themselves_refuse_others(world: World) -> None:
    for who in (world.outsider, world.broker, world.organisation_admin, world.secretariat_west):
        with pytest.raises(NotAllowed):
            update_community(actor=who, community=world.east, expected_version=1, name_zh="x")
        with pytest.raises(NotAllowed):
            create_community(actor=who, parent=world.east, slug="district", name_zh="x")
    with pytest.raises(NotAllowed):
        create_community(actor=world.secretariat_root, parent=None, slug="second", name_zh="x")


# ---- Changing ------------------------------------------------------------------------------

FORM = {"name_zh": "东部分会", "name_en": "Eastern Branch", "description_zh": "介绍", "colour": "1ac", "version": "1"}


def test_the_secretariat_changes_name_words_colour_and_sharing(world: World) -> None:
    client = signed_in(world, "secretariat")
    saved = client.post("/c/east/community/edit/", FORM, follow=True)
    assert "Saved." in saved.text and "Eastern Branch" in saved.text
    world.east.refresh_from_db()
    assert (world.east.colour, world.east.shares, world.east.version) == ("#11aacc", False, 2)
    entry = audit.entries(world.east).first()
    assert entry is not None and entry.after["shares"] is False and entry.before["name_zh"] == "东分会"
    assert "#11aacc" in client.get("/c/east/community/edit/").text


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"colour": "blue"}, "six digits"),
        ({"colour": "#12345g"}, "six digits"),
        ({"colour": "#0b5c6b;}"}, "six digits"),
        ({"name_zh": ""}, "required"),
        ({"name_zh": "长" * 121}, "120"),
    ],
)
def test_a_form_that_does_not_fit_says_why_and_keeps_what_was_typed(
    world: World, wrong: dict[str, str], why: str
) -> None:
    answer = signed_in(world, "secretariat").post(
        "/c/east/community/edit/", {**FORM, **wrong, "emblem": SimpleUploadedFile("a.png", png())}
    )
    assert answer.status_code == 422 and why in answer.text and "Eastern Branch" in answer.text
    assert "Choose the picture once more" in answer.text
    world.east.refresh_from_db()
    assert world.east.version == 1 and not world.east.emblem


def test_a_stale_form_shows_both_versions_and_saves_the_second_time(world: World) -> None:
    client = signed_in(world, "secretariat")
    assert client.post("/c/east/community/edit/", {**FORM, "name_zh": "他们的"}).status_code == 302
    stale = client.post("/c/east/community/edit/", {**FORM, "name_zh": "我的", "shares": "on"})
    assert stale.status_code == 409
    assert all(text in stale.text for text in ("他们的", "我的", "Somebody changed this", 'value="2"'))
    assert client.post("/c/east/community/edit/", {**FORM, "name_zh": "我的", "version": "2"}).status_code == 302
    world.east.refresh_from_db()
    assert (world.east.name_zh, world.east.version) == ("我的", 3)
    with pytest.raises(StaleEdit):
        update_community(actor=world.secretariat, community=world.east, expected_version=1, name_zh="x")


# ---- The emblem ----------------------------------------------------------------------------


def test_an_emblem_is_kept_shown_replaced_and_taken_away(
    world: World, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    client = signed_in(world, "secretariat")

    def save(**values: object) -> None:
        world.east.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            answer = client.post("/c/east/community/edit/", {**FORM, "version": world.east.version, **values})
        assert answer.status_code == 302, answer.text

    def files() -> list[str]:
        return sorted(path.suffix for path in tmp_path.rglob("*") if path.is_file())

    save(emblem=SimpleUploadedFile("evil.svg", png(), content_type="image/svg+xml"))
    shown = client.get("/c/east/emblem/")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert b"".join(shown.streaming_content) == png()  # type: ignore[attr-defined]
    assert 'src="/c/east/emblem/?2"' in client.get("/c/east/community/").text
    save()
    assert files() == [".png"]  # another change leaves it
    save(emblem=SimpleUploadedFile("b.jpg", jpeg()))
    assert files() == [".jpg"] and client.get("/c/east/emblem/")["Content-Type"] == "image/jpeg"
    save(emblem=SimpleUploadedFile("b.jpg", jpeg()))
    assert files() == [".jpg"]  # the same picture again is the same file
    save(without_emblem="on")
    assert files() == [] and client.get("/c/east/emblem/").status_code == 404


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no whole PNG, JPEG or WebP"),
        (b"<html>" + png(), "no whole PNG, JPEG or WebP"),
        (png(16, 16), "16 by 16 pixels"),
        (png(moving=True), "must not move"),
    ],
)
def test_what_is_no_emblem_is_refused_and_nothing_is_kept(world: World, tmp_path: Path, data: bytes, why: str) -> None:
    upload = SimpleUploadedFile("emblem.png", data, content_type="image/png")
    answer = signed_in(world, "secretariat").post("/c/east/community/edit/", {**FORM, "emblem": upload})
    assert answer.status_code == 422 and why in answer.text
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_emblem_that_is_too_large_is_refused(world: World) -> None:
    upload = SimpleUploadedFile("emblem.png", png() + bytes(600 * 1024))
    answer = signed_in(world, "secretariat").post("/c/east/community/edit/", {**FORM, "emblem": upload})
    assert answer.status_code == 422 and "512 KB" in answer.text
    with pytest.raises(InvalidInput):
        update_community(actor=world.secretariat, community=world.east, expected_version=1, emblem=b"<svg/>")


# ---- Adding one below ----------------------------------------------------------------------


def test_the_secretariat_adds_a_community_below_and_governs_it(world: World) -> None:
    client = signed_in(world, "secretariat")
    new = {"slug": "District", "name_zh": "区会", "name_en": "District", "colour": "#112233", "shares": "on"}
    made = client.post("/c/east/community/new/", new)
    assert made["Location"] == "/c/district/community/members/"
    assert client.get(made["Location"]).status_code == 200
    district = Community.objects.get(slug="district")
    assert district.parent == world.east and district.path == f"{world.east.path}/{district.pk}"
    assert client.get("/c/district/").status_code == 200
    assert actions(district) == ["create"]
    assert signed_in(world, "secretariat_west").get("/c/district/community/edit/").status_code == 403


@pytest.mark.parametrize(
    ("slug", "why"),
    [("admin", "is kept for the site"), ("api", "is kept"), ("west", "Another community"), ("a b", "small letters")],
)
def test_an_address_that_will_not_do_is_refused_and_kept_in_the_form(world: World, slug: str, why: str) -> None:
    answer = signed_in(world, "secretariat").post(
        "/c/east/community/new/", {"slug": slug, "name_zh": "区会", "colour": "#112233"}
    )
    assert answer.status_code == 422 and why in answer.text
    assert f'value="{slug}"' in answer.text and 'value="区会"' in answer.text
    assert Community.objects.count() == 3


def test_a_tree_does_not_grow_without_end(world: World) -> None:
    below = world.east
    for level in range(6):
        below = create_community(actor=None, parent=below, slug=f"level{level}", name_zh="会")
    with pytest.raises(InvalidInput, match="8"):
        create_community(actor=None, parent=below, slug="deeper", name_zh="会")
