from __future__ import annotations

from django.apps import AppConfig


class DockingConfig(AppConfig):
    name = "duijie.docking"
    label = "docking"

    def ready(self) -> None:
        from duijie.docking import telling
        from duijie.docking.ties import earlier_deals
        from duijie.matching.conflicts.hooks import add_deals

        telling.register()
        add_deals(earlier_deals)
