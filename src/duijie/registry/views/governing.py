"""Changing a community, and adding one below it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duijie.core.asking import SignedInRequest
from duijie.core.errors import InvalidInput, StaleEdit, TooLarge
from duijie.registry import services
from duijie.registry.community_forms import CommunityForm, NewCommunityForm
from duijie.registry.middleware import community_of
from duijie.registry.models import Community
from duijie.registry.rules import govern_community
from duijie.registry.standing import standing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_community(request: SignedInRequest) -> HttpResponse:
    """Change the community; what somebody else changed meanwhile is shown, not overwritten."""
    here = community_of(request)
    govern_community.check(standing(request.user), here, _("Only its secretariat may change a community."))
    if request.method != "POST":
        return _edit_page(request, here, CommunityForm(initial=CommunityForm.initial_of(here), community=here))
    form = CommunityForm(request.POST, request.FILES, community=here)
    if not form.is_valid():
        form.choose_again()
        return _edit_page(request, here, form, status=422)
    try:
        services.update_community(
            actor=request.user,
            community=here,
            expected_version=form.cleaned_data["version"] or 0,
            emblem=form.emblem_bytes,
            **form.values,
        )
    except StaleEdit as error:
        data = request.POST.copy()
        data["version"] = str(error.details["version"])
        again = CommunityForm(data, request.FILES, community=here)
        again.choose_again()
        return _edit_page(request, here, again, changes=_labelled(form, error), status=error.status)
    except (InvalidInput, TooLarge) as error:
        form.refuse(error)
        form.choose_again()
        return _edit_page(request, here, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("registry:community")


def _edit_page(
    request: HttpRequest, here: Community, form: CommunityForm, *, changes: Any = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "community": here, "changes": changes, "governs": True}
    return render(request, "registry/community_edit.html", context, status=status)


def _labelled(form: CommunityForm, error: StaleEdit) -> list[dict[str, Any]]:
    def text(value: Any) -> str:
        return (_("yes") if value else _("no")) if isinstance(value, bool) else str(value)

    return [
        {"label": form.fields[name].label, "theirs": text(change["theirs"]), "yours": text(change["yours"])}
        for name, change in error.details["changes"].items()
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_community(request: SignedInRequest) -> HttpResponse:
    """A community below the one whose site this is."""
    here = community_of(request)
    govern_community.check(standing(request.user), here, _("Only the secretariat above may add a community."))
    form = NewCommunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_community(actor=request.user, parent=here, **form.values)
        except InvalidInput as error:
            form.refuse(error)
        else:
            messages.success(
                request, _("The community has been added; give somebody the role of its secretariat next.")
            )
            return redirect(f"{made.home}community/members/")
    context = {"form": form, "community": here, "governs": True}
    return render(request, "registry/community_new.html", context, status=422 if form.errors else 200)
