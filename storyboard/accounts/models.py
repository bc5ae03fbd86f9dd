from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class People(BaseUserManager["Person"]):
    def create_user(self, email: str, name: str = "", password: str | None = None, **more: Any) -> Person:
        person = self.model(email=email.strip().casefold(), name=name.strip() or email.split("@")[0], **more)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(
        self, email: str, name: str = "", password: str | None = None, **more: Any
    ) -> Person:
        """The owner without a browser: `manage.py createsuperuser`."""
        return Installation.begin(email=email, name=name, password=password, **more)

    def get_by_natural_key(self, email: str | None) -> Person:
        return self.get(email=(email or "").strip().casefold())


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who works here, known by email."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    may_send = models.BooleanField(_("may create projects that send to Veo"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = self.name.split() or [self.email]
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else words[0][1:2])).upper()

    @property
    def hue(self) -> int:
        """0-11: which of the twelve tints stands for this person."""
        return (self.pk or 0) * 5 % 12

    @property
    def owns_installation(self) -> bool:
        return Installation.objects.filter(owner=self).exists()

    @property
    def may_create_paid_projects(self) -> bool:
        return self.may_send or self.owns_installation


class AlreadyOwned(Exception):
    """Somebody else was first."""


class Installation(models.Model):
    """The one row that says whose installation this is; its key lets only one first visitor through."""

    key = models.CharField(max_length=1, unique=True, default="1", editable=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"owned by {self.owner}"

    @classmethod
    def begin(cls, **person: Any) -> Person:
        """Make the owner and the installation's row together; AlreadyOwned when somebody was first."""
        try:
            with transaction.atomic():
                if cls.objects.exists():
                    raise AlreadyOwned
                owner = Person.objects.create_user(**person)
                cls.objects.create(owner=owner)
                return owner
        except IntegrityError as trouble:
            raise AlreadyOwned from trouble
