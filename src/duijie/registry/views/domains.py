"""The mail domains of an organisation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict, InvalidInput
from duijie.registry import queries, services
from duijie.registry.membership import queries as membership
from duijie.registry.membership.domains import shown
from duijie.registry.membership.forms import DomainForm
from duijie.registry.membership.rules import confirm_domain
from duijie.registry.standing import standing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_domains(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """All of them; a POST states one."""
    actor = standing(request.user)
    record = queries.access_organisation(actor, pk)
    rows = membership.access_domains(actor, record)
    form, move = DomainForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        try:
            made = services.state_domain(
                actor=request.user,
                organisation=record,
                text=form.cleaned_data["domain"],
                below=form.cleaned_data["below"],
                move="move" in request.POST,
            )
        except (Conflict, InvalidInput) as error:
            move = bool(error.details.get("confirm"))
            form.refuse(error)
        else:
            said = _("“%(domain)s” counts from now on.")
            if made.confirmed_at is None:
                said = _("“%(domain)s” waits for the secretariat, which confirms it.")
            messages.success(request, said % {"domain": shown(made.domain)})
            return redirect("registry:organisation-domains", record.pk)
    context = {
        "organisation": record,
        "form": form,
        "move": move,
        "rows": [(row, confirm_domain.allows(actor, row)) for row in rows.select_related("organisation__community")],
    }
    return render(request, "registry/organisation_domains.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def change_domain(request: SignedInRequest, pk: UUID, domain: UUID) -> HttpResponse:
    """Confirm a stated domain, or remove one."""
    actor = standing(request.user)
    record = queries.access_organisation(actor, pk)
    row = membership.access_domain(actor, record, domain)
    if request.POST.get("act") == "confirm":
        services.confirm_domain(actor=request.user, row=row)
        messages.success(request, _("“%(domain)s” counts from now on.") % {"domain": shown(row.domain)})
    else:
        services.remove_domain(actor=request.user, row=row)
        messages.success(request, _("“%(domain)s” is removed.") % {"domain": shown(row.domain)})
    return redirect("registry:organisation-domains", record.pk)
