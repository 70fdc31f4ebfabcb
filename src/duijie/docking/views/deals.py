"""The list of deals, and the room of one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict, InvalidInput, NotFound
from duijie.core.forms import MarkedForm
from duijie.core.paging import page_of
from duijie.docking import standing_in, undertaking
from duijie.docking.forms.introductions import BringForm, EndForm, MessageForm, ThreadForm
from duijie.docking.lifecycle import LIVE
from duijie.docking.models import Deal
from duijie.docking.next_step import Situation, next_step
from duijie.docking.present import Shown, deal_actions, told
from duijie.docking.queries import contracts as queries_contracts
from duijie.docking.queries import deals as queries
from duijie.docking.rules import deal_side, speak_for_party
from duijie.docking.services import deals, secrecy
from duijie.docking.views.acting import attempt
from duijie.docking.views.files import in_room
from duijie.registry.standing import standing


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The deals in which the reader takes part."""
    return render(request, "docking/deals.html", {"page": page_of(request, queries.deals(standing(request.user)))})


@login_required
@require_safe
def room(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The room: what it is about, who is in it, the conversation."""
    asked = request.GET.get("thread", "")
    return _room(request, queries.access_deal(standing(request.user), pk), int(asked) if asked.isdecimal() else None)


def _room(
    request: SignedInRequest,
    deal: Deal,
    thread: int | None = None,
    *,
    message: MessageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = standing(request.user)
    side = deal_side(actor, deal)
    open_thread = queries.access_thread(actor, deal, thread)
    context: dict[str, Any] = {
        "deal": deal,
        "side": side,
        "alive": deal.state in LIVE,
        "actions": deal_actions(deal, side),
        "pair": [Shown.of(actor, deal.introduction.problem), Shown.of(actor, deal.introduction.item)],
        "people": queries.present(deal),
        "leads": any(row.user_id == actor.user and row.lead for row in queries.present(deal)),
        "broker": any(row.side == "broker" for row in queries.present(deal)),
        "takes_part": any(row.user_id == actor.user for row in queries.present(deal)),
        "stand_ins": standing_in.stand_ins(deal.introduction, coming=True),
        "decides": deal.state in LIVE and speak_for_party.allows(actor, deal.introduction),
        "promised": any(
            row.user_id == actor.user and row.promise == undertaking.EDITION for row in deal.participants.all()
        ),
        "proposal": deal.proposals.first(),
        "terms": deal.terms.first(),
        "threads": queries.threads(actor, deal),
        "thread": open_thread,
        "page": page_of(request, open_thread.messages.select_related("author").order_by("-id"), per_page=30),
        "form": message or MessageForm(),
    }
    context |= queries_contracts.in_room(actor, deal)
    context |= in_room(request, deal)
    context["next"] = next_step(_situation(context))
    return render(request, "docking/deal.html", context, status=status)


def _situation(room: Mapping[str, Any]) -> Situation:
    """How far the deal is for the reader's side, of what its room shows already."""
    deal, side, contract = room["deal"], room["side"], room["contract"]
    acts = contract is not None and side in ("demand", "supply")
    return Situation(
        deal=deal,
        side=side,
        sworn=room["promised"] or not room["takes_part"] or not room["pair"][0].veiled,
        proposal=room["proposal"],
        terms=room["terms"],
        contract=contract,
        may_draft=room["may_draft"],
        signed=acts and deal.state == Deal.State.AGREED and queries_contracts.has_signed(contract, side),
        reviewed=acts and deal.state == Deal.State.DELIVERED and queries_contracts.has_reviewed(contract, side),
        milestones=room["delivery"],
    )


@login_required
@require_POST
def post(request: SignedInRequest, pk: UUID, thread: int) -> HttpResponse:
    """Write in a thread."""
    actor = standing(request.user)
    deal = queries.access_deal(actor, pk)
    target = queries.access_thread(actor, deal, thread)
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            deals.post(actor=request.user, thread=target, **form.cleaned_data)
        except InvalidInput as error:
            form.refuse(error)
        except Conflict as error:
            messages.error(request, str(error))
            return redirect(deal)
        else:
            return redirect(f"{deal.get_absolute_url()}?thread={thread}")
    return _room(request, deal, thread, message=form, status=422)


_FORMS: dict[str, type[MarkedForm]] = {"threads": ThreadForm, "bring": BringForm, "end": EndForm}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, pk: UUID, action: str) -> HttpResponse:
    """Open a thread, bring a colleague, end the deal: each with a page of its own for what it asks.
    Leaving and handing over ask nothing."""
    deal = queries.access_deal(standing(request.user), pk)
    if action == "promise":
        return _promise(request, deal)
    if action in _FORMS:
        return _asked(request, deal, action, _FORMS[action](request.POST if request.method == "POST" else None))
    if request.method != "POST":
        raise NotFound(_("There is no such page."))
    if action == "leave":
        leave = partial(deals.leave, actor=request.user, deal=deal)
        return attempt(request, leave, reverse("docking:deals"), refused=deal.get_absolute_url())
    if action == "lead":
        row = next((row for row in queries.present(deal) if str(row.pk) == request.POST.get("who", "")), None)
        if row is None:
            raise BadRequest(action)
        hand_over = partial(deals.hand_over, actor=request.user, deal=deal, participant=row)
        return attempt(request, hand_over, deal.get_absolute_url())
    raise BadRequest(action)


def _promise(request: SignedInRequest, deal: Deal) -> HttpResponse:
    if request.method == "POST":
        edition = request.POST.get("edition", "")
        promise = partial(secrecy.promise, actor=request.user, deal=deal, edition=edition)
        return attempt(request, promise, deal.get_absolute_url())
    own = next((row for row in queries.present(deal) if row.user_id == request.user.pk), None)
    if own is None:
        raise NotFound(_("The undertaking is given by those who take part themselves."))
    context = {
        "deal": deal,
        "text": undertaking.text(get_language() or "zh"),
        "edition": undertaking.EDITION,
        "given": own.promised_at if own.promise == undertaking.EDITION else None,
    }
    return render(request, "docking/promise.html", context)


def _asked(request: SignedInRequest, deal: Deal, action: str, form: MarkedForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        try:
            if action == "threads":
                thread = deals.open_thread(actor=request.user, deal=deal, **values)
                return redirect(f"{deal.get_absolute_url()}?thread={thread.pk}")
            if action == "bring":
                deals.bring(actor=request.user, deal=deal, **values)
                messages.success(request, _("Your colleague is in the room now."))
            else:
                deals.end(actor=request.user, deal=deal, **values)
                messages.success(request, _("The deal is ended; its room is kept for reading."))
            return redirect(deal)
        except (Conflict, InvalidInput) as error:
            form.refuse(error)
    context = {"deal": deal, "form": form, "action": action}
    return render(request, "docking/act.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was done in the deal, sealed entry by entry."""
    deal = queries.access_deal(standing(request.user), pk)
    page = page_of(request, queries.log_of(deal.introduction_id), per_page=50)
    context = {"deal": deal, "page": page, "entries": told(page.object_list)}
    return render(request, "docking/log.html", context)
