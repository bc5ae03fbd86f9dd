from django.apps import AppConfig


class TakesConfig(AppConfig):
    name = "storyboard.takes"

    def ready(self) -> None:
        """What may be taken back of it is known from here on."""
        import storyboard.takes.undoing  # noqa: F401
