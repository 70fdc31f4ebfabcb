from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "duijie.library"
    label = "library"
