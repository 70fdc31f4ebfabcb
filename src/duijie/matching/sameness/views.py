"""Items that say the same: the secretariat's list, and "these are not the same"."""

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
from duijie.core.errors import Conflict
from duijie.core.paging import page_of
from duijie.matching.indexing.documents import listed_items
from duijie.matching.sameness import queries
from duijie.matching.services.sameness import decide_twin
from duijie.registry.building_rules import secretarial_only
from duijie.registry.standing import Standing, standing


def _decider(request: HttpRequest) -> Standing:
    actor = standing(request.user)
    secretarial_only(actor, _("Only the secretariat decides which items say the same."))
    return actor


@login_required
@require_safe
def same_items(request: HttpRequest) -> HttpResponse:
    """Pairs of items that say the same; those that were kept apart."""
    actor = _decider(request)
    tab = "apart" if request.GET.get("tab") == "apart" else "same"
    page = page_of(request, queries.pairs(actor, verdict=tab))
    items, _gone = listed_items(key for twin in page.object_list for key in (twin.one, twin.other))
    rows = [
        {"twin": twin, "sides": [items[key] for key in (twin.one, twin.other)]}
        for twin in page.object_list
        if twin.one in items and twin.other in items
    ]
    return render(request, "matching/same_items.html", {"page": page, "rows": rows, "tab": tab})


@login_required
@require_POST
def decide_same(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say that two items are not the same, or are after all."""
    twin = queries.access_pair(_decider(request), pk)
    same = request.POST.get("act") == "same"
    try:
        decide_twin(actor=request.user, twin=twin, same=same)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Shown as one again.") if same else _("Shown one by one from now on."))
    return redirect(f"{reverse('matching:same')}?tab={'apart' if same else 'same'}")
