from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from storyboard.accounts.models import Person


class NewPersonForm(forms.Form):
    """Name, email and password of somebody new."""

    name = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        strip=False,
        max_length=128,
        help_text="8 characters or more, not a common one.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].casefold()
        if Person.objects.filter(email=email).exists():
            raise forms.ValidationError("Somebody with this email has an account here already: sign in instead.")
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


class PersonForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ["name", "time_zone"]
