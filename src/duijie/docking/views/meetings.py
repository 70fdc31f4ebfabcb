"""The meetings of a deal: the list, calling, changing, cancelling, the invitation."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.downloads import kept_apart
from duijie.core.errors import Conflict, InvalidInput, StaleEdit
from duijie.core.paging import page_of
from duijie.docking import invitation, zones
from duijie.docking.forms.rooms import MeetingForm
from duijie.docking.lifecycle import LIVE
from duijie.docking.models import Deal, Meeting
from duijie.docking.queries import deals as queries
from duijie.docking.queries import rooms as queries_rooms
from duijie.docking.rules import change_meeting, deal_side
from duijie.docking.services import meetings
from duijie.docking.views.acting import attempt
from duijie.docking.views.files import has_broker
from duijie.registry.standing import standing


@login_required
@require_safe
def listing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The meetings of the deal, the latest first, in the zone that the reader chooses here."""
    actor = standing(request.user)
    deal = queries.access_deal(actor, pk)
    zones.keep(request, request.GET.get("zone", ""))
    zone = zones.of_reader(request)
    page = page_of(request, queries_rooms.meetings(actor, deal))
    context = {
        "deal": deal,
        "page": page,
        "alive": deal.state in LIVE,
        "broker": has_broker(deal),
        "now": timezone.now(),
        "zone": zone,
        "zones": zones.choices(zone.key),
    }
    return render(request, "docking/meetings.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Call a meeting."""
    actor = standing(request.user)
    deal = queries.access_deal(actor, pk)
    posted = request.POST if request.method == "POST" else None
    keeps = has_broker(deal) and deal_side(actor, deal) != "broker"
    form = MeetingForm(posted, zone=zones.of_reader(request), keeps=keeps)
    if posted is not None and form.is_valid():
        zones.keep(request, form.cleaned_data["zone"])
        try:
            meeting = meetings.call(actor=request.user, deal=deal, **form.values)
        except (InvalidInput, Conflict) as error:
            form.refuse(error)
        else:
            messages.success(request, _("The invitation is on its way to everybody who is invited."))
            return redirect(meeting)
    return _form(request, deal, form)


def _form(request: HttpRequest, deal: Deal, form: MeetingForm, meeting: Meeting | None = None) -> HttpResponse:
    context = {"deal": deal, "form": form, "meeting": meeting}
    return render(request, "docking/meeting_form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def page(request: HttpRequest, pk: UUID, meeting: UUID) -> HttpResponse:
    """One meeting: when, where, who is invited."""
    actor = standing(request.user)
    deal = queries.access_deal(actor, pk)
    found = queries_rooms.access_meeting(actor, deal, meeting)
    zone, now = zones.of_reader(request), timezone.now()
    mine = change_meeting.allows(actor, found) and found.cancelled_at is None
    context = {
        "deal": deal,
        "meeting": found,
        "guests": [row for row in queries.present(deal) if found.with_broker or row.side != "broker"],
        "broker": has_broker(deal),
        "zone": zone,
        "called": zones.called(zone.key, found.starts),
        "is_link": invitation.is_link(found.place),
        "over": found.ends <= now,
        "may_change": mine and deal.state in LIVE and found.starts > now,
        "may_cancel": mine and found.ends > now,
    }
    return render(request, "docking/meeting.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: UUID, meeting: UUID) -> HttpResponse:
    """Change when, where or what about."""
    actor = standing(request.user)
    deal = queries.access_deal(actor, pk)
    found = queries_rooms.access_meeting(actor, deal, meeting)
    change_meeting.check(actor, found, _("Only the side that called a meeting may change or cancel it."))
    posted = request.POST if request.method == "POST" else None
    form = MeetingForm(posted, zone=zones.of_reader(request), keeps=False, meeting=found)
    if posted is not None and form.is_valid():
        zones.keep(request, form.cleaned_data["zone"])
        values = form.values
        version = values.pop("version") or 0
        try:
            meetings.change(actor=request.user, meeting=found, version=version, **values)
        except StaleEdit as error:
            found.refresh_from_db(fields=["version"])
            again = {**request.POST.dict(), "version": str(found.version)}  # sent once more, it is meant
            form = MeetingForm(again, zone=zones.of_reader(request), keeps=False, meeting=found)
            form.refuse(error)
        except (InvalidInput, Conflict) as error:
            form.refuse(error)
        else:
            messages.success(request, _("The meeting is changed; everybody who is invited is told."))
            return redirect(found)
    return _form(request, deal, form, found)


@login_required
@require_POST
def cancel(request: SignedInRequest, pk: UUID, meeting: UUID) -> HttpResponse:
    """Cancel it."""
    actor = standing(request.user)
    found = queries_rooms.access_meeting(actor, queries.access_deal(actor, pk), meeting)
    done = _("The meeting is cancelled; everybody who was invited is told.")
    return attempt(request, partial(meetings.cancel, actor=request.user, meeting=found), found.get_absolute_url(), done)


@login_required
@require_safe
def ics(request: HttpRequest, pk: UUID, meeting: UUID) -> HttpResponse:
    """The invitation, or its cancellation, as a file for a calendar."""
    actor = standing(request.user)
    found = queries_rooms.access_meeting(actor, queries.access_deal(actor, pk), meeting)
    told = meetings.as_invitation(found)
    response = HttpResponse(invitation.written(told), content_type=invitation.media_type(told))
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return kept_apart(response)
