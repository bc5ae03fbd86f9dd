from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "storyboard.assets"

    def ready(self) -> None:
        """What may be taken back of it is known from here on."""
        import storyboard.assets.undoing  # noqa: F401
