from django.apps import AppConfig


class ContinuityConfig(AppConfig):
    name = "storyboard.continuity"

    def ready(self) -> None:
        """What may be taken back of it is known from here on."""
        import storyboard.continuity.undoing  # noqa: F401
