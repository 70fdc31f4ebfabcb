"""The page of a community, joining it and leaving it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict
from duijie.core.models import User
from duijie.core.paging import page_of
from duijie.registry import community_queries, services
from duijie.registry.middleware import community_of
from duijie.registry.rules import govern_community
from duijie.registry.standing import standing


@require_safe
def community(request: HttpRequest) -> HttpResponse:
    """What the community is, where it stands, who sees what, and the reader's own roles."""
    here, actor = community_of(request), standing(request.user)
    context = {
        "community": here,
        "above": community_queries.above(here),
        "below": page_of(request, community_queries.below(here), 50),
        "members": community_queries.member_count(here),
        "roles": community_queries.roles_of(request.user, here) if isinstance(request.user, User) else [],
        "governs": govern_community.allows(actor, here),
    }
    return render(request, "registry/community.html", context)


@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Become a member; who is not signed in is asked to and comes back to the community's page."""
    here, page = community_of(request), reverse("registry:community")
    if not isinstance(request.user, User):
        return redirect(f"{reverse('account_login')}?{urlencode({'next': page})}")
    services.join_community(user=request.user, community=here)
    messages.success(request, _("You are a member of %(name)s now.") % {"name": here.name})
    return redirect(page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedInRequest) -> HttpResponse:
    """Show what would end, then end it."""
    here = community_of(request)
    roles = community_queries.roles_of(request.user, here)
    if not roles:
        return redirect("registry:community")
    if request.method == "POST":
        try:
            services.leave_community(user=request.user, community=here)
        except Conflict as error:
            context = {"community": here, "roles": roles, "refused": error}
            return render(request, "registry/community_leave.html", context, status=error.status)
        messages.success(request, _("You are no member of %(name)s any longer.") % {"name": here.name})
        return redirect("registry:community")
    return render(request, "registry/community_leave.html", {"community": here, "roles": roles})
