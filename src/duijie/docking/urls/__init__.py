"""Addresses of the docking room."""

from __future__ import annotations

from django.urls import path
from django.views.generic.base import RedirectView

from duijie.docking.challenges import urls as urls_challenges
from duijie.docking.urls import contracts as urls_contracts
from duijie.docking.urls import rooms as urls_rooms
from duijie.docking.views import deals, delegations, introductions, stations, terms

# Folders that would be taken for the name of an action: an address cut short leads to the page above it.
_UP_TO_DEAL = RedirectView.as_view(pattern_name="docking:deal")
_UP_TO_INTRODUCTION = RedirectView.as_view(pattern_name="docking:introduction")

app_name = "docking"
urlpatterns = [
    path("worklist/", stations.worklist, name="worklist"),
    path("stations/", stations.listing, name="stations"),
    path("stations/new/", stations.edit, name="station-new"),
    path("stations/funnel/", stations.funnel, name="funnel"),
    path("stations/targets/", stations.targets, name="targets"),
    path("stations/<uuid:pk>/", stations.edit, name="station-edit"),
    path("stations/<uuid:pk>/close/", stations.close, name="station-close"),
    path("introductions/", introductions.listing, name="introductions"),
    path("introductions/new/", introductions.new, name="introduce"),
    path("introductions/<uuid:pk>/", introductions.page, name="introduction"),
    *(
        path(
            f"introductions/<uuid:pk>/stand-ins/<uuid:user>/{action}/",
            delegations.answer,
            {"action": action},
            name=f"stand-in-{action}",
        )
        for action in ("refuse", "admit")
    ),
    path("delegations/", delegations.listing, name="delegations"),
    path("delegations/new/", delegations.new, name="delegation-new"),
    path("delegations/<uuid:pk>/agree/", delegations.agree, name="delegation-agree"),
    path("delegations/<uuid:pk>/end/", delegations.end, name="delegation-end"),
    path("introductions/<uuid:pk>/stand-ins/", _UP_TO_INTRODUCTION),
    path("introductions/<uuid:pk>/<slug:action>/", introductions.act, name="introduction-act"),
    path("deals/", deals.listing, name="deals"),
    path("deals/<uuid:pk>/", deals.room, name="deal"),
    path("deals/<uuid:pk>/log/", deals.history, name="deal-log"),
    path("deals/<uuid:pk>/post/<int:thread>/", deals.post, name="deal-post"),
    path("deals/<uuid:pk>/proposals/", terms.proposals, name="deal-proposals"),
    path("deals/<uuid:pk>/proposals/new/", terms.propose, name="deal-propose"),
    path("deals/<uuid:pk>/terms/new/", terms.offer, name="deal-offer"),
    path("deals/<uuid:pk>/terms/reopen/", terms.reopen, name="deal-reopen"),
    path("deals/<uuid:pk>/terms/<uuid:sheet>/", terms.sheet, name="terms"),
    path("deals/<uuid:pk>/terms/<uuid:sheet>/agree/", terms.agree, name="terms-agree"),
    path("problems/<uuid:pk>/proposals/", terms.compare, name="compare"),
    *urls_challenges.urlpatterns,
    *urls_contracts.urlpatterns,
    *urls_rooms.urlpatterns,
    path("deals/<uuid:pk>/post/", _UP_TO_DEAL),
    path("deals/<uuid:pk>/terms/", _UP_TO_DEAL),
    path("deals/<uuid:pk>/<slug:action>/", deals.act, name="deal-act"),
]
