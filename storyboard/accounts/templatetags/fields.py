"""A form's field as the house draws it."""

from django import template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def dressed(field: BoundField, focus: str = "") -> SafeString:
    """The control in its class, without a placeholder that only repeats the label; `dressed:"focus"` begins in it."""
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs={"class": "input"} | ({"autofocus": True} if focus else {}))
