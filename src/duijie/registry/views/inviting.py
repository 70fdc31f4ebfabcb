"""The link of an invitation, and taking one back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict
from duijie.core.models import User
from duijie.registry import community_queries, services
from duijie.registry.services.inviting import holds_address, invited
from duijie.registry.standing import standing


@require_http_methods(["GET", "HEAD", "POST"])
def join_by_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What one is invited to. Opening the link joins nothing: programs open the links of mails too."""
    invitation = invited(token)
    user = request.user if isinstance(request.user, User) else None
    if request.method == "POST" and user is not None:
        try:
            services.accept_invitation(user=user, token=token)
        except Conflict as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("You have joined %(place)s.") % {"place": invitation.organisation or invitation.community}
            )
            return redirect("portal:account")
    context = {
        "invitation": invitation,
        "place": invitation.organisation or invitation.community,
        "fits": user is not None and holds_address(user, invitation.email),
    }
    response = render(request, "registry/join.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def withdraw_invitation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = community_queries.access_invitation(standing(request.user), pk)
    services.withdraw_invitation(actor=request.user, invitation=invitation)
    messages.success(request, _("The invitation to %(email)s is taken back.") % {"email": invitation.email})
    if invitation.organisation_id:
        return redirect("registry:organisation-members", invitation.organisation_id)
    return redirect("registry:members")
