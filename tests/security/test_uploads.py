"""What people upload is looked into when it comes, and never opened in our pages when it goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duijie.core import uploads
from duijie.core.errors import InvalidInput
from duijie.docking import links
from duijie.docking.models import DealFile
from duijie.library.services import attach
from tests.docking.conftest import Match, match, world
from tests.endpoints.stage import Stage, build

__all__ = ["match", "world"]

_PAGE = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("paper.pdf", _PAGE),
        ("picture.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("page.html", _PAGE),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("program.exe", b"MZ\x90\x00"),
        ("table.csv", b"MZ\x90\x00 not a table"),
        ("paper.pdf.js", b"%PDF-1.7"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        uploads.examine(SimpleUploadedFile(name, content), limit=uploads.MB)


def test_no_kind_that_a_browser_would_run_is_accepted() -> None:
    kinds = {media for _magic, media in uploads.ACCEPTED.values()}
    assert not kinds & {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript"}


@pytest.fixture
def stage(match: Match, settings: Any, tmp_path: object) -> Stage:
    settings.MEDIA_ROOT = str(tmp_path)
    settings.ROOT_URLCONF = "duijie.config.urls"
    return build(match)


@pytest.mark.django_db
def test_files_go_out_as_downloads_that_run_nothing(stage: Stage) -> None:
    user = stage.people["demand lead"]
    assert user is not None
    client = Client()
    client.force_login(user)
    problem = stage.match.problem
    kept = attach(actor=user, item=problem, upload=SimpleUploadedFile("说明.pdf", b"%PDF-1.7 note"))
    file = DealFile.objects.get(pk=stage.names["file"])
    deal = f"/deals/{stage.names['deal']}"
    for path in (
        f"/problems/{problem.pk}/files/{kept.pk}/",
        links.link(user, file),
        f"{deal}/contract/files/{stage.names['evidence']}/",
        f"{deal}/contract/files/{stage.names['document']}/",
        f"{deal}/contract/registration.csv",
        f"{deal}/meetings/{stage.names['meeting']}/meeting.ics",
    ):
        response = client.get(path)
        assert response.status_code == 200, path
        assert response.headers["Content-Disposition"].startswith("attachment"), path
        assert response.headers["X-Content-Type-Options"] == "nosniff", path
        assert "unsafe" not in response.headers["Content-Security-Policy"].partition("script-src")[2], path


@pytest.mark.django_db
def test_a_file_is_under_no_address_that_the_web_server_hands_out(stage: Stage) -> None:
    file = DealFile.objects.get(pk=stage.names["file"])
    for path in (f"/media/{file.file.name}", f"/static/{file.file.name}", f"/{file.file.name}"):
        assert Client().get(path).status_code == 404
