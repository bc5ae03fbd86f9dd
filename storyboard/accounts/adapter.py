from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from storyboard.accounts.models import Person


class ByInvitation(DefaultAccountAdapter):
    """Nobody signs up: people come by invitation links. An email is one whatever its case."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask the owner of this installation to open it again."),
        "email_password_mismatch": _("No account here has this email with this password."),
        "enter_current_password": _("This is not your password."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many wrong passwords: try again in some minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        if email := credentials.get("email"):
            credentials["email"] = email.casefold()
        found: Person | None = super().authenticate(request, **credentials)
        return found

    def reauthenticate(self, user: Person, password: str) -> bool:
        """By the person's own email: not everybody has a row in allauth's table of addresses."""
        return self.authenticate(self.request, email=user.email, password=password) == user
