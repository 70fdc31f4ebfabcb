from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "duijie.core"
    label = "core"
