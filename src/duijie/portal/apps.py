from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "duijie.portal"
    label = "portal"
