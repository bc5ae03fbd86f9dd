from django.urls import include, path

from storyboard.web import health

urlpatterns = [
    path("health", health, name="health"),
    path("", include("storyboard.accounts.urls")),
    path("", include("storyboard.projects.urls")),
    path("", include("storyboard.assets.urls")),
    path("", include("storyboard.takes.urls")),
    path("", include("storyboard.cut.urls")),
    path("", include("storyboard.review.urls")),
    path("", include("storyboard.rooms.urls")),
]
