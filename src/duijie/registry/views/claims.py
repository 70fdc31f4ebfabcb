"""“This is me”, and the worklist of the secretariat about it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict, DuijieError, NotAllowed
from duijie.core.paging import page_of
from duijie.registry import queries, services
from duijie.registry.building_rules import secretarial_only
from duijie.registry.claims import queries as claims
from duijie.registry.claims.forms import ClaimForm
from duijie.registry.claims.rules import claim_person as may_claim
from duijie.registry.rules import create_named
from duijie.registry.standing import standing
from duijie.registry.views.answering import answer

_TABS = ("open", "confirmed", "refused")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_person(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say that a page is about oneself."""
    actor, user = standing(request.user), request.user
    record = queries.access_person(actor, pk)
    if not may_claim.allows(actor, record):
        return redirect(record)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.claim_person(user=user, person=record, **form.cleaned_data)
        except (Conflict, NotAllowed) as error:
            form.refuse(error)
        else:
            if made.state == "confirmed":
                messages.success(request, _("This page is yours now: ORCID says so."))
            else:
                messages.success(request, _("The secretariat looks at it; you are told of the answer."))
            return redirect(record)
    context = {
        "person": record,
        "form": form,
        "asked": claims.own_claim(user, record),
        "orcid": claims.shared_orcid(user, record),
        "known_by_orcid": record.identifiers.filter(scheme="orcid").exists(),
    }
    return render(request, "registry/person_claim.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw_claim(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take one's own claim back."""
    record = queries.access_person(standing(request.user), pk)
    services.withdraw_claim(user=request.user, person=record)
    messages.success(request, _("Your request is taken back."))
    return redirect(record)


@login_required
@require_safe
def person_claims(request: HttpRequest) -> HttpResponse:
    """What people claim, one page of the registry after the other; what was decided."""
    actor = standing(request.user)
    secretarial_only(actor, _("Only the secretariat gives people’s pages to accounts."))
    tab = request.GET.get("tab", "open")
    tab = tab if tab in _TABS else "open"
    rows = claims.to_decide(actor) if tab == "open" else claims.decided(actor, state=tab)
    return render(request, "registry/claims.html", {"page": page_of(request, rows), "tab": tab})


@login_required
@require_POST
def decide_claim(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Confirm or decline one claim."""
    claim = claims.access_claim(standing(request.user), pk)
    names = {"person": claim.person.display_name, "account": claim.user}
    answer(
        request,
        confirm=partial(services.confirm_claim, actor=request.user, claim=claim),
        decline=partial(services.decline_claim, actor=request.user, claim=claim),
        confirmed=_("The page of %(person)s belongs to %(account)s now.") % names,
        declined=_("Declined; %(account)s is told why.") % names,
    )
    return redirect("registry:claims")


@login_required
@require_POST
def take_page_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a page from the account that it was given to."""
    actor = standing(request.user)
    record = queries.access_person(actor, pk)
    create_named.check(actor, record, _("Only the secretariat gives people’s pages to accounts."))
    try:
        services.take_page_back(actor=request.user, person=record, reason=request.POST.get("reason", ""))
    except DuijieError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Taken back: the page of %(person)s is nobody’s.") % {"person": record.display_name}
        )
    return redirect("registry:claims")
