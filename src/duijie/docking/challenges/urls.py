"""Addresses of challenges."""

from __future__ import annotations

from django.urls import path

from duijie.docking.challenges.views import answering, browse, judging, running

_ONE = "challenges/<uuid:pk>/"
_PROPOSALS = f"{_ONE}proposals/"
_RECEIPT = f"{_ONE}receipts/<uuid:sealed>/"
urlpatterns = [
    path("challenges/", browse.listing, name="challenges"),
    path("challenges/mine/", browse.mine, name="challenges-mine"),
    path("challenges/part/", browse.part, name="challenges-part"),
    path("challenges/new/", running.new, name="challenge-new"),
    path(_ONE, browse.page, name="challenge"),
    path(f"{_ONE}edit/", running.edit, name="challenge-edit"),
    path(f"{_ONE}publish/", running.publish, name="challenge-publish"),
    path(f"{_ONE}rules/", running.change, name="challenge-rules"),
    path(f"{_ONE}end/", running.end, name="challenge-end"),
    path(f"{_ONE}officer/", running.office, name="challenge-officer"),
    path(f"{_ONE}propose/", answering.propose, name="challenge-propose"),
    path(f"{_ONE}take-back/", answering.take_back, name="challenge-take-back"),
    path(_RECEIPT, answering.receipt, name="challenge-receipt"),
    path(f"{_RECEIPT}sealed/", answering.sealed_bytes, name="challenge-sealed"),
    path(f"{_ONE}protocol/", browse.protocol, name="challenge-protocol"),
    path(_PROPOSALS, judging.proposals, name="challenge-proposals"),
    path(f"{_PROPOSALS}<int:number>/", judging.proposal, name="challenge-proposal"),
    path(f"{_PROPOSALS}<int:number>/files/<uuid:file>/", judging.file, name="challenge-file"),
    path(f"{_ONE}assessors/<int:assessor>/excuse/", judging.excuse, name="challenge-excuse"),
    path(f"{_ONE}shortlist/", judging.shortlist, name="challenge-shortlist"),
    path(f"{_ONE}award/", judging.award, name="challenge-award"),
    path(f"{_ONE}log/", browse.history, name="challenge-log"),
]
