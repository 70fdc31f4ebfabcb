from __future__ import annotations

from django.apps import AppConfig


class DockingConfig(AppConfig):
    name = "duijie.docking"
    label = "docking"

    def ready(self) -> None:
        from duijie.docking import noticing, panels, telling
        from duijie.docking.challenges import panels as challenges_panels
        from duijie.docking.challenges import telling as challenges_telling
        from duijie.docking.standing_in import stands_in
        from duijie.docking.ties import earlier_deals
        from duijie.matching.conflicts.hooks import add_deals
        from duijie.registry import hooks
        from duijie.registry.standing import add_stand_ins

        telling.register()
        challenges_telling.register()
        noticing.register()
        hooks.add_panel("item", panels.item_record)
        hooks.add_panel("item", challenges_panels.of_item)
        hooks.add_panel("person", panels.person_record)
        add_deals(earlier_deals)
        add_stand_ins(stands_in)
