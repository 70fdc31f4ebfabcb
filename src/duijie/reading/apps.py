from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "duijie.reading"
    label = "reading"

    def ready(self) -> None:
        from duijie.core import outbox
        from duijie.reading import tasks, topics
        from duijie.reading.known import mates, panels
        from duijie.registry.hooks import add_panel, add_post_sources, add_sheet, on_named
        from duijie.registry.sameness.hooks import add_evidence

        add_panel("organisation", panels.organisation_known)
        add_panel("organisation", panels.organisation_history)
        add_panel("organisation", panels.organisation_panel)
        add_panel("organisation", panels.record_sources)
        add_panel("person", panels.person_posts)
        add_panel("person", panels.person_history)
        add_panel("person", panels.record_sources)
        add_post_sources(panels.sources_of_posts, "reading/_where.html")
        add_sheet("reading/figures.css")
        outbox.on_commit_wake(topics.FACTS, tasks.wake_facts)
        outbox.on_commit_wake(topics.NAMES, tasks.wake_names)
        on_named(_names_changed)
        add_evidence(mates.of_people)


def _names_changed(kind: str, keys: Sequence[str]) -> None:
    # The services bring the whole reader with them; a process that names nothing does not wait for it.
    from duijie.reading.services.draining import names_changed

    names_changed(kind, keys)
