"""Addresses of the frame: home, my items, the reader's choices, the community's look."""

from __future__ import annotations

from django.urls import path

from duijie.portal import notices, views
from duijie.portal.account import views as account
from duijie.portal.signing.views import disconnect

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("mine/", views.mine, name="mine"),
    path("preferences/", views.preferences, name="preferences"),
    path("theme.css", views.theme, name="theme"),
    path("emblem/", views.emblem, name="emblem"),
    path("notices/", notices.listing, name="notices"),
    path("notices/read/", notices.read, name="notices-read"),
    path("notices/stop/<str:token>/", notices.stop, name="notices-stop"),
    path("notices/<uuid:pk>/", notices.follow, name="notice"),
    path("account/", account.account, name="account"),
    path("account/notices/", notices.settings, name="notice-settings"),
    path("account/export/", account.export, name="account-export"),
    path("account/delete/", account.delete, name="account-delete"),
    path("account/sessions/<int:pk>/end/", account.session_end, name="session-end"),
    path("account/connected/<int:pk>/disconnect/", disconnect, name="disconnect"),
    path("status/", views.status, name="status"),
]
