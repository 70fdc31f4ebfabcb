from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "duijie.api"
    label = "api"
