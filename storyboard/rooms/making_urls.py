from django.urls import path

from storyboard.rooms.views import gallery, queue, shot

urlpatterns = [
    path("shots/<int:pk>", shot.shot, name="shot"),
    path("shots/<int:pk>/field", shot.field, name="shot_field"),
    path("shots/<int:pk>/opening", shot.opening, name="shot_opening"),
    path("shots/<int:pk>/closing", shot.closing, name="shot_closing"),
    path("shots/<int:pk>/references", shot.references, name="shot_references"),
    path("shots/<int:pk>/request", shot.request_part, name="shot_request"),
    path("shots/<int:pk>/generations", shot.generations, name="generations"),
    path("shots/<int:pk>/uploads", shot.uploads, name="uploads"),
    path("projects/<int:pk>/gallery", gallery.gallery, name="gallery"),
    path("projects/<int:pk>/queue", queue.queue, name="queue"),
]
