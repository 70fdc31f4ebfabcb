"""Proposals, their comparison, and sheets of terms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.paging import page_of
from duijie.docking.forms.introductions import ReopenForm
from duijie.docking.forms.terms import (
    ProposalForm,
    TermsForm,
    answers_in,
    answers_of,
    steps_in,
    steps_of,
    with_more_steps,
)
from duijie.docking.models import Deal, Terms
from duijie.docking.present import deal_actions
from duijie.docking.queries import deals as queries
from duijie.docking.rules import deal_side
from duijie.docking.services import terms as services
from duijie.registry.standing import standing


def _allowed(request: HttpRequest, pk: UUID, action: str) -> Deal:
    """The deal in whose room the reader may take the action now."""
    actor = standing(request.user)
    deal = queries.access_deal(actor, pk)
    if action not in deal_actions(deal, deal_side(actor, deal)):
        raise NotAllowed(_("This is not open to your side in the present state of the deal."))
    return deal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write a proposal; the last one is the start."""
    deal = _allowed(request, pk, "propose")
    problem = deal.introduction.problem
    posted = request.POST if request.method == "POST" else None
    last = deal.proposals.first()
    initial = {name: getattr(last, name) for name in ("approach", "amount", "currency", "weeks")} if last else {}
    form, lines = ProposalForm(posted, initial=initial), answers_of(problem, posted)
    if posted is not None and form.is_valid() and lines.is_valid():
        values = dict(form.cleaned_data)
        number = values.pop("form")
        try:
            services.propose(actor=request.user, deal=deal, values=values, answers=answers_in(lines), form=number)
        except InvalidInput as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your proposal is with the other side."))
            return redirect("docking:deal-proposals", pk)
    context = {"deal": deal, "form": form, "lines": lines}
    return render(request, "docking/propose.html", context, status=422 if posted is not None else 200)


@login_required
@require_safe
def proposals(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The proposals of a deal, the last first, each with its answers."""
    actor = standing(request.user)
    deal = queries.access_deal(actor, pk)
    page = page_of(request, deal.proposals.prefetch_related("answers").select_related("made_by"), per_page=5)
    side = deal_side(actor, deal)
    return render(request, "docking/proposals.html", {"deal": deal, "page": page, "actions": deal_actions(deal, side)})


@login_required
@require_safe
def compare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The last proposals for one problem side by side, against its requirements."""
    problem, found = queries.access_comparison(standing(request.user), pk)
    return render(request, "docking/compare.html", {"problem": problem, **found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write a sheet of terms; the last sheet, else the last proposal, is the start."""
    deal = _allowed(request, pk, "offer-terms")
    if request.method != "POST":
        initial, steps = _start(deal)
        return _offer_page(request, deal, TermsForm(initial=initial), steps_of(initial=steps))
    if "more" in request.POST:
        form = TermsForm(initial=request.POST.dict())
        return _offer_page(request, deal, form, steps_of(with_more_steps(request.POST)))
    form, lines = TermsForm(request.POST), steps_of(request.POST)
    if form.is_valid() and lines.is_valid():
        values = dict(form.cleaned_data)
        number = values.pop("form")
        try:
            sheet = services.offer_terms(
                actor=request.user, deal=deal, values=values, milestones=steps_in(lines), form=number
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            messages.success(request, _("The terms are with the other side; your side has agreed to them."))
            return redirect("docking:terms", pk, sheet.pk)
    return _offer_page(request, deal, form, lines, status=422)


def _offer_page(request: HttpRequest, deal: Deal, form: TermsForm, lines: Any, status: int = 200) -> HttpResponse:
    return render(request, "docking/offer.html", {"deal": deal, "form": form, "lines": lines}, status=status)


def _start(deal: Deal) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    last = deal.terms.prefetch_related("milestones").first()
    if last is not None:
        names = [name for name in TermsForm.base_fields if name != "form"]
        steps = [
            {"title": row.title, "due": row.due, "criteria": row.criteria, "amount": row.amount}
            for row in last.milestones.all()
        ]
        return {name: getattr(last, name) for name in names}, steps
    proposal = deal.proposals.first()
    if proposal is not None:
        return {"subject": proposal.approach[:10_000], "amount": proposal.amount, "currency": proposal.currency}, []
    return {}, []


@login_required
@require_safe
def sheet(request: HttpRequest, pk: UUID, sheet: UUID) -> HttpResponse:
    """A sheet of terms, and whether it can be agreed to."""
    actor = standing(request.user)
    deal = queries.access_deal(actor, pk)
    found = queries.access_terms(deal, sheet)
    side = deal_side(actor, deal)
    newest = deal.terms.first()
    last = newest is not None and newest.pk == found.pk
    actions = deal_actions(deal, side)
    context = {
        "deal": deal,
        "terms": found,
        "last": last,
        "actions": actions,
        "may_agree": last and "agree" in actions and side in ("demand", "supply") and not _agreed(found, side),
        "sheets": deal.terms.all(),
    }
    return render(request, "docking/terms.html", context)


def _agreed(terms: Terms, side: str) -> bool:
    return terms.agreed_by("demand" if side == "demand" else "supply")


@login_required
@require_POST
def agree(request: SignedInRequest, pk: UUID, sheet: UUID) -> HttpResponse:
    """Agree to the last sheet."""
    deal = queries.access_deal(standing(request.user), pk)
    found = queries.access_terms(deal, sheet)
    try:
        done = services.agree(actor=request.user, terms=found)
    except (Conflict, NotAllowed) as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Agreed by both. The contract can be drafted.") if done.agreed else _("Your side has agreed."),
        )
    return redirect("docking:terms", pk, sheet)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go back to negotiating, with a reason."""
    deal = _allowed(request, pk, "reopen-terms")
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen_terms(actor=request.user, deal=deal, **form.cleaned_data)
        except InvalidInput as error:
            form.refuse(error)
        else:
            messages.success(request, _("The terms are open again."))
            return redirect(deal)
    context = {"deal": deal, "form": form, "action": "reopen"}
    return render(request, "docking/act.html", context, status=422 if form.errors else 200)
