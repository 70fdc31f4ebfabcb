"""The review of what was read, the log of decisions, the sources, and the reading of a page's facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict, DuijieError, InvalidInput
from duijie.core.models import User
from duijie.core.paging import page_of
from duijie.reading import queries, services
from duijie.reading.judging.saying import EDITABLE, YES_OR_NO, title_of
from duijie.reading.models import Decision, Kind, Proposal
from duijie.reading.review import queries as review_queries
from duijie.reading.review.display import Card, card
from duijie.reading.rules import review_community
from duijie.registry.middleware import community_of
from duijie.registry.models import Community
from duijie.registry.standing import Standing, standing

_AHEAD = 4
"""Cards that are there before they are needed, so that a decision never waits for the next one."""


def _reviewer(request: HttpRequest) -> tuple[Standing, Community]:
    actor, community = standing(request.user), community_of(request)
    review_community.check(actor, community, _("What was read is reviewed by the secretariat of this community."))
    return actor, community


def _kind(request: HttpRequest) -> str:
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    return asked if asked in Kind.values else ""


def _cards(actor: Standing, community: Community, kind: str, loaded: set[UUID], most: int) -> list[Card]:
    rows = review_queries.waiting(actor, community, kind).exclude(pk__in=loaded)[:most]
    return [card(proposal) for proposal in review_queries.dressed(rows)]


def _status(actor: Standing, community: Community, kind: str) -> dict[str, Any]:
    counts = review_queries.waiting_by_kind(actor, community)
    return {
        "counts": counts,
        "tabs": [(one.value, one.label, counts[one.value]) for one in Kind if counts.get(one.value)],
        "total": sum(counts.values()),
        "kind": kind,
        "last": review_queries.last_decision(actor, community),
    }


@login_required
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """What waits, one card after another; with HTMX, more cards after those that are there."""
    actor, community = _reviewer(request)
    kind = _kind(request)
    if getattr(request, "htmx", None):
        context = {"cards": _cards(actor, community, kind, _loaded(request), _AHEAD), "kind": kind}
        return render(request, "reading/_cards.html", context)
    after = request.GET.get("after", "")
    passed = set(_ids(after))
    context = _status(actor, community, kind) | {
        "cards": _cards(actor, community, kind, passed, _AHEAD),
        "passed": after,
    }
    return render(request, "reading/review.html", context)


def _ids(text: str) -> list[UUID]:
    found = []
    for part in text.split(",")[:200]:
        try:
            found.append(UUID(part))
        except ValueError:
            continue
    return found


def _loaded(request: HttpRequest) -> set[UUID]:
    return set(_ids(request.POST.get("loaded") or request.GET.get("loaded", "")))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One proposal by itself (GET), or a decision about it (POST ``action``: accept, edit, reject, never)."""
    actor = standing(request.user)
    proposal = review_queries.access_proposal(actor, pk)
    if request.method != "POST":
        context = _status(actor, proposal.community, "") | {"cards": [card(proposal)], "alone": True}
        return render(request, "reading/review.html", context)
    action = request.POST.get("action", "")
    try:
        decision = _take(request.user, proposal, action, request.POST)
    except (InvalidInput, Conflict) as error:
        return _refused(request, actor, proposal, error)
    said = _said(decision, proposal)
    if getattr(request, "htmx", None):
        done = [str(pk) for pk in decision.proposals.values_list("pk", flat=True)]
        kind, loaded = _kind(request), _loaded(request)
        context = _status(actor, proposal.community, kind) | {
            "cards": _cards(
                actor, proposal.community, kind, loaded, max(1, _AHEAD - len(loaded - set(_ids(",".join(done)))))
            ),
            "said": said,
            "live": True,
        }
        return _told(render(request, "reading/_cards.html", context), {"decided": {"ids": done}})
    messages.success(request, said)
    return redirect(_back(request))


def _take(user: User, proposal: Proposal, action: str, form: Mapping[str, str]) -> Decision:
    if action == "accept":
        return services.accept(actor=user, proposal=proposal)
    if action == "edit":
        # A box that is not ticked is not sent.
        values = {name: form.get(name, "") for name in EDITABLE[proposal.kind] if name in form or name in YES_OR_NO}
        return services.accept(actor=user, proposal=proposal, values=values)
    if action.startswith("same:"):
        return services.accept(actor=user, proposal=proposal, same=action.removeprefix("same:"))
    if action == "reject":
        return services.reject(actor=user, proposal=proposal)
    if action == "never":
        return services.never(actor=user, proposal=proposal)
    raise InvalidInput(_("Say what to do: accept, edit, reject, or never from this source."))


def _refused(request: HttpRequest, actor: Standing, proposal: Proposal, error: DuijieError) -> HttpResponse:
    """The card again, with what is wrong and what was typed."""
    gone = isinstance(error, Conflict)
    if getattr(request, "htmx", None):
        told = {"refused": {"id": str(proposal.pk), "message": str(error), "gone": gone}}
        fields = error.details.get("fields", {})
        told["refused"]["fields"] = {name: " ".join(map(str, said)) for name, said in fields.items()}
        return _told(HttpResponse(""), told)
    if gone:
        messages.error(request, str(error))
        return redirect(_back(request))
    errors = error.details.get("fields") or {"": [error]}
    context = _status(actor, proposal.community, _kind(request)) | {
        "cards": [card(proposal, request.POST, errors)],
        "alone": True,
    }
    messages.error(request, str(error))
    return render(request, "reading/review.html", context, status=422)


def _told(response: HttpResponse, events: Mapping[str, Any]) -> HttpResponse:
    # After settling: the form that asked must still be in the page while its answer is put in.
    response["HX-Trigger-After-Settle"] = json.dumps(events)  # ASCII: a header holds nothing else
    return response


def _said(decision: Decision, proposal: Proposal) -> str:
    title = title_of(proposal.kind, proposal.values)[:80]
    return {
        "accept": _("Accepted: %(title)s"),
        "edit": _("Accepted with changes: %(title)s"),
        "reject": _("Rejected: %(title)s"),
        "never": _("Rejected, and nothing more from this source: %(title)s"),
    }[decision.action] % {"title": title}


def _back(request: HttpRequest) -> str:
    kind = _kind(request)
    return reverse("reading:review") + (f"?kind={kind}" if kind else "")


@login_required
@require_POST
def undo(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take back one decision."""
    actor = standing(request.user)
    decision = review_queries.access_decision(actor, pk)
    htmx = getattr(request, "htmx", None)
    try:
        back = services.undo(actor=request.user, decision=decision)
    except Conflict as error:
        if htmx:
            return _told(HttpResponse(""), {"refused": {"id": "", "message": str(error), "gone": False, "fields": {}}})
        messages.error(request, str(error))
    else:
        said = _("Undone. It waits again: %(title)s") % {
            "title": "; ".join(title_of(one.kind, one.values)[:60] for one in back[:3]) or "—"
        }
        if htmx:
            rows = review_queries.dressed(Proposal.objects.filter(pk__in=[one.pk for one in back]))
            first = [card(row) for row in rows.order_by("place", "id")[:1]]
            context = _status(actor, decision.community, _kind(request)) | {"cards": first, "said": said, "live": True}
            return _told(render(request, "reading/_cards.html", context), {"undone": {}})
        messages.success(request, said)
    return redirect("reading:decisions" if request.POST.get("next") == "decisions" else _back(request))


@login_required
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """What was decided, by whom or by itself, the newest first; each can be undone."""
    actor, community = _reviewer(request)
    by = request.GET.get("by", "")
    rows = review_queries.decided(actor, community, automatic={"itself": True, "people": False}.get(by))
    page = page_of(request, rows)
    for decision in page.object_list:
        decision.of_sample = any(one.article is not None and one.article.sample for one in decision.proposals.all())
        decision.titles = [title_of(one.kind, one.values) for one in decision.proposals.all()]
    return render(request, "reading/decisions.html", {"page": page, "by": by})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sources(request: SignedInRequest) -> HttpResponse:
    """Who was read, and what the community thinks of each."""
    actor, community = _reviewer(request)
    if request.method == "POST":
        try:
            services.set_trust(
                actor=request.user,
                community=community,
                source=request.POST.get("source", ""),
                verdict=request.POST.get("verdict", ""),
            )
        except InvalidInput as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Noted. It holds for what is read from now on."))
        return redirect("reading:sources")
    return render(request, "reading/sources.html", {"page": page_of(request, review_queries.sources(actor, community))})


@login_required
@require_POST
def reading(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Have the facts of an article read again, or take back all that came from its page (``action``)."""
    actor = standing(request.user)
    article = queries.access_article(actor, pk)
    try:
        if request.POST.get("action") == "take-back":
            taken = services.take_back_reading(actor=request.user, page=article.page)
            messages.success(
                request,
                _("Taken back: %(facts)s facts and %(proposals)s proposals.")
                % {"facts": taken.facts, "proposals": taken.proposals},
            )
            for sentence in taken.kept:
                messages.warning(request, sentence)
        else:
            services.ask_to_read(actor=request.user, article=article)
    except (Conflict, InvalidInput) as error:
        messages.error(request, str(error))
    return redirect(article)


@require_safe
def reading_state(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether the facts of an article are being read; once they are not, the page is shown anew."""
    article = queries.access_article(standing(request.user), pk)
    if services.is_being_read(article):
        return render(request, "reading/_under_way.html", {"article": article})
    response = HttpResponse("")
    response["HX-Refresh"] = "true"
    return response
