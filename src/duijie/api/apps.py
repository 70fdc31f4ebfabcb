from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "duijie.api"
    label = "api"

    def ready(self) -> None:
        from duijie.api.webhooks import feeding

        feeding.register()
