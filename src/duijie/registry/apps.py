from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _load_classifications(sender: AppConfig, using: str, plan: Any = None, **_kwargs: Any) -> None:
    from duijie.registry.services.classification import load_classifications

    # Migrating backwards may just have removed the tables.
    if using == "default" and not any(backwards for _migration, backwards in plan or ()):
        load_classifications()


class RegistryConfig(AppConfig):
    name = "duijie.registry"
    label = "registry"

    def ready(self) -> None:
        post_migrate.connect(_load_classifications, sender=self)
        from duijie.core import outbox
        from duijie.registry import following, hooks, tasks, telling
        from duijie.registry.services import sameness

        telling.register()
        following.connect()
        hooks.on_named(sameness.named)
        outbox.on_commit_wake(sameness.TOPIC, tasks.wake_people)
