from django.urls import path

from storyboard.cut.views import trim

urlpatterns = [
    path("shots/<int:pk>/trim", trim.trim, name="shot_trim"),
]
