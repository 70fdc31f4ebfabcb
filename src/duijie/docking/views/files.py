"""The files of a deal: the list, adding, the page of one, fetching and withdrawing it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.downloads import kept_apart
from duijie.core.errors import Conflict, DuijieError, InvalidInput, NotAllowed, TooLarge
from duijie.core.paging import page_of
from duijie.core.uploads import check_stopped, stop_at
from duijie.docking import links, zones
from duijie.docking.forms.rooms import FileForm
from duijie.docking.lifecycle import LIVE
from duijie.docking.models import Deal, DealFile
from duijie.docking.queries import deals as queries
from duijie.docking.queries import rooms as queries_rooms
from duijie.docking.rules import deal_side, withdraw_file
from duijie.docking.services import files
from duijie.docking.views.acting import attempt
from duijie.registry.standing import standing


@login_required
@require_safe
def listing(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Every version of every file that the reader may open, the latest first."""
    actor = standing(request.user)
    deal = queries.access_deal(actor, pk)
    page = page_of(request, queries_rooms.files(actor, deal))
    rows = dressed(request, deal, page.object_list)
    context = {"deal": deal, "page": page, "rows": rows, "alive": deal.state in LIVE, "broker": has_broker(deal)}
    return render(request, "docking/files.html", context)


@csrf_exempt  # checked by _new, once it is certain that the body may be read
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a file into the room. What says that it is too large is refused before it is read."""
    if request.method == "POST":
        try:
            stop_at(request, settings.DEAL_FILE_LIMIT)
        except TooLarge as error:
            request.META["CONTENT_LENGTH"] = "0"  # nothing of it is read
            response = _refused(request, pk, error)
            response["Connection"] = "close"
            return response
    return _new(cast("SignedInRequest", request), pk)  # its decorator sends others to sign in


@csrf_protect
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def _new(request: SignedInRequest, pk: UUID) -> HttpResponse:
    actor = standing(request.user)
    deal = queries.access_deal(actor, pk)
    keeps = has_broker(deal) and deal_side(actor, deal) != "broker"
    if request.method != "POST":
        return _form(request, deal, FileForm(keeps=keeps))
    posted = request.POST
    form = FileForm(posted, request.FILES, keeps=keeps)
    try:
        check_stopped(request)
    except TooLarge as error:
        form.errors.clear()  # that there is no file is no second mistake
        form.refuse(error)
        return _form(request, deal, form, error.status)
    if not form.is_valid():
        return _form(request, deal, form, 422)
    upload = form.cleaned_data["file"]
    assert isinstance(upload, UploadedFile)  # noqa: S101 - a file field
    try:
        row = files.add(
            actor=request.user,
            deal=deal,
            upload=upload,
            with_broker=form.cleaned_data.get("with_broker", True),
            form=form.cleaned_data["form"],
        )
    except (InvalidInput, TooLarge, Conflict) as error:
        form.refuse(error)
        return _form(request, deal, form, error.status)
    messages.success(request, _("The file is in the room."))
    return redirect(row)


def _form(request: HttpRequest, deal: Deal, form: FileForm, status: int = 200) -> HttpResponse:
    return render(request, "docking/file_new.html", {"deal": deal, "form": form}, status=status)


@login_required
@require_safe
def page(request: SignedInRequest, pk: UUID, file: UUID) -> HttpResponse:
    """One version: its checksum to compare, who had it, the other versions."""
    actor = standing(request.user)
    deal = queries.access_deal(actor, pk)
    found = queries_rooms.access_file(actor, deal, file)
    context = {
        "deal": deal,
        "file": found,
        "link": _link(request, deal, found),
        "why_not": files.why_not(found, deal_side(actor, deal)),
        "versions": page_of(request, queries_rooms.versions(actor, found), 10),
        "fetched": queries_rooms.fetched(found)[:20],
        "broker": has_broker(deal),
        "may_withdraw": deal.state in LIVE and found.withdrawn_at is None and withdraw_file.allows(actor, found),
    }
    return render(request, "docking/file.html", context)


@login_required
@require_GET
def fetch(request: SignedInRequest, pk: UUID, file: UUID) -> HttpResponse | FileResponse:
    """The bytes, by a link that is good for this person and a few minutes; always as a download."""
    actor = standing(request.user)
    found = queries_rooms.access_file(actor, queries.access_deal(actor, pk), file)
    try:
        links.check(request.user, found, request.GET.get("key", ""))
        row = files.fetch(actor=request.user, file=found)
        stream = files.opened(row)
    except (links.Expired, NotAllowed, Conflict) as error:
        return _refused(request, pk, error, found)
    response = FileResponse(stream, as_attachment=True, filename=row.name, content_type=row.media_type)
    response["Content-Length"] = str(row.size)
    return kept_apart(response)


@login_required
@require_POST
def withdraw(request: SignedInRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Take a version back."""
    actor = standing(request.user)
    found = queries_rooms.access_file(actor, queries.access_deal(actor, pk), file)
    done = _("The file is withdrawn; its checksum stays in the record.")
    return attempt(request, partial(files.withdraw, actor=request.user, file=found), found.get_absolute_url(), done)


def in_room(request: SignedInRequest, deal: Deal) -> dict[str, Any]:
    """What the room shows of its files and meetings."""
    actor = standing(request.user)
    return {
        "latest_files": dressed(request, deal, queries_rooms.latest_files(actor, deal)),
        "coming_meetings": queries_rooms.coming(actor, deal),
        "zone": (zone := zones.of_reader(request)),
        "zone_called": zones.called(zone.key),
    }


def has_broker(deal: Deal) -> bool:
    """Whether there is a broker in the room from whom things may be kept."""
    return any(row.side == "broker" for row in queries.present(deal))


def dressed(request: SignedInRequest, deal: Deal, rows: Iterable[DealFile]) -> list[tuple[DealFile, str]]:
    """Files with the links by which the reader gets them; an empty link where they do not (yet)."""
    found = []
    for row in rows:
        row.deal = deal
        found.append((row, _link(request, deal, row)))
    return found


def _link(request: SignedInRequest, deal: Deal, file: DealFile) -> str:
    side = deal_side(standing(request.user), deal)
    return links.link(request.user, file) if files.why_not(file, side) is None else ""


def _refused(request: HttpRequest, pk: UUID, error: DuijieError, file: DealFile | None = None) -> HttpResponse:
    back = file.get_absolute_url() if file is not None else reverse("docking:file-new", args=[pk])
    return render(request, "docking/file_refused.html", {"error": error, "back": back}, status=error.status)
