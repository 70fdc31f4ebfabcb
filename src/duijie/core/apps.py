from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "duijie.core"
    label = "core"

    def ready(self) -> None:
        from django.utils.translation import gettext

        from duijie.core.errors import translate_with

        translate_with(gettext)
