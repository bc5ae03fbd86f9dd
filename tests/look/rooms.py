"""Addresses for the styleguide's navigation: it is looked at, not walked."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

ROOMS = (
    *("board", "shot_list", "assets", "gallery", "screening", "queue", "exports", "members"),
    *("find", "undone", "redone"),
)


def closed(request: HttpRequest, pk: int = 0) -> HttpResponse:
    return HttpResponse(status=204)


urlpatterns = [path(f"projects/<int:pk>/{room}", closed, name=room) for room in ROOMS]
urlpatterns += [
    path("signed-out", closed, name="account_logout"),
    path("me", closed, name="me"),
    path("find", closed, name="find_anywhere"),
]
