from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

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
        return redirect(f"{welcome}?token={given}" if given else welcome)

    def owned(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated or Installation.objects.exists()
