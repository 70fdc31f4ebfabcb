"""Asking to belong to an organisation, and the answers of those who decide."""

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
from duijie.core.errors import Conflict, NotAllowed
from duijie.core.paging import page_of
from duijie.registry import queries, services
from duijie.registry.membership import queries as membership
from duijie.registry.membership.forms import AskForm
from duijie.registry.membership.rules import ask_to_join
from duijie.registry.standing import standing
from duijie.registry.views.answering import answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_organisation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say how one comes to belong to it; a POST asks."""
    actor, user = standing(request.user), request.user
    record = queries.access_organisation(actor, pk)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask_to_join(user=user, organisation=record, message=form.cleaned_data["message"])
        except (Conflict, NotAllowed) as error:
            form.refuse(error)
        else:
            name = record.display_name
            if made.state == "confirmed":
                messages.success(request, _("You belong to %(organisation)s now.") % {"organisation": name})
                return redirect(record)
            messages.success(
                request, _("Your request went to those who decide for %(organisation)s.") % {"organisation": name}
            )
            return redirect("registry:organisation-join", record.pk)
    context = {
        "organisation": record,
        "form": form,
        "may": ask_to_join.allows(actor, record),
        "asked": membership.own_request(user, record),
        "answered": membership.last_answer(user, record),
        "domain": membership.opening_domain(user, record),
        "domains": membership.confirmed_domains(record),
    }
    return render(request, "registry/organisation_join.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw_request(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take one's own request back."""
    record = queries.access_organisation(standing(request.user), pk)
    services.withdraw_request(user=request.user, organisation=record)
    messages.success(request, _("Your request is taken back."))
    return redirect("registry:organisation-join", record.pk)


@login_required
@require_safe
def organisation_requests(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who asks to belong to an organisation, and who was answered."""
    actor = standing(request.user)
    record = queries.access_organisation(actor, pk)
    tab = "decided" if request.GET.get("tab") == "decided" else "open"
    page = page_of(request, membership.access_requests(actor, record, open_only=tab == "open"))
    return render(request, "registry/organisation_requests.html", {"organisation": record, "page": page, "tab": tab})


@login_required
@require_POST
def decide_request(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Confirm or decline one request."""
    row = membership.access_request(standing(request.user), pk)
    names = {"person": row.user, "organisation": row.organisation.display_name}
    answer(
        request,
        confirm=partial(services.confirm_request, actor=request.user, request=row),
        decline=partial(services.decline_request, actor=request.user, request=row),
        confirmed=_("%(person)s belongs to %(organisation)s now.") % names,
        declined=_("Declined; %(person)s is told why.") % names,
    )
    return redirect("registry:organisation-requests", row.organisation_id)
