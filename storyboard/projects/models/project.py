from __future__ import annotations

import re
import uuid
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from storyboard.projects.access import OfProject, Role
from storyboard.projects.money import Bill


class AspectRatio(models.TextChoices):
    WIDE = "16:9", "16:9"
    TALL = "9:16", "9:16"


class Resolution(models.TextChoices):
    P720 = "720p", "720p"
    P1080 = "1080p", "1080p"


class PersonGeneration(models.TextChoices):
    ADULT = "allow_adult", _("Adults")
    ALL = "allow_all", _("Everybody")
    NOBODY = "dont_allow", _("Nobody")


class ProjectQuerySet(OfProject):
    project_path = ""

    @transaction.atomic
    def begin(self, title: str, by: Any, **defaults: Any) -> Project:
        """A new film with its maker as owner; it may send to Veo only where its maker may decide that."""
        may = by.may_create_paid_projects
        project: Project = self.create(title=title, made_by=by, may_send=may, **defaults)
        project.members.create(person=by, role=Role.OWNER, may_pick=True, may_spend=may)
        return project


class Project(models.Model):
    """A film: its defaults, its people and its money."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=120)
    aspect_ratio = models.CharField(max_length=4, choices=AspectRatio, default=AspectRatio.WIDE)
    style = models.TextField(_("style words"), blank=True, max_length=2000)
    negative_prompt = models.TextField(_("negative prompt"), blank=True, max_length=2000)
    person_generation = models.CharField(
        _("person generation"), max_length=12, choices=PersonGeneration, default=PersonGeneration.ADULT
    )
    generate_audio = models.BooleanField(_("generate audio"), default=True)
    resolution = models.CharField(
        _("resolution of Final"), max_length=5, choices=Resolution, default=Resolution.P1080
    )
    may_send = models.BooleanField(_("may send to Veo"), default=False)
    cap = models.BigIntegerField(_("budget in millionths"), null=True)
    held = models.BigIntegerField(default=0)
    settled = models.BigIntegerField(default=0)
    currency = models.CharField(_("currency of its money"), max_length=3, blank=True)
    cap_seconds = models.BigIntegerField(_("budget in seconds"), null=True)
    held_seconds = models.BigIntegerField(default=0)
    settled_seconds = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=1)
    cut_versions_made = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held__gte=0) & Q(settled__gte=0), name="money_is_never_negative"
            ),
            models.CheckConstraint(
                condition=Q(held_seconds__gte=0) & Q(settled_seconds__gte=0),
                name="seconds_are_never_negative",
            ),
            models.CheckConstraint(
                condition=Q(cap=None) | Q(cap_seconds=None), name="a_budget_is_in_money_or_in_seconds"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("board", args=[self.pk])

    @property
    def export_name(self) -> str:
        """`TheLastLight`: how the names of its files begin."""
        return re.sub(r"[^A-Za-z0-9]+", "", self.title) or "Storyboard"

    def change(self) -> None:
        """Say that something in this film moved: open pages that poll see it."""
        Project.objects.filter(pk=self.pk).update(version=F("version") + 1, opened_at=now())

    def number_cut_version(self) -> int:
        """The next number of a cut version, given once for ever; call inside the transaction that uses it."""
        Project.objects.filter(pk=self.pk).update(cut_versions_made=F("cut_versions_made") + 1)
        made: int = Project.objects.values_list("cut_versions_made", flat=True).get(pk=self.pk)
        return made

    def write_if(self, was: dict[str, Any], **fields: Any) -> bool:
        """Change these fields if they still hold what the writer started from; False when somebody was first."""
        changed = Project.objects.filter(pk=self.pk, **was).update(**fields)
        if changed:
            self.change()
        return bool(changed)

    def hold(self, bill: Bill, currency: str) -> bool:
        """Set aside what a call may take; False when the budget does not have it.

        `currency` is "" for a call without a known price: a budget in money has no room for that.
        """
        fits = Q(cap=None) | Q(cap__gte=F("held") + F("settled") + bill.amount)
        fits &= Q(cap_seconds=None) | Q(
            cap_seconds__gte=F("held_seconds") + F("settled_seconds") + bill.seconds
        )
        unused = Q(cap=None, held=0, settled=0)
        counted = unused | Q(currency__in=("", currency)) if currency else Q(cap=None)
        named = {"currency": currency} if currency else {}
        held = Project.objects.filter(fits, counted, pk=self.pk).update(
            held=F("held") + bill.amount, held_seconds=F("held_seconds") + bill.seconds, **named
        )
        return held == 1

    def book(self, held: Bill, settled: Bill) -> None:
        """Add what moved to the sums, either way; only the ledger calls it, with the line that says the same."""
        Project.objects.filter(pk=self.pk).update(
            held=F("held") + held.amount,
            held_seconds=F("held_seconds") + held.seconds,
            settled=F("settled") + settled.amount,
            settled_seconds=F("settled_seconds") + settled.seconds,
        )

    def can_count_in(self, currency: str) -> bool:
        """A film counts in one currency, from its first money on."""
        used = self.cap is not None or self.held or self.settled
        return not used or self.currency in ("", currency)

    @property
    def spent(self) -> Bill:
        return Bill(self.settled, self.settled_seconds)

    @property
    def set_aside(self) -> Bill:
        return Bill(self.held, self.held_seconds)

    @property
    def free(self) -> Bill | None:
        """What is left of the budget, below nothing when it is overdrawn; None without one."""
        if self.cap is None and self.cap_seconds is None:
            return None
        taken = self.spent + self.set_aside
        return Bill((self.cap or 0) - taken.amount, (self.cap_seconds or 0) - taken.seconds)

    def member_for(self, person: Any) -> Any:
        return self.members.filter(person=person).first()
