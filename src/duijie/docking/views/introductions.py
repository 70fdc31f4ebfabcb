"""Inviting, the list of introductions, one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from duijie.core.forms import MarkedForm
from duijie.core.paging import page_of
from duijie.docking import standing_in
from duijie.docking.choosing import choices_for, chosen
from duijie.docking.forms.introductions import DeclineForm, InviteForm, QuestionForm
from duijie.docking.models import Introduction
from duijie.docking.present import Shown, introduction_actions
from duijie.docking.queries import deals as queries
from duijie.docking.rules import introduction_side, may_invite, view_introduction
from duijie.docking.services import introductions
from duijie.docking.ties import shown_ties
from duijie.library.models import Problem
from duijie.registry.standing import Standing, standing


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, what they take part in, and what their community brings together."""
    actor = standing(request.user)
    tabs = {
        "waiting": queries.awaiting(actor),
        "mine": queries.mine(actor),
        **({"community": queries.introductions(actor)} if actor.secretariat else {}),
    }
    counts = {name: rows.count() for name, rows in tabs.items()}
    asked = request.GET.get("show", "")
    tab = asked if asked in tabs else ("waiting" if counts["waiting"] else "mine")
    context = {"tab": tab, "counts": counts, "page": page_of(request, tabs[tab])}
    return render(request, "docking/introductions.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Invite: one problem, one project or talent; what is missing is chosen among the reader's own."""
    actor = standing(request.user)
    data = request.POST if request.method == "POST" else request.GET
    problem, item = chosen(actor, data.get("problem", ""), data.get("item", ""))
    if problem is None and item is None:
        raise NotFound(_("Choose a problem, project or talent first, and invite from its page."))
    problems, items = choices_for(actor, problem, item)
    form = InviteForm(request.POST if request.method == "POST" else None, problems=problems, items=items)
    context: dict[str, Any] = {"form": form, "none": not problems or not items, "problem": problem, "item": item}
    if isinstance(problem, Problem) and item is not None:
        side = may_invite(actor, problem, item)
        context |= {"side": side, "pair": [Shown.of(actor, problem), Shown.of(actor, item)]}
        context["ties"] = shown_ties(actor, problem, item) if side is not None else ()
        context["already"] = _known(actor, queries.between(problem, item))
        invited = item if side == "demand" else problem
        context["load"] = queries.open_invitations(queries.speakers(invited)) if side in ("demand", "supply") else 0
    if request.method == "POST" and form.is_valid() and isinstance(problem, Problem) and item is not None:
        try:
            made = introductions.invite(
                actor=request.user,
                problem=problem,
                item=item,
                message=form.cleaned_data["message"],
                days=form.cleaned_data["days"],
            )
        except (InvalidInput, Conflict) as error:
            form.refuse(error)
        else:
            messages.success(request, _("Invited. You are told as soon as they answer."))
            return redirect(made)
    return render(request, "docking/invite.html", context, status=422 if form.errors else 200)


def _known(actor: Standing, record: Introduction | None) -> Introduction | None:
    """An introduction that the two have already, where the actor may know of it."""
    return record if record is not None and view_introduction.allows(actor, record) else None


@login_required
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One introduction: who, what, the questions, and what can be answered."""
    return _page(request, queries.access_introduction(standing(request.user), pk))


def _page(
    request: HttpRequest,
    record: Introduction,
    *,
    declining: DeclineForm | None = None,
    asking: QuestionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = standing(request.user)
    side = introduction_side(actor, record)
    deal = getattr(record, "deal", None)
    context = {
        "introduction": record,
        "side": side,
        "actions": introduction_actions(record, side),
        "pair": [Shown.of(actor, record.problem), Shown.of(actor, record.item)],
        "ties": shown_ties(actor, record.problem, record.item),
        "questions": record.questions.select_related("author"),
        "declining": declining or DeclineForm(),
        "stand_ins": standing_in.stand_ins(record, coming=True) if record.state == Introduction.State.OPEN else [],
        "decides": side in ("demand", "supply"),
        "asking": asking or QuestionForm(),
        "deal": deal if deal is not None and queries.deals(actor).filter(pk=deal.pk).exists() else None,
    }
    return render(request, "docking/introduction.html", context, status=status)


@login_required
@require_POST
def act(request: SignedInRequest, pk: UUID, action: str) -> HttpResponse:
    """Accept, decline, ask or take back."""
    record = queries.access_introduction(standing(request.user), pk)
    do: Callable[[], object]
    form: MarkedForm | None = None
    if action == "accept":
        do = partial(introductions.accept, actor=request.user, introduction=record)
    elif action == "withdraw":
        do = partial(introductions.withdraw, actor=request.user, introduction=record)
    elif action == "decline":
        form = DeclineForm(request.POST)
        do = partial(introductions.decline, actor=request.user, introduction=record, **_values(form))
    elif action == "ask":
        form = QuestionForm(request.POST)
        do = partial(introductions.ask, actor=request.user, introduction=record, **_values(form))
    else:
        raise BadRequest(action)
    if form is None or form.is_valid():
        try:
            do()
        except InvalidInput as error:
            if form is None:
                raise
            form.refuse(error)
        except (Conflict, NotAllowed) as error:
            messages.error(request, str(error))
            return redirect(record)
        else:
            return _after(request, record, action)
    return _page(
        request,
        record,
        declining=form if isinstance(form, DeclineForm) else None,
        asking=form if isinstance(form, QuestionForm) else None,
        status=422,
    )


def _values(form: MarkedForm) -> dict[str, Any]:
    return dict(form.cleaned_data) if form.is_valid() else {}


def _after(request: HttpRequest, record: Introduction, action: str) -> HttpResponse:
    fresh = Introduction.objects.select_related("deal").get(pk=record.pk)
    deal = getattr(fresh, "deal", None)
    if action == "accept" and deal is not None:
        messages.success(request, _("Both sides have accepted. This is your room."))
        return redirect(deal)
    messages.success(
        request,
        {
            "accept": _("Accepted. The deal begins when the other side has accepted as well."),
            "decline": _("Declined. The other side reads your reason."),
            "ask": _("Sent to the other side."),
            "withdraw": _("Taken back."),
        }[action],
    )
    return redirect(record)
