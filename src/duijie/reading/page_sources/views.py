"""The sources that pages come from: the list, one source and its last run, adding and changing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import InvalidInput, NotFound
from duijie.core.paging import page_of
from duijie.reading.models import PageSource
from duijie.reading.page_sources import queries as source_queries
from duijie.reading.page_sources import tasks as source_tasks
from duijie.reading.page_sources.forms import PageSourceForm
from duijie.reading.rules import manage_source
from duijie.reading.services import sources as services
from duijie.registry.middleware import community_of
from duijie.registry.models import Community
from duijie.registry.standing import Standing, standing


def _keeper(request: HttpRequest) -> tuple[Standing, Community]:
    actor, community = standing(request.user), community_of(request)
    manage_source.check(
        actor, PageSource(community=community), _("Only the secretariat of its community keeps a source of pages.")
    )
    return actor, community


@login_required
@require_safe
def page_sources(request: HttpRequest) -> HttpResponse:
    """All sources of the community, with how their last run went."""
    actor, community = _keeper(request)
    page = page_of(request, source_queries.page_sources(actor, community))
    return render(request, "reading/page_sources.html", {"page": page})


@login_required
@require_safe
def page_source(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One source: how far its run is, what failed, what came last."""
    actor, community = _keeper(request)
    source = source_queries.access_source(actor, community, pk)
    context = {
        "source": source,
        "failures": page_of(request, source_queries.failures(source)),
        "latest": source_queries.latest_pages(source),
        "notices": source.notice.splitlines(),
    }
    return render(request, "reading/page_source.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Add a source; its first run begins at once."""
    _actor, community = _keeper(request)
    form = PageSourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            source = services.add_source(actor=request.user, community=community, **form.cleaned_data)
        except InvalidInput as error:
            form.refuse(error)
        else:
            if source.next_run_at:
                source_tasks.wake(source.pk)
            messages.success(request, _("Added."))
            return redirect(source)
    return render(
        request, "reading/page_source_form.html", {"form": form, "source": None}, status=422 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change a source."""
    actor, community = _keeper(request)
    source = source_queries.access_source(actor, community, pk)
    form = PageSourceForm(request.POST or None, initial=PageSourceForm.initial_of(source))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_source(actor=request.user, source=source, **form.cleaned_data)
        except InvalidInput as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(source)
    return render(
        request, "reading/page_source_form.html", {"form": form, "source": source}, status=422 if form.errors else 200
    )


@login_required
@require_POST
def act(request: SignedInRequest, pk: UUID, action: str) -> HttpResponse:
    """Run, pause, resume or remove a source."""
    actor, community = _keeper(request)
    source = source_queries.access_source(actor, community, pk)
    user = request.user
    if action == "run":
        services.run_now(actor=user, source=source)
        source_tasks.wake(source.pk)
        messages.success(request, _("The run begins within seconds; this page follows it."))
    elif action in ("pause", "resume"):
        services.pause_source(actor=user, source=source, paused=action == "pause")
        if action == "resume" and source.going:
            source_tasks.wake(source.pk)
        messages.success(request, _("Paused.") if action == "pause" else _("Taken up again."))
    elif action == "remove":
        services.remove_source(actor=user, source=source)
        messages.success(request, _("Removed. The pages that came from it stay."))
        return redirect("reading:page-sources")
    else:
        raise NotFound(_("There is no such action."))
    return redirect(source)
