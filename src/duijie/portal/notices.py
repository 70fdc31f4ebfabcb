"""What the reader was told, what the reader is mailed, and stopping mails by their link."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core import notices
from duijie.core.asking import SignedInRequest
from duijie.core.errors import InvalidInput
from duijie.core.models import Notice
from duijie.core.notices import preferences, stopping
from duijie.core.paging import page_of
from duijie.portal.notice_forms import NoticeForm


@login_required
@require_safe
def listing(request: SignedInRequest) -> HttpResponse:
    """All notices, the newest first."""
    user = request.user
    page = page_of(request, Notice.objects.filter(user=user))
    rows = [(row, notices.title_of(row), notices.text_of(row)) for row in page.object_list]
    return render(request, "portal/notices.html", {"page": page, "rows": rows, "unread": notices.unread(user)})


@login_required
@require_POST
def read(request: SignedInRequest) -> HttpResponse:
    """Mark everything as read."""
    notices.mark_read(user=request.user)
    return redirect("portal:notices")


@login_required
@require_POST
def follow(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Mark one as read and go where it points; somebody else's is as if it were not there."""
    user = request.user
    notice = Notice.objects.filter(user=user, pk=pk).first()
    if notice is None:
        return redirect("portal:notices")
    notices.mark_read(user=user, pk=pk)
    return redirect(notice.url if notice.url.startswith("/") and not notice.url.startswith("//") else "portal:notices")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """How often the reader is mailed of what, and when."""
    user = request.user
    form = NoticeForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            preferences.choose(actor=user, chosen=form.chosen(), **form.habits())
        except InvalidInput as error:
            form.refuse(error)
        else:
            messages.success(request, _("What you are mailed is saved."))
            return redirect("portal:notice-settings")
    return render(request, "portal/notice_settings.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt  # a mail program posts without a cookie (RFC 8058); the signed address is what allows it
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails that the link names: no sign-in. Opening the address only asks, for programs
    open the addresses of mails too."""
    done = request.method == "POST"
    found = stopping.stop(token) if done else stopping.read(token)
    response = render(
        request,
        "portal/notices_stop.html",
        {"stop": found, "done": done, "own": request.user.is_authenticated and request.user.pk == found.user.pk},
    )
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
