from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "duijie.portal.signing"
    label = "signing"
