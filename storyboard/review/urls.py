from django.urls import path

from storyboard.review import views

urlpatterns = [
    path("shots/<int:pk>/notes", views.shot_notes, name="shot_notes"),
    path("notes/<int:pk>", views.note, name="note"),
    path("notes/<int:pk>/deleted", views.deleted, name="note_deleted"),
]
