"""The journal: what each person changed in a film, with the way back. ⌘Z takes back one's own newest change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _

from storyboard.projects.access import OfProject
from storyboard.projects.models.project import Project
from storyboard.projects.models.scene import renumber
from storyboard.projects.models.shot import Shot
from storyboard.projects.undoable import (
    ALONG,
    CHECKS,
    UNDOABLE,
    Row,
    Values,
    Watched,
    plain,
    read,
    rows_of,
    touched,
)

DEEP = 50
LONGEST = 300
SITTING = timedelta(minutes=2)


class MovedSince(Exception):
    """The sentence that says who changed it, or why it cannot be."""


class ChangeQuerySet(OfProject):
    @contextmanager
    def keep(
        self,
        project: Project,
        by: Any,
        *watched: Model | QuerySet[Any],
        place: str = "",
        said: str = "",
        may: str = "editable_by",
        sitting: bool = False,
        one_with: int = 0,
    ) -> Iterator[Change]:
        """What happens in this block to the rows that are watched is one change, in one transaction with it.

        `said` is for people (`2-030 moved`), `place` where it happened; both may be set on the change in the block, and
        `change.made(row)` says that a scene, shot or asset is new, `change.typed = True` that it was written by hand in
        its field. `may` is what one must be allowed to take it back.
        With `sitting` it goes on with one's last change of the same field; `one_with` names one's last change, of other
        rows, that it is one with. Where nothing moved, nothing is kept.
        """
        change = self.model(project=project, by=by, said=said, place=place, may=may)
        change.typed = sitting
        with transaction.atomic():
            seen = Watched(*watched)
            yield change
            change.rows += seen.moved(change.rows)
            if change.rows:
                change.write(sitting, one_with)
                change.carry(change.rows)

    def forget(self, row: Model) -> None:
        """A new row that left no trace was no change: it is nobody's to take back."""
        for change in self.filter(project=row.project):  # type: ignore[attr-defined]
            first = change.rows[0]
            if (first["model"], first["pk"]) == (row._meta.label_lower, row.pk) and "deleted_at" in first[
                "after"
            ]:
                change.delete()

    def done(self) -> ChangeQuerySet:
        """What can be taken back, the newest first."""
        return self.filter(undone_at=None, refused_at=None).order_by("-pk")

    def taken_back(self) -> ChangeQuerySet:
        """What can be done again, what was taken back last first."""
        return self.filter(undone_at__isnull=False).order_by("-undone_at", "pk")


class Change(models.Model):
    """One thing that a person did, and what it takes to take it back."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)
    said = models.CharField(max_length=LONGEST)
    place = models.CharField(max_length=300)
    may = models.CharField(max_length=12, default="editable_by")
    rows = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    objects = ChangeQuerySet.as_manager()
    typed = False

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["project", "by", "-id"], name="my_newest_changes")]

    def __str__(self) -> str:
        return self.said

    @property
    def sentence(self) -> str:
        return f"{self.said.rstrip('.')}."

    @property
    def asks(self) -> set[str]:
        """All that one must be allowed: whatever else it is, a change of picks is one of the cut."""
        return {self.may, *("picked_by" for row in self.rows if row["model"] == "takes.pick")}

    @cached_property
    def came(self) -> list[Model]:
        """What `made` was told of; nothing, once the change is of the past."""
        return []

    def made(self, *rows: Model) -> None:
        """These are new; taking that back deletes them softly."""
        self.came.extend(rows)
        for row in rows:
            gone, there = {"deleted_at": plain(now())}, {"deleted_at": None}
            self.rows.append({"model": row._meta.label_lower, "pk": row.pk, "before": gone, "after": there})

    def carry(self, rows: list[Row]) -> None:
        """What goes along with it, in its transaction."""
        for do in ALONG:
            do(self, rows)

    def write(self, sitting: bool, one_with: int = 0) -> None:
        """The newest of its writer's, who has no more than so many, and can do nothing again that they took back."""
        mine = Change.objects.filter(project=self.project, by=self.by)
        mine.filter(undone_at__isnull=False).delete()
        last = mine.done().first()
        if sitting and last and last.goes_on_with(self):
            last.follow(self)
        elif last and last.pk == one_with and last.is_beside(self):
            last.take_in(self)
        else:
            self.save()
        mine.exclude(pk__in=mine.order_by("-pk").values("pk")[:DEEP]).delete()

    def goes_on_with(self, later: Change) -> bool:
        """The same fields of the same row, a moment ago, and nobody between."""
        if len(self.rows) != 1 or len(later.rows) != 1 or now() - self.at > SITTING:
            return False
        mine, theirs = self.rows[0], later.rows[0]
        same = (mine["model"], mine["pk"]) == (theirs["model"], theirs["pk"])
        return bool(same and mine["after"] == theirs["before"])

    def follow(self, later: Change) -> None:
        """It ends where the later one does, which is not kept by itself; back at its beginning it was none."""
        self.rows[0]["after"], self.said, self.at = later.rows[0]["after"], later.said, later.at
        if self.rows[0]["after"] == self.rows[0]["before"]:
            self.delete()
        else:
            self.save(update_fields=["rows", "said", "at"])
            later.pk = self.pk

    def is_beside(self, later: Change) -> bool:
        """Other rows, and the same leave to take them back."""
        mine, theirs = ({(row["model"], row["pk"]) for row in each.rows} for each in (self, later))
        return self.may == later.may and not mine & theirs

    def take_in(self, later: Change) -> None:
        """Both are taken back by one press."""
        self.rows += later.rows
        self.said, self.at = f"{self.said}, {later.said}"[:LONGEST], later.at
        self.save(update_fields=["rows", "said", "at"])
        later.pk, later.said = self.pk, self.said

    @property
    def undo(self) -> dict[str, Any]:
        """For `tell`: the toast's Undo takes back this one; nothing where nothing was kept."""
        if not self.pk:
            return {}
        return {"undo": reverse("undone", args=[self.project_id]), "into": "undo-keys", "change": self.pk}

    @property
    def toast(self) -> dict[str, Any] | None:
        """The same for a toast in a header."""
        if not (said := self.undo):
            return None
        return {"action": said["undo"], "into": said["into"], "fields": {"change": str(said["change"])}}

    def take_back(self) -> None:
        """All of it as it was before, or nothing at all: MovedSince says who changed it since."""
        self.turn([row | {"before": row["after"], "after": row["before"]} for row in self.rows], now())

    def do_again(self) -> None:
        self.turn(self.rows, None)

    def turn(self, rows: list[Row], undone_at: Any) -> None:
        trouble: Exception
        try:
            with transaction.atomic():
                self.put(rows)
                self.stand(undone_at)
                self.carry(rows)
                self.project.change()
            return
        except IntegrityError:
            trouble = self.refusal(rows)
        except MovedSince as why:
            trouble = why
        Change.objects.filter(pk=self.pk).update(refused_at=now())
        raise trouble

    def stand(self, undone_at: Any) -> None:
        rows = Change.objects.filter(pk=self.pk, undone_at=self.undone_at)
        if not rows.update(undone_at=undone_at, at=now(), refused_at=None):
            raise MovedSince(_("That was taken back already."))

    def put(self, rows: list[Row]) -> None:
        """What is to go, then what changes, then what is to come: each only where it is as it was left."""
        going = with_their_shots([row for row in rows if goes(row)])
        if self.who_since(going) not in (None, self.by):
            raise self.refusal(going)
        for row in sorted(rows, key=lambda row: (row["after"] is not None, row["before"] is None)):
            if not put(row):
                raise self.refusal([row])
        part_ties(rows)
        for ask in CHECKS:
            if why := ask(rows):
                raise MovedSince(why)

    def refusal(self, rows: list[Row]) -> MovedSince:
        """With who is in the way; it may be somebody who took something back."""
        who = self.who_since(rows) or self.who_of(rows, self.later)
        if who == self.by:
            return MovedSince(_("You have changed it since: take that back first."))
        said = {"who": who or _("Somebody"), "said": self.said.rstrip(".")}
        return MovedSince(_("{who} has changed it since: “{said}” stands as it is.").format(**said))

    def who_since(self, rows: list[Row]) -> Any:
        """Who touched one of these rows last, somebody else before oneself; None where the journal does not know.

        What was taken back since is there no more.
        """
        return self.who_of(rows, self.later.filter(undone_at=None))

    @property
    def later(self) -> QuerySet[Change]:
        return Change.objects.filter(project=self.project, at__gte=self.at).exclude(pk=self.pk)

    def who_of(self, rows: list[Row], later: QuerySet[Change]) -> Any:
        things = set().union(*map(touched, rows))
        if not things:
            return None
        found = [
            each.by
            for each in later.select_related("by").order_by("-at", "-pk")
            if things & set().union(*map(touched, each.rows))
        ]
        return next((by for by in found if by != self.by), self.by if found else None)


def goes(row: Row) -> bool:
    """Whether a row that is there is to be deleted softly."""
    return bool((row["after"] or {}).get("deleted_at") and not (row["before"] or {}).get("deleted_at"))


def with_their_shots(rows: list[Row]) -> list[Row]:
    """What goes with a scene is in its shots: who wrote there is not talked over either."""
    scenes = [row["pk"] for row in rows if row["model"] == "projects.scene"]
    shots = Shot.objects.filter(scene__in=scenes).values_list("pk", flat=True) if scenes else []
    return [*rows, *({"model": "projects.shot", "pk": pk, "before": None, "after": None} for pk in shots)]


def put(row: Row) -> bool:
    """Write one row; False when it is not as it was left."""
    label, before, after = row["model"], row["before"], row["after"]
    rows = rows_of(label).filter(pk=row["pk"])
    if before is None:
        return not rows.exists() and bool(
            rows.bulk_create([rows.model(pk=row["pk"], **by_column(label, after))])
        )
    left = rows.filter(**read(label, before))
    return bool(left.delete()[0] if after is None else left.update(**read(label, allowed(label, after))))


def allowed(label: str, values: Values) -> Values:
    """Only what may be written; a row in the journal can say nothing else."""
    return {name: value for name, value in values.items() if name in UNDOABLE[label].fields}


def by_column(label: str, values: Values) -> Values:
    fields = rows_of(label).model._meta
    return {fields.get_field(name).attname: value for name, value in read(label, values).items()}


def part_ties(rows: list[Row]) -> None:
    """Two rows in one place, since somebody added one meanwhile, come to stand one after the other.

    One that is deleted is in nobody's way.
    """
    for label, group in {(row["model"], UNDOABLE[row["model"]].order) for row in rows}:
        placed = {"position", group}  # also where it goes back to the same place of another group
        moved = [row["pk"] for row in rows if row["model"] == label and placed & set(row["after"] or ())]
        if not group or not moved:
            continue
        for value in set(rows_of(label).filter(pk__in=moved).values_list(group, flat=True)):
            alive = rows_of(label).filter(**{group: value}, deleted_at=None)
            beside = list(alive.order_by("position", "pk"))
            if len({each.position for each in beside}) < len(beside):
                renumber(rows_of(label).model, beside)
