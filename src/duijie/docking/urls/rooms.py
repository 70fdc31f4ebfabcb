"""Addresses of the files and meetings of a deal."""

from __future__ import annotations

from django.urls import path

from duijie.docking.views import files, meetings

_FILES, _MEETINGS = "deals/<uuid:pk>/files/", "deals/<uuid:pk>/meetings/"
urlpatterns = [
    path(_FILES, files.listing, name="files"),
    path(f"{_FILES}new/", files.new, name="file-new"),
    path(f"{_FILES}<uuid:file>/", files.page, name="file"),
    path(f"{_FILES}<uuid:file>/fetch/", files.fetch, name="file-fetch"),
    path(f"{_FILES}<uuid:file>/withdraw/", files.withdraw, name="file-withdraw"),
    path(_MEETINGS, meetings.listing, name="meetings"),
    path(f"{_MEETINGS}new/", meetings.new, name="meeting-new"),
    path(f"{_MEETINGS}<uuid:meeting>/", meetings.page, name="meeting"),
    path(f"{_MEETINGS}<uuid:meeting>/change/", meetings.change, name="meeting-change"),
    path(f"{_MEETINGS}<uuid:meeting>/cancel/", meetings.cancel, name="meeting-cancel"),
    path(f"{_MEETINGS}<uuid:meeting>/meeting.ics", meetings.ics, name="meeting-ics"),
]
