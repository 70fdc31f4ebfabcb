from __future__ import annotations

from django.apps import AppConfig


class DockingConfig(AppConfig):
    name = "duijie.docking"
    label = "docking"

    def ready(self) -> None:
        from duijie.docking import telling

        telling.register()
