from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ByInvitation(DefaultAccountAdapter):
    """Nobody signs up: people come by invitation links."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
