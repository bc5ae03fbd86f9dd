from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.projects.access import PLANS, RATES, OfProject, Role
from storyboard.projects.models.project import Project
from storyboard.projects.money import Bill, worded

SALT = "invitation"
LASTS = timedelta(days=14)
GIVEN = ("role", "may_pick", "may_spend", "daily_cap", "daily_seconds")


def in_two_weeks() -> datetime:
    return now() + LASTS


class MemberQuerySet(OfProject):
    def dispensable(self) -> Self:
        """Everybody but a film's last owner."""
        owners = Member.objects.filter(project=OuterRef("project"), role=Role.OWNER)
        return self.filter(~Q(role=Role.OWNER) | Exists(owners.exclude(pk=OuterRef("pk"))))


class DayLimit(models.Model):
    """How much somebody may send a day, in money or in seconds; nothing in either for no limit."""

    daily_cap = models.BigIntegerField(_("daily limit in millionths"), null=True)
    daily_seconds = models.BigIntegerField(_("daily limit in seconds"), null=True)

    class Meta:
        abstract = True

    @property
    def day_limit(self) -> str:
        """`€5.00 a day`, `40 s a day`; "" without one."""
        if self.daily_seconds is not None:
            return gettext("{seconds:,} s a day").format(seconds=self.daily_seconds)
        if self.daily_cap is None:
            return ""
        project: Project = self.project  # type: ignore[attr-defined]
        return gettext("{money} a day").format(
            money=worded(self.daily_cap, project.currency or settings.VEO_CURRENCY)
        )


class Member(DayLimit):
    """A person in a film: a role and two switches."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role, default=Role.VIEWER)
    may_pick = models.BooleanField(_("may pick"), default=False)
    may_spend = models.BooleanField(_("may spend"), default=False)
    sheet_columns = models.CharField(_("columns of the shot list"), max_length=500, blank=True)
    since = models.DateTimeField(auto_now_add=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "person"], name="a_person_joins_once"),
            models.CheckConstraint(
                condition=Q(daily_cap=None) | Q(daily_seconds=None),
                name="a_daily_limit_is_in_money_or_in_seconds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} of {self.project}"

    def get_absolute_url(self) -> str:
        return reverse("members", args=[self.project_id])

    @property
    def plans(self) -> bool:
        return self.role in PLANS

    @property
    def rates(self) -> bool:
        return self.role in RATES

    @property
    def owns(self) -> bool:
        return self.role == Role.OWNER

    def give(self, role: str, may_pick: bool, may_spend: bool) -> bool:
        """Another role or other switches; False when the film would be without an owner."""
        rows = Member.objects.filter(pk=self.pk)
        rows = rows if role == Role.OWNER else rows.dispensable()
        given = rows.update(role=role, may_pick=may_pick, may_spend=may_spend)
        if given:
            self.role, self.may_pick, self.may_spend = role, may_pick, may_spend
            self.project.change()
        return bool(given)

    def limit(self, daily: Bill | None) -> None:
        """How much they may send a day, in money or in seconds, whichever is not nothing; None for no limit."""
        self.daily_cap = daily.amount or None if daily else None
        self.daily_seconds = daily.seconds or None if daily else None
        self.save(update_fields=["daily_cap", "daily_seconds"])
        self.project.change()

    def lay_out(self, columns: str) -> None:
        """Which columns of the shot list they see, and in which order; of nobody's concern but theirs."""
        Member.objects.filter(pk=self.pk).update(sheet_columns=columns)

    @transaction.atomic
    def leave(self) -> bool:
        """Out of the film; False when it would be without an owner."""
        left, _ = Member.objects.filter(pk=self.pk).dispensable().delete()
        if left:
            self.project.change()
        return bool(left)


class InvitationQuerySet(OfProject):
    def open(self) -> InvitationQuerySet:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now())

    def by_token(self, token: str) -> Invitation | None:
        try:
            return self.open().filter(pk=signing.loads(token, salt=SALT)).first()
        except signing.BadSignature:
            return None


class Invitation(DayLimit):
    """A link that lets one person join a film, with a role, switches and a daily limit."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=8, choices=Role, default=Role.REVIEWER)
    may_pick = models.BooleanField(_("may pick"), default=False)
    may_spend = models.BooleanField(_("may spend"), default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=in_two_weeks)
    withdrawn_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(daily_cap=None) | Q(daily_seconds=None),
                name="an_invited_limit_is_in_money_or_in_seconds",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.project}"

    def get_absolute_url(self) -> str:
        return reverse("invitation", args=[signing.dumps(self.pk, salt=SALT)])

    @transaction.atomic
    def accept(self, person: Any) -> bool:
        """Join the film; False when the link was used or withdrawn meanwhile. A member keeps the role they have."""
        used = Invitation.objects.open().filter(pk=self.pk).update(accepted_at=now(), accepted_by=person)
        if used:
            given = {name: getattr(self, name) for name in GIVEN}
            self.project.members.get_or_create(person=person, defaults=given)
            self.project.change()
        return bool(used)

    def withdraw(self) -> None:
        Invitation.objects.filter(pk=self.pk, accepted_at=None).update(withdrawn_at=now())
