from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from storyboard.accounts.models import Installation


class FirstOwner:
    """Until somebody owns the installation every page leads to the one that makes the owner."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        welcome = reverse("welcome")
        if request.path in (welcome, reverse("health")) or self.owned(request):
            return self.get_response(request)
        given = request.GET.get("token")
        return redirect(f"{welcome}?{urlencode({'token': given})}" if given else welcome)

    def owned(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated or Installation.objects.exists()


class TheirTime:
    """Times on a page are the reader's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = request.user.time_zone if request.user.is_authenticated else "UTC"
        with timezone.override(zone):
            return self.get_response(request)
