"""The delivery of a contract: milestones, payments, reviews."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import NotFound
from duijie.core.paging import page_of
from duijie.docking.forms.contracts import PaymentForm, ReasonForm, RejectForm, ReviewForm, SubmitForm
from duijie.docking.models import Contract
from duijie.docking.queries import contracts as read
from duijie.docking.queries import deals as queries
from duijie.docking.rules import deal_side
from duijie.docking.services import delivery
from duijie.docking.services.keeping import MOST_FILES
from duijie.docking.views.acting import attempt, leads, submitted, with_reason
from duijie.docking.views.bounded import refused_upload, takes_files
from duijie.registry.standing import standing


def _contract(request: HttpRequest, pk: UUID) -> Contract:
    actor = standing(request.user)
    return read.access_delivery(actor, queries.access_deal(actor, pk))


@login_required
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Milestones, payments and reviews."""
    actor = standing(request.user)
    contract = _contract(request, pk)
    side = deal_side(actor, contract.deal)
    told = read.reviews(actor, contract)
    context = {
        "deal": contract.deal,
        "contract": contract,
        "steps": contract.milestones.all(),
        "page": page_of(request, contract.payments.select_related("milestone", "by").order_by("-paid_on", "-id"), 20),
        "side": side,
        "leads": leads(request, contract.deal),
        "running": contract.state == Contract.State.SIGNED,
        "reviews": told,
        "may_review": contract.state == Contract.State.DELIVERED and not any(row.side == side for row in told),
    }
    return render(request, "docking/delivery.html", context)


@login_required
@require_safe
def milestone(request: HttpRequest, pk: UUID, milestone: UUID) -> HttpResponse:
    """A milestone and its rounds."""
    contract = _contract(request, pk)
    step = read.access_milestone(contract, milestone)
    rows = page_of(request, read.rounds(step), 10)
    context = {
        "deal": contract.deal,
        "contract": contract,
        "step": step,
        "page": rows,
        "side": deal_side(standing(request.user), contract.deal),
        "leads": leads(request, contract.deal),
        "running": contract.state == Contract.State.SIGNED,
    }
    return render(request, "docking/milestone.html", context)


@takes_files(MOST_FILES)
def submit(request: SignedInRequest, pk: UUID, milestone: UUID) -> HttpResponse:
    """Hand a milestone in."""
    contract = _contract(request, pk)
    step = read.access_milestone(contract, milestone)
    posted = request.method == "POST"
    form = SubmitForm(request.POST if posted else None, request.FILES if posted else None)
    hand_in = partial(delivery.submit, actor=request.user, milestone=step)

    def do() -> None:
        given = form.cleaned_data
        hand_in(text=given["text"], uploads=given["evidence"], form=given["form"])

    if not refused_upload(request, form) and submitted(form, do):
        messages.success(request, _("Handed in; the other side can accept it."))
        return redirect("docking:milestone", pk, milestone)
    context = {"deal": contract.deal, "step": step, "form": form}
    return render(request, "docking/submit.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedInRequest, pk: UUID, milestone: UUID, number: int, action: str) -> HttpResponse:
    """Accept a round, or reject it with what falls short."""
    contract = _contract(request, pk)
    step = read.access_milestone(contract, milestone)
    back = reverse("docking:milestone", args=[pk, milestone])
    handed_in = read.rounds(step).filter(number=number).first()
    if handed_in is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    handed_in.milestone = step
    if request.method != "POST" and handed_in.answer:
        messages.info(request, _("This round was answered already; nothing is left to decide."))
        return redirect(back)
    if action == "reject":
        do = partial(delivery.reject, actor=request.user, submission=handed_in)
        return with_reason(request, contract.deal, RejectForm, do, back, _("Not accepted"))
    if request.method != "POST":
        return redirect(back)
    done = _("Accepted.")
    return attempt(request, partial(delivery.accept, actor=request.user, submission=handed_in), back, done)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Record a payment that was made."""
    contract = _contract(request, pk)
    form = PaymentForm(request.POST if request.method == "POST" else None, contract=contract)
    record = partial(delivery.record_payment, actor=request.user, contract=contract)

    def do() -> None:
        values = dict(form.cleaned_data)
        record(form=values.pop("form"), values=values)

    if submitted(form, do):
        messages.success(request, _("Recorded; the other side can confirm it."))
        return redirect("docking:delivery", pk)
    context = {"deal": contract.deal, "contract": contract, "form": form}
    return render(request, "docking/pay.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: SignedInRequest, pk: UUID, payment: UUID, action: str) -> HttpResponse:
    """Confirm a payment, or say why not."""
    contract = _contract(request, pk)
    row = read.access_payment(contract, payment)
    back = reverse("docking:delivery", args=[pk])
    if action == "dispute":
        do = partial(delivery.dispute_payment, actor=request.user, payment=row)
        return with_reason(request, contract.deal, ReasonForm, do, back, _("Dispute the payment"))
    if request.method != "POST":
        return redirect(back)
    return attempt(request, partial(delivery.confirm_payment, actor=request.user, payment=row), back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say what the other side was like to work with."""
    contract = _contract(request, pk)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    do = partial(delivery.review, actor=request.user, contract=contract)
    if submitted(form, lambda: do(values=form.cleaned_data)):
        messages.success(request, _("Thank you. Both reviews are shown once both sides have given theirs."))
        return redirect("docking:delivery", pk)
    context = {"deal": contract.deal, "form": form}
    return render(request, "docking/review.html", context, status=422 if form.errors else 200)
