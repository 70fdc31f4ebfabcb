"""What the reader was told."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from duijie.core import notices
from duijie.core.models import Notice, User
from duijie.core.paging import page_of


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All notices, the newest first."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    page = page_of(request, Notice.objects.filter(user=request.user))
    rows = [(row, notices.title_of(row), notices.text_of(row)) for row in page.object_list]
    return render(request, "portal/notices.html", {"page": page, "rows": rows, "unread": notices.unread(request.user)})


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    notices.mark_read(user=request.user)
    return redirect("portal:notices")


@login_required
@require_POST
def follow(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark one as read and go where it points; somebody else's is as if it were not there."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    notice = Notice.objects.filter(user=request.user, pk=pk).first()
    if notice is None:
        return redirect("portal:notices")
    notices.mark_read(user=request.user, pk=pk)
    return redirect(notice.url if notice.url.startswith("/") and not notice.url.startswith("//") else "portal:notices")
