"""Who belongs to a community and in which role; the members of an organisation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.core.paging import page_of
from duijie.registry import community_queries, queries, services
from duijie.registry.community_forms import AccountForm, RoleForm
from duijie.registry.membership.queries import requests_waiting
from duijie.registry.middleware import community_of
from duijie.registry.models import Community, Invitation, Role
from duijie.registry.rules import govern_community
from duijie.registry.services.inviting import DAYS, MOST
from duijie.registry.standing import standing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: SignedInRequest) -> HttpResponse:
    """All who hold a role here; a POST gives one."""
    here, actor = community_of(request), standing(request.user)
    text, kind = request.GET.get("q", "").strip()[:200], request.GET.get("kind", "")
    kind = kind if kind in Role.Kind.values else ""
    rows = community_queries.access_members(actor, here, text=text, kind=kind)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("kind", "organisation")}
        give = partial(services.grant_role, actor=request.user, community=here, **values)
        invite = partial(services.invite_to_join, actor=request.user, community=here, **values)
        if _given(request, form, give, invite):
            return redirect("registry:members")
    context = {
        "community": here,
        "governs": True,
        "page": page_of(request, rows),
        "text": text,
        "kind": kind,
        "kinds": Role.Kind.choices,
        "form": form,
        "invitations": list(community_queries.open_invitations(actor, community=here, organisation=None)[:MOST]),
    }
    return render(request, "registry/community_members.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a role away; what would leave the actor without a say here is asked once more."""
    here = community_of(request)
    role = community_queries.access_role(standing(request.user), here, pk)
    try:
        services.revoke_role(actor=request.user, role=role, sure="sure" in request.POST)
    except Conflict as error:
        if error.details.get("confirm"):
            return render(request, "registry/community_revoke.html", {"community": here, "role": role, "why": error})
        messages.error(request, str(error))
        return redirect("registry:members")
    messages.success(
        request,
        _("%(person)s no longer has the role “%(role)s”.") % {"person": role.user, "role": role.get_kind_display()},
    )
    return redirect("registry:members" if _still_governs(request.user, here) else "registry:community")


def _still_governs(user: User, here: Community) -> bool:
    return govern_community.allows(standing(user), here)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_members(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Those who belong to an organisation; a POST adds one."""
    actor = standing(request.user)
    record = queries.access_organisation(actor, pk)
    rows = community_queries.access_organisation_members(actor, record)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add = partial(services.add_organisation_member, actor=request.user, organisation=record)
        invite = partial(
            services.invite_to_join,
            actor=request.user, community=record.community, organisation=record, kind=Role.Kind.MEMBER,
        )  # fmt: skip
        if _given(request, form, add, invite):
            return redirect("registry:organisation-members", record.pk)
    waiting = community_queries.open_invitations(actor, community=record.community, organisation=record)
    context = {
        "organisation": record,
        "asking": requests_waiting(record),
        "page": page_of(request, rows),
        "form": form,
        "invitations": list(waiting[:MOST]),
    }
    return render(request, "registry/community_organisation.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_organisation_member(request: SignedInRequest, pk: UUID, role: int) -> HttpResponse:
    """End somebody's membership of an organisation."""
    actor = standing(request.user)
    record = queries.access_organisation(actor, pk)
    held = community_queries.access_organisation_role(actor, record, role)
    services.remove_organisation_member(actor=request.user, role=held)
    messages.success(
        request,
        _("%(person)s no longer belongs to %(organisation)s.")
        % {"person": held.user, "organisation": record.display_name},
    )
    return redirect("registry:organisation-members", record.pk)


def _given(
    request: HttpRequest, form: AccountForm, give: Callable[..., Role], invite: Callable[..., Invitation]
) -> bool:
    """Give a role to the account that the form names, if the giver may know that there is one; else invite
    the address, in the same words whether it has an account or not. False when the form says why not."""
    email = form.cleaned_data["email"]
    user = community_queries.account_known_to(standing(request.user), email)
    if user is None:
        try:
            invite(email=email)
        except (InvalidInput, NotAllowed, Conflict) as error:
            form.refuse(error)
            return False
        messages.success(
            request,
            _("An invitation to join goes out to %(email)s by mail and holds for %(days)s days.")
            % {"email": email, "days": DAYS},
        )
        return True
    try:
        role = give(user=user)
    except (InvalidInput, NotAllowed) as error:
        form.refuse(error)
        return False
    said = {"person": user, "role": role.get_kind_display()}
    if getattr(role, "made", True):
        messages.success(request, _("%(person)s now has the role “%(role)s”.") % said)
    else:
        messages.info(request, _("%(person)s has the role “%(role)s” already.") % said)
    if not community_queries.confirmed(user):
        messages.warning(
            request,
            _("%(email)s has not been confirmed by its owner yet; make sure that the account is theirs.")
            % {"email": user.email},
        )
    return True
