from django.apps import AppConfig


class CutConfig(AppConfig):
    name = "storyboard.cut"
