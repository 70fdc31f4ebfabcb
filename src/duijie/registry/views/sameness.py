"""People who may be one: the worklist of the secretariat, and what it decides."""

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
from duijie.core.errors import DuijieError
from duijie.core.paging import page_of
from duijie.registry.building_rules import secretarial_only
from duijie.registry.sameness import queries
from duijie.registry.services import sameness, undo_merge
from duijie.registry.standing import Standing, standing

_TABS = ("open", "apart", "joined")


def _decider(request: HttpRequest) -> Standing:
    actor = standing(request.user)
    secretarial_only(actor, _("Only the secretariat decides who is the same person."))
    return actor


@login_required
@require_safe
def same_people(request: HttpRequest) -> HttpResponse:
    """The pairs to be decided; those kept apart; those who were joined."""
    actor = _decider(request)
    tab = request.GET.get("tab", "open")
    tab = tab if tab in _TABS else "open"
    rows = queries.joined(actor) if tab == "joined" else queries.pairs(actor, verdict=tab)
    page = page_of(request, rows)
    if tab != "joined":
        page.object_list = [
            {"pair": pair, "sides": (pair.one, pair.other), "reasons": queries.reasons_of(pair, inside=True)}
            for pair in page.object_list
        ]
    return render(request, "registry/same_people.html", {"page": page, "tab": tab})


@login_required
@require_POST
def decide_same(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Join a pair, keep it apart, or ask again."""
    pair = queries.access_pair(_decider(request), pk)
    act = request.POST.get("act", "")
    try:
        if act == "join":
            kept = sameness.join(actor=request.user, pair=pair, keep=_id(request.POST.get("keep", "")))
            messages.success(request, _("Joined as “%(name)s”. It can be taken back.") % {"name": kept.display_name})
        elif act == "apart":
            sameness.keep_apart(actor=request.user, pair=pair)
            messages.success(request, _("Kept apart; nobody is asked about these two again."))
        elif act == "ask":
            sameness.ask_again(actor=request.user, pair=pair)
            messages.success(request, _("To be decided again."))
    except DuijieError as error:
        messages.error(request, str(error))
    tab = "apart" if act == "ask" else "open"
    return redirect(f"{_list()}?tab={tab}")


@login_required
@require_POST
def part_again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a merge of two people back."""
    person = queries.access_joined(_decider(request), pk)
    try:
        undo_merge(actor=request.user, drop=person)
    except DuijieError as error:
        messages.error(request, str(error))
        return redirect(f"{_list()}?tab=joined")
    messages.success(request, _("Taken back: these are two people again, and are kept apart."))
    return redirect(person)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _list() -> str:
    return reverse("registry:people-same")
