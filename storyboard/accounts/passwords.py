"""allauth's forms for passwords, in this house's words."""

from typing import Any

from allauth.account import forms as allauth
from django.utils.translation import gettext_lazy as _

from storyboard.accounts.forms import WHAT_HOLDS

LABELS = {
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "password2": _("The new one again"),
}


class Worded:
    """Labels of ours, and what a password has to be in one line instead of Django's list."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LABELS.keys() & self.fields.keys():
            self.fields[name].label = LABELS[name]
        self.fields["password1"].help_text = WHAT_HOLDS


class ChangePasswordForm(Worded, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(Worded, allauth.SetPasswordForm):
    pass


class ResetPasswordKeyForm(Worded, allauth.ResetPasswordKeyForm):
    pass
