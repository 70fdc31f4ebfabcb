"""The life cycle's buttons, and the queue of what waits for the secretariat."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import InvalidInput, NotAllowed
from duijie.core.paging import page_of
from duijie.library import queries
from duijie.library.display import dressed
from duijie.library.lifecycle import ACTIONS
from duijie.library.models import Item, Kind
from duijie.library.rules import view_item
from duijie.library.services import act
from duijie.library.services.actions import may_act
from duijie.registry.standing import Standing, standing


def _done(action: str, item: Item) -> str:
    return {
        "submit": _("Submitted. The secretariat looks at it; you find it under “My items”."),
        "withdraw": _("Taken back. It is a draft again; only its owner and the people of its organisation see it.")
        if item.organisation_id
        else _("Taken back. It is a draft again; only its owner sees it."),
        "publish": _("Published. It can be found now."),
        "return": _("Returned to its owner with your reason."),
        "take-down": _("Taken down. It is a draft of its owner again."),
        "match": _("Marked as matched."),
        "reopen": _("Open again."),
        "close": _("Closed."),
        "archive": _("Put into the archive."),
        "restore": _("Taken out of the archive. It is a draft again."),
    }.get(action, _("Done."))


def after(actor: Standing, item: Item) -> str:
    """Where to go once something was done: the item, or a list when it is no longer the actor's
    to see (a draft that went back to its owner, an item given to another organisation)."""
    if view_item.allows(actor, item):
        return item.get_absolute_url()
    if moderates(actor):
        return reverse("library:moderation")
    return reverse("library:list", args=[item.kind.value])


def moderates(actor: Standing) -> bool:
    """Whether the queue is open to the actor."""
    return actor.secretarial


@login_required
@require_POST
def take_action(request: SignedInRequest, kind: str, pk: UUID) -> HttpResponse:
    """One named action; a reason that is missing is asked for on a page of its own."""
    actor = standing(request.user)
    record = queries.access_item(actor, kind, pk)
    action, reason = request.POST.get("action", ""), request.POST.get("reason", "")
    step = ACTIONS.get(action)
    if step is not None and step.needs_reason and not reason.strip() and may_act(actor, record, step):
        asked = "reason" in request.POST
        context = {"item": record, "kind": kind, "action": step, "asked": asked, "next": request.POST.get("next", "")}
        return render(request, "library/reason.html", context, status=422 if asked else 200)
    try:
        act(actor=request.user, item=record, action=action, reason=reason)
    except InvalidInput as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _done(action, record))
    if request.POST.get("next") == "review":
        return redirect("library:moderation")
    return redirect(after(actor, record))


@login_required
@require_safe
def moderation(request: HttpRequest) -> HttpResponse:
    """What was submitted and waits to be published or returned, oldest first."""
    actor = standing(request.user)
    if not moderates(actor):
        raise NotAllowed(_("What waits for review is shown to the secretariat."))
    counts = {kind.value: queries.awaiting_moderation(kind.value, actor).count() for kind in Kind}
    asked = request.GET.get("kind", "")
    chosen = asked if asked in counts else next((kind for kind, n in counts.items() if n), Kind.PROBLEM.value)
    page = page_of(request, queries.awaiting_moderation(chosen, actor))
    page.object_list = dressed(page.object_list, actor)
    return render(request, "library/moderation.html", {"kind": chosen, "counts": counts, "page": page})
