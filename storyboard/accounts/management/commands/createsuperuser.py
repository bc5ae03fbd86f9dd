import os
from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError

from storyboard.accounts.models import AlreadyOwned, Installation

TAKEN = "This installation has an owner already; people come by invitation from a project's Members page."


class Command(createsuperuser.Command):
    help = "Makes the installation's owner without a browser (--noinput: DJANGO_SUPERUSER_PASSWORD)."

    def handle(self, *args: Any, **options: Any) -> Any:
        if Installation.objects.exists():
            raise CommandError(TAKEN)
        if not options["interactive"]:
            options["name"] = name_from(options)
        try:
            return super().handle(*args, **options)
        except AlreadyOwned:
            raise CommandError(TAKEN) from None


def name_from(options: dict[str, Any]) -> str:
    """A name is not asked of scripts: else it is what stands before the @."""
    email = options["email"] or os.environ.get("DJANGO_SUPERUSER_EMAIL", "")
    return options["name"] or os.environ.get("DJANGO_SUPERUSER_NAME") or email.split("@")[0]
