from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "duijie.core"
    label = "core"

    def ready(self) -> None:
        from django.utils.translation import gettext

        from duijie.core.errors import translate_with

        translate_with(gettext)
        from duijie.core import mailing
        from duijie.core.notices import digests, letters

        mailing.add_composer(letters.COMPOSER, letters.compose)
        mailing.add_composer(digests.COMPOSER, digests.compose)
