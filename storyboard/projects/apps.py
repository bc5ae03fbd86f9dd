from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "storyboard.projects"

    def ready(self) -> None:
        """What may be taken back of it is known from here on."""
        import storyboard.projects.undoing  # noqa: F401
