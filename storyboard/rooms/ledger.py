"""The ledger of a film: every paid call with the lines that moved its money, as a page and as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Sum
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from storyboard.accounts.models import Person
from storyboard.projects.lengths import FPS
from storyboard.projects.models import Project, Shot
from storyboard.projects.money import MILLIONTHS, Bill, worded
from storyboard.rooms.cut_order import PICKED
from storyboard.rooms.money import Purse
from storyboard.rooms.shot_list import BOM, comma_separated
from storyboard.takes.models import Entry, Generation, Status

ON_A_PAGE = 100
AT_ONCE = 500  # lines of the CSV
CENT = MILLIONTHS // 100
PAID_PICK = {"pick__take__generation__isnull": False, "pick__take__sandbox": False}
WAS_HELD = Exists(Entry.objects.filter(generation=OuterRef("pk")))
AT = "%Y-%m-%d %H:%M:%S"
COLUMNS = (
    "At (UTC)", "Line", "Generation", "Shot", "Asked by", "Decided by", "Takes", "Seconds each", "Resolution", "Sound",
    "Preset", "State", "Held", "Settled", "Held (s)", "Settled (s)", "Price per second", "Currency",
)  # fmt: skip


class LedgerForm(forms.Form):
    """The ledger's filters, as they stand in its address; what cannot be read filters nothing."""

    member = forms.ModelChoiceField(None, required=False, empty_label=_("Everybody"))
    state = forms.ChoiceField(choices=[("", _("Every state")), *Status.choices], required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def __init__(self, data: Any, *, people: Any) -> None:
        super().__init__(data)
        self.fields["member"].queryset = people
        for name, label in (("member", gettext("Member")), ("state", gettext("State"))):
            self.fields[name].widget.attrs |= {"class": "input", "aria-label": label}


@dataclass(frozen=True)
class Call:
    """A paid generation as a row: what was asked for, and its lines."""

    generation: Generation

    @property
    def lines(self) -> list[Entry]:
        return list(self.generation.ledger.all())

    @property
    def asked(self) -> dict[str, Any]:
        """Of a damaged recipe nothing: what was paid is read all the same."""
        settings: dict[str, Any] = self.generation.recipe.get("settings", {})
        return settings

    @property
    def resolution(self) -> str:
        return str(self.asked.get("resolution", "720p"))

    @property
    def has_sound(self) -> bool:
        return bool(self.asked.get("generate_audio", True))

    @property
    def seconds_each(self) -> int:
        return self.generation.seconds // self.generation.n

    @property
    def what(self) -> str:
        """`2 takes × 4 s, 720p, with sound, Final`."""
        n, sound = self.generation.n, gettext("with sound") if self.has_sound else gettext("silent")
        takes = ngettext("{n} take × {seconds} s", "{n} takes × {seconds} s", n)
        takes = takes.format(n=n, seconds=self.seconds_each)
        return f"{takes}, {self.resolution}, {sound}, {self.generation.preset.capitalize()}"

    def cells(self, line: Entry) -> list[Any]:
        """A line of the ledger for a spreadsheet: times that it reads as such, money as decimals with their sign."""
        generation = self.generation
        where = [generation.pk, str(generation.shot), str(generation.made_by), str(line.by or "")]
        sound = "yes" if self.has_sound else "no"
        asked = [generation.n, self.seconds_each, self.resolution, sound, generation.preset]
        moved = [plain(line.held), plain(line.settled), line.held_seconds, line.settled_seconds]
        price = "" if generation.price is None else plain(generation.price)
        head = [f"{line.at:{AT}}", line.get_kind_display(), *where, *asked]
        return [*head, generation.get_status_display(), *moved, price, generation.currency]


class Ledger:
    """A film's paid calls, newest first, as its filters leave them; the number of queries is fixed."""

    def __init__(self, project: Project, query: Any) -> None:
        self.project, self.purse = project, Purse(project)
        self.form = LedgerForm(query, people=people_of(project))
        self.asked: dict[str, Any] = self.form.cleaned_data if self.form.is_valid() else {}

    @property
    def calls(self) -> QuerySet[Generation]:
        rows = Generation.objects.filter(WAS_HELD, shot__scene__project=self.project)
        named = {"made_by": self.asked.get("member"), "status": self.asked.get("state")}
        return rows.filter(**{name: value for name, value in named.items() if value})

    @cached_property
    def found(self) -> list[Call]:
        rows = self.calls.select_related("shot__scene", "made_by").defer("trouble").order_by("-pk")
        rows = rows.prefetch_related(Prefetch("ledger", Entry.objects.select_related("by")))
        if self.asked.get("before"):
            rows = rows.filter(pk__lt=self.asked["before"])
        return [Call(row) for row in rows[: ON_A_PAGE + 1]]

    @property
    def page(self) -> list[Call]:
        return self.found[:ON_A_PAGE]

    @property
    def older(self) -> str:
        """The address of what follows, where something does."""
        return self.address(before=self.page[-1].generation.pk) if len(self.found) > ON_A_PAGE else ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.asked.get("member") or self.asked.get("state"))

    @property
    def shown(self) -> str:
        """Which requests these are, for a sheet that has no filters and no next page; "" when they are all."""
        state = self.asked.get("state")
        kept = [str(self.asked.get("member") or ""), str(Status(state).label) if state else ""]
        if self.asked.get("before") or self.older:
            kept.append(gettext("one page of {n}").format(n=len(self.page)))
        words = ", ".join(each for each in kept if each)
        return gettext("Only these requests: {which}.").format(which=words) if words else ""

    def address(self, **more: Any) -> str:
        """These filters as a query, "" for none."""
        member = self.asked.get("member")
        said = {"member": member.pk if member else None, "state": self.asked.get("state")} | more
        kept = {name: value for name, value in said.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def query(self) -> str:
        return self.address()

    @cached_property
    def picked_seconds(self) -> float:
        """Seconds of the cut that were paid for: picks from in to out."""
        rows = Shot.objects.filter(scene__project=self.project, **PAID_PICK).in_the_cut().order_by()
        return (rows.aggregate(frames=Sum(PICKED))["frames"] or 0) / FPS

    @property
    def per_picked_second(self) -> str:
        """What a second in the cut has cost so far; "" while none is picked."""
        spent = self.project.spent
        if not self.picked_seconds or not spent.seconds:
            return ""
        if spent.amount:
            return worded(round(spent.amount / self.picked_seconds / CENT) * CENT, self.purse.currency)
        return f"{spent.seconds / self.picked_seconds:.1f} s"

    def csv(self) -> Iterator[str]:
        """One line for each entry, oldest first, so that a column adds up to what the film says."""
        yield BOM + comma_separated([COLUMNS])
        for entries in self.entries():
            yield comma_separated(Call(line.generation).cells(line) for line in entries)

    def entries(self) -> Iterator[list[Entry]]:
        """Some hundred at a time, each by a query of its own: a slow reader keeps no cursor open on the database."""
        rows = Entry.objects.filter(project=self.project, generation__in=self.calls).order_by("pk")
        rows = rows.select_related("generation__shot__scene", "generation__made_by", "by")
        last = 0
        while found := list(rows.defer("generation__trouble").filter(pk__gt=last)[:AT_ONCE]):
            yield found
            last = found[-1].pk


def people_of(project: Project) -> QuerySet[Person]:
    """Who has asked for a paid call, also those who have left."""
    paid = Generation.objects.filter(WAS_HELD, shot__scene__project=project, made_by=OuterRef("pk"))
    return Person.objects.filter(Exists(paid)).order_by("name")


def plain(millionths: int) -> Decimal:
    """`-1.600000`."""
    return Decimal(millionths).scaleb(-6)


def sums_of(entries: QuerySet[Entry], **condition: Any) -> tuple[Bill, Bill]:
    """What some lines of the ledger settled and held, all together."""
    sums = entries.filter(**condition).aggregate(
        settled=Sum("settled", default=0),
        settled_seconds=Sum("settled_seconds", default=0),
        held=Sum("held", default=0),
        held_seconds=Sum("held_seconds", default=0),
    )
    return Bill(sums["settled"], sums["settled_seconds"]), Bill(sums["held"], sums["held_seconds"])
