"""Addresses of the three libraries: ``/problems/``, ``/projects/``, ``/talents/`` and their items."""

from __future__ import annotations

from django.urls import path, register_converter

from duijie.library import views
from duijie.library.exchange.web import template


class KindConverter:
    """``problems`` in an address is the kind ``problem``."""

    regex = "problems|projects|talents"

    def to_python(self, value: str) -> str:
        return value[:-1]

    def to_url(self, value: str) -> str:
        return f"{value}s"


register_converter(KindConverter, "kind")

app_name = "library"
urlpatterns = [
    path("<kind:kind>/", views.items, name="list"),
    path("<kind:kind>/download/", views.download, name="download"),
    path("<kind:kind>/new/", views.new, name="new"),
    path("<kind:kind>/<uuid:pk>/", views.item, name="item"),
    path("<kind:kind>/<uuid:pk>/edit/", views.edit, name="edit"),
    path("<kind:kind>/<uuid:pk>/act/", views.take_action, name="act"),
    path("<kind:kind>/<uuid:pk>/history/", views.history, name="history"),
    path("<kind:kind>/<uuid:pk>/files/", views.upload, name="upload"),
    path("<kind:kind>/<uuid:pk>/files/<uuid:file>/", views.file, name="file"),
    path("<kind:kind>/<uuid:pk>/files/<uuid:file>/remove/", views.remove_file, name="remove-file"),
    path("review/", views.moderation, name="moderation"),
    path("exchange/<slug:kind>.<slug:format>", template, name="template"),
]
