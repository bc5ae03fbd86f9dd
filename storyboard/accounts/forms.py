import re
import zoneinfo
from functools import cache
from itertools import groupby
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.accounts.models import Person

WHAT_HOLDS = _("8 characters or more, not a common one, and not your name or email.")


class NewPersonForm(forms.Form):
    """Name, email and password of somebody new; their time zone is their browser's, where it says one."""

    name = forms.CharField(
        label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        help_text=WHAT_HOLDS,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_time_zone(self) -> str:
        known = {zone for _, places in time_zones() for zone, _ in places}
        said: str = self.cleaned_data["time_zone"]
        return said if said in known else "UTC"

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].casefold()
        if Person.objects.filter(email=email).exists():
            raise forms.ValidationError(gettext("This email has an account here already: sign in instead."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        person = Person(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
        if password := cleaned.get("password"):
            try:
                validate_password(password, person)
            except forms.ValidationError as trouble:
                self.add_error("password", trouble)
        return cleaned


@cache
def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones people live in, by continent: `("Europe", [("Europe/Berlin", "Berlin"), …])`, UTC first."""
    zones = sorted(each for each in zoneinfo.available_timezones() if re.match(r"(?!Etc/)\w+/", each))
    continents = groupby(zones, key=lambda zone: zone.split("/")[0])
    return [
        (_("Everywhere"), [("UTC", "UTC")]),
        *((name, [(zone, place_in(zone)) for zone in places]) for name, places in continents),
    ]


def place_in(zone: str) -> str:
    """`America/New_York` is New York."""
    return zone.split("/", 1)[1].replace("_", " ")


class PersonForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zones, help_text=_("Times on pages are shown in it.")
    )

    class Meta:
        model = Person
        fields = ["name", "time_zone"]
        labels = {"name": _("Name")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
