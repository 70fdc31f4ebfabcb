"""Stations, the worklist of brokers, and how far problems came."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.errors import InvalidInput
from duijie.core.paging import page_of
from duijie.docking.forms.stations import StationForm, TargetForm, split_names, step_names
from duijie.docking.funnel import STEPS, Line
from duijie.docking.models import Station
from duijie.docking.queries import stations as queries
from duijie.docking.rules import keep_stations, see_funnel
from duijie.docking.services import stations as services
from duijie.registry.middleware import community_of
from duijie.registry.models import Community, Field, Place
from duijie.registry.standing import standing

_BY_MONTH = gettext_lazy(
    "A problem stands in the month in which it took its first step of the year, with all its later steps."
)
_TABS = ("problems", "introductions", "deals", "standing-in")


def _keeper(request: HttpRequest) -> Community:
    """The community whose stations the reader keeps; who keeps none learns of none."""
    here = community_of(request)
    keep_stations.check(standing(request.user), here, _("Stations are kept by the secretariat of this community."))
    return here


def _station(request: HttpRequest, here: Community) -> Station | None:
    """The station that ``?station=`` names: the reader's own where the address says nothing."""
    see_funnel.check(
        standing(request.user), here, _("Stations are shown to the brokers and the secretariat of this community.")
    )
    asked = request.GET.get("station")
    if asked:
        return queries.access_station(here, asked) if asked != "all" else None
    return queries.stations(here).filter(brokers=request.user.pk).first()


def _year(request: HttpRequest) -> int | None:
    """The year that ``?year=`` names; None where it names none that stations have targets for."""
    asked = request.GET.get("year", "")
    year = int(asked) if len(asked) == 4 and asked.isdecimal() else 0
    return year if 2000 <= year <= 2100 else None


@login_required
@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """What waits for a broker."""
    here, actor = community_of(request), standing(request.user)
    station = _station(request, here)
    work = queries.worklist(actor, here, station)
    rows = {
        "problems": work.problems,
        "introductions": work.introductions,
        "deals": work.deals,
        "standing-in": work.standing_in,
    }
    counts = {name: rows[name].count() for name in _TABS}
    asked = request.GET.get("show", "")
    tab = asked if asked in rows else next((name for name in _TABS if counts[name]), "problems")
    context = {
        "station": station,
        "stations": queries.stations(here),
        "counts": counts,
        "tab": tab,
        "page": page_of(request, rows[tab]),
        "keeps": keep_stations.allows(actor, here),
    }
    return render(request, "docking/worklist.html", context)


@login_required
@require_safe
def funnel(request: HttpRequest) -> HttpResponse:
    """How far the problems of a year came, with its targets; as CSV with ``?format=csv``."""
    here, actor = community_of(request), standing(request.user)
    station = _station(request, here)
    year = _year(request) or timezone.localdate().year
    found = queries.funnel(actor, here, station, year)
    if request.GET.get("format") == "csv":
        return _csv(found, year)
    names = step_names()
    context = {
        "station": station,
        "stations": queries.stations(here),
        "year": year,
        "years": range(timezone.localdate().year, timezone.localdate().year - 5, -1),
        "steps": [
            (names[step], found.whole.counts[step], found.whole.days.get(step), found.targets.get(step))
            for step in STEPS
        ],
        "names": [names[step] for step in STEPS],
        "tables": [
            (_("By month"), _BY_MONTH, [(line.group, _cells(line)) for line in found.months]),
            (_("By place"), "", _named_lines(Place, found.places)),
            (_("By field"), "", _named_lines(Field, found.fields)),
        ],
        "keeps": keep_stations.allows(actor, here),
    }
    return render(request, "docking/funnel.html", context)


def _cells(line: Line) -> list[tuple[int, float | None]]:
    return [(line.counts[step], line.days.get(step)) for step in STEPS]


def _named_lines(model: type[Place] | type[Field], rows: list[Line]) -> list[tuple[str, Any]]:
    names = _names(model, [line.group for line in rows])
    return [(name, _cells(line)) for name, line in zip(names, rows, strict=True)]


def _names(model: type[Place] | type[Field], codes: list[str]) -> list[str]:
    found = model.objects.in_bulk(codes)
    return [found[code].name if code in found else code for code in codes]


def _csv(found: queries.Funnel, year: int) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="funnel-{year}.csv"'
    response.write("\ufeff")
    out = csv.writer(response)
    out.writerow(["group", "name", *STEPS, *(f"days_to_{step}" for step in STEPS[1:])])
    for group, rows in (
        ("all", [found.whole]), ("month", found.months), ("place", found.places), ("field", found.fields),
    ):  # fmt: skip
        for line in rows:
            days = ["" if line.days.get(step) is None else line.days[step] for step in STEPS[1:]]
            out.writerow([group, line.group, *(line.counts[step] for step in STEPS), *days])
    return response


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The stations of the community."""
    here, actor = community_of(request), standing(request.user)
    see_funnel.check(actor, here, _("Stations are shown to the brokers and the secretariat of this community."))
    page = page_of(request, queries.stations(here))
    for station in page.object_list:
        station.place_names = _names(Place, station.places)
        station.field_names = _names(Field, station.fields)
    context = {"page": page, "keeps": keep_stations.allows(actor, here)}
    return render(request, "docking/stations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: UUID | None = None) -> HttpResponse:
    """Make a station or change one."""
    here = _keeper(request)
    station = queries.access_station(here, pk) if pk is not None else None
    form = StationForm(request.POST if request.method == "POST" else None, community=here, initial=_initial(station))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            services.save_station(
                actor=request.user,
                community=here,
                station=station,
                name_zh=values["name_zh"],
                name_en=values["name_en"],
                places=split_names(values["places"]),
                fields=split_names(values["fields_"]),
                brokers=list(values["brokers"]),
                lead=values["lead"],
            )
        except InvalidInput as error:
            told = error.details.get("fields")
            if told and "fields" in told:
                told["fields_"] = told.pop("fields")
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("docking:stations")
    context = {"form": form, "station": station}
    return render(request, "docking/station_form.html", context, status=422 if form.errors else 200)


def _initial(station: Station | None) -> dict[str, Any]:
    if station is None:
        return {}
    return {
        "name_zh": station.name_zh,
        "name_en": station.name_en,
        "places": "、".join(_names(Place, station.places)),
        "fields_": "、".join(_names(Field, station.fields)),
        "lead": station.lead_id,
        "brokers": [broker.pk for broker in station.brokers.all()],
    }


@login_required
@require_POST
def close(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """End a station."""
    services.close_station(actor=request.user, station=queries.access_station(_keeper(request), pk))
    messages.success(request, _("The station is closed."))
    return redirect("docking:stations")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: SignedInRequest) -> HttpResponse:
    """What a station or the community aims at in a year."""
    here, actor = community_of(request), standing(request.user)
    keep_stations.check(actor, here, _("Targets are set by the secretariat of this community."))
    asked = request.GET.get("station", "all")
    station = queries.access_station(here, asked) if asked != "all" else None
    year = _year(request) if "year" in request.GET else timezone.localdate().year
    if year is None:
        raise InvalidInput(services.TARGETS)
    now = queries.funnel(actor, here, station, year).targets
    form = TargetForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            for step in STEPS:
                if form.cleaned_data[step] != now.get(step):
                    services.set_target(
                        actor=request.user,
                        community=here,
                        station=station,
                        year=year,
                        step=step,
                        number=form.cleaned_data[step],
                    )
        except InvalidInput as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{request.path.replace('targets/', 'funnel/')}?station={asked}&year={year}")
    context = {"form": form, "station": station, "year": year}
    return render(request, "docking/targets.html", context, status=422 if form.errors else 200)
