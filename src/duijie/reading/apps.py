from __future__ import annotations

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "duijie.reading"
    label = "reading"

    def ready(self) -> None:
        from duijie.core import outbox
        from duijie.reading import tasks, topics
        from duijie.reading.panels import organisation_panel
        from duijie.registry.hooks import add_panel

        add_panel("organisation", organisation_panel)
        outbox.on_commit_wake(topics.FACTS, tasks.wake_facts)
