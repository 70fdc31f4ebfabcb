"""One's delegations, making and ending them, and what the parties say of who stands in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.core.paging import page_of
from duijie.docking import standing_in
from duijie.docking.forms.delegations import DelegationForm
from duijie.docking.queries import deals as queries
from duijie.docking.queries.stations import access_delegation, delegations, given_for
from duijie.docking.rules import see_funnel
from duijie.docking.services import delegations as services
from duijie.registry.middleware import community_of
from duijie.registry.standing import standing


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The delegations that the reader gave, holds or arranged; the secretariat sees its community's."""
    actor = standing(request.user)
    tabs = ["mine", *(["community"] if actor.secretariat else [])]
    asked = request.GET.get("show", "")
    tab = asked if asked in tabs else "mine"
    context = {
        "tab": tab,
        "tabs": tabs,
        "page": page_of(request, delegations(actor, mine=tab == "mine")),
        "may_give": see_funnel.allows(actor, community_of(request)),
    }
    return render(request, "docking/delegations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Let somebody stand in: for oneself, or with ``?for=`` for a broker of the station one leads."""
    here, actor = community_of(request), standing(request.user)
    see_funnel.check(actor, here, _("Delegations are for the brokers of this community."))
    givers = given_for(request.user, here)
    giver = next((one for one in givers if str(one.pk) == request.GET.get("for", "")), request.user)
    rows = standing_in.brokered_by(giver, here)
    takers = standing_in.takers(request.user, giver, here)
    today = timezone.localdate()
    asked = request.GET.get("introduction", "")
    form = DelegationForm(
        request.POST if request.method == "POST" else None,
        takers=takers,
        rows=rows,
        initial={
            "first_day": today.isoformat(),
            "last_day": (today + timedelta(days=7)).isoformat(),
            "introductions": [asked] if asked else [],
        },
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            services.delegate(
                actor=request.user,
                community=here,
                giver=giver,
                taker=takers.get(pk=values["taker"]),
                first_day=values["first_day"],
                last_day=values["last_day"],
                reason=values["reason"],
                everything=values["everything"],
                introductions=[] if values["everything"] else list(rows.filter(pk__in=values["introductions"])),
                form=values["form"],
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            messages.success(
                request,
                _("Both of you are told, and so are the parties.")
                if giver == request.user
                else _(
                    "Both are told, and so are the parties. It begins when %(giver)s agrees or has had a day to refuse."
                )
                % {"giver": giver},
            )
            return redirect("docking:delegations")
    context = {"form": form, "giver": giver, "givers": givers, "takers": takers}
    return render(request, "docking/delegation_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def agree(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Agree to what was arranged for the reader."""
    return _acted(request, pk, services.agree, _("You have agreed; they are told."))


@login_required
@require_POST
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a delegation back, or give it back."""
    return _acted(request, pk, services.end, _("Ended; both of you are told."))


def _acted(request: SignedInRequest, pk: UUID, act: Callable[..., object], done: str) -> HttpResponse:
    """Do it with a delegation that the reader may see, say how it went, and list them again.

    Raises:
        NotFound: there is none, or it is not theirs to see.
        NotAllowed: it is not theirs to do.
    """
    record = access_delegation(standing(request.user), pk)
    try:
        act(actor=request.user, delegation=record)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("docking:delegations")


@login_required
@require_POST
def answer(request: SignedInRequest, pk: UUID, user: UUID, action: str) -> HttpResponse:
    """A party refuses who stands in for the broker, or admits them again."""
    record = queries.access_introduction_or_deal(standing(request.user), pk)
    whom = get_object_or_404(User, pk=user)
    try:
        if action == "refuse":
            services.refuse(actor=request.user, introduction=record, user=whom)
        else:
            services.admit(actor=request.user, introduction=record, user=whom)
    except (Conflict, InvalidInput, NotAllowed) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect(getattr(record, "deal", None) or record)
