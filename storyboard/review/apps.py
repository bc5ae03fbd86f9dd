from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "storyboard.review"

    def ready(self) -> None:
        """What may be taken back of it is known from here on."""
        import storyboard.review.undoing  # noqa: F401
