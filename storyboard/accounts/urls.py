from django.urls import path

from storyboard.accounts import views

urlpatterns = [
    path("welcome", views.welcome, name="welcome"),
    path("me", views.me, name="me"),
]
