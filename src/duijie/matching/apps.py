from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "duijie.matching"
    label = "matching"

    def ready(self) -> None:
        from duijie.core import outbox
        from duijie.matching import tasks, topics

        outbox.on_commit_wake(topics.ITEMS, tasks.wake_words)
