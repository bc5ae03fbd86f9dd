from django.apps import AppConfig


class TakesConfig(AppConfig):
    name = "storyboard.takes"
