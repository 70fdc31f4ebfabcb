from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "duijie.matching"
    label = "matching"

    def ready(self) -> None:
        from duijie.core import outbox
        from duijie.matching import panels, tasks, weekly
        from duijie.matching.indexing import topics
        from duijie.registry import hooks

        outbox.on_commit_wake(topics.ITEMS, tasks.wake_words)
        outbox.also(topics.ITEMS, "same-items")
        outbox.on_commit_wake("same-items", tasks.wake_same)
        hooks.add_panel("person", panels.person_problems)
        hooks.add_panel("organisation", panels.organisation_partners)
        weekly.register()
