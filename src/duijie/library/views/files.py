"""Files of an item: adding, fetching, removing. They are only ever served as downloads."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.downloads import kept_apart
from duijie.core.errors import InvalidInput, NotFound, TooLarge
from duijie.library import queries
from duijie.library.models import Attachment, Item
from duijie.library.rules import edit_item, may_read_body
from duijie.library.services import attach, detach
from duijie.registry.standing import Standing, standing


def _access_file(actor: Standing, record: Item, pk: UUID) -> Attachment:
    found = queries.attachments(record).filter(pk=pk).first() if may_read_body(actor, record) else None
    if found is None:
        raise NotFound(_("There is no such file, or it is not open to you."))
    return found


@login_required
@require_POST
def upload(request: SignedInRequest, kind: str, pk: UUID) -> HttpResponse:
    """Keep a file with the item."""
    actor = standing(request.user)
    record = queries.access_item(actor, kind, pk)
    edit_item.check(actor, record, _("Only those who may change this may add files."))
    chosen = request.FILES.get("file")
    if chosen is None:
        messages.error(request, _("Choose a file first, then press the button again."))
        return redirect(record)
    try:
        attach(actor=request.user, item=record, upload=chosen)
    except (InvalidInput, TooLarge) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file is kept with this item."))
    return redirect(record)


@require_safe
def file(request: HttpRequest, kind: str, pk: UUID, file: UUID) -> FileResponse:
    """A file, for those who may read the item's body."""
    actor = standing(request.user)
    found = _access_file(actor, queries.access_item(actor, kind, pk), file)
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type
    )
    return kept_apart(response)


@login_required
@require_POST
def remove_file(request: SignedInRequest, kind: str, pk: UUID, file: UUID) -> HttpResponse:
    """Remove a file from the item."""
    actor = standing(request.user)
    record = queries.access_item(actor, kind, pk)
    detach(actor=request.user, item=record, attachment=_access_file(actor, record, file))
    messages.success(request, _("The file is removed."))
    return redirect(record)
