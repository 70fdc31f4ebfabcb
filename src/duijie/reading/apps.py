from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "duijie.reading"
    label = "reading"
