"""The takes of a film as its filters leave them, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.utils.timezone import localtime, now

from storyboard.assets.models import Version
from storyboard.projects.models import Project
from storyboard.rooms.gallery_forms import SINCE, GalleryForm
from storyboard.takes.marks import Marks
from storyboard.takes.models import Input, Pick, Take, Watched
from storyboard.takes.parents import know_parents

ON_A_PAGE = 48
NEEDED = ("shot__scene", "shot__pick", "original", "conformed", "uploaded_by")
PRICE = F("generation__price") * F("generation__seconds") / F("generation__n")


class Gallery:
    """What a person sees of a film's takes.

    In the address `before` is the last take that is shown already, `after` and `seen` the newest one: what came since
    is brought, or counted.
    """

    def __init__(self, project: Project, form: GalleryForm, person: Any) -> None:
        self.project, self.form, self.person = project, form, person
        self.asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}

    @cached_property
    def takes(self) -> QuerySet[Take]:
        wanted = Q(shot__scene__project=self.project)
        for each in self.wishes():
            wanted &= each
        return Take.objects.filter(wanted)

    def wishes(self) -> Iterator[Q]:
        """What each filter in force asks of a take."""
        asked = self.asked
        if asked.get("scene"):
            yield Q(shot__scene=asked["scene"])
        if asked.get("shot"):
            yield Q(shot=asked["shot"])
        if asked.get("asset"):
            yield shows("asset", asked["asset"].pk)
        if asked.get("look"):
            yield shows("look", asked["look"].pk)
        if asked.get("by"):
            yield Q(generation__made_by=asked["by"]) | Q(uploaded_by=asked["by"])
        if asked.get("since"):
            yield Q(made_at__gte=begun(SINCE[asked["since"]]))
        if asked.get("route"):
            yield Q(sandbox=asked["route"] == "sandbox", generation__isnull=False)
        yield from self.ticked()

    def ticked(self) -> Iterator[Q]:
        asked = self.asked
        if not asked.get("ng"):
            yield Q(ng=False)
        if asked.get("circled"):
            yield Q(circled=True)
        if asked.get("picked"):
            yield Exists(Pick.objects.filter(take=OuterRef("pk"), shot=OuterRef("shot")))
        if asked.get("stale"):
            yield Q(pk__in=[mark.take for mark in self.marks.by_shot.values()])
        if asked.get("new"):
            yield ~Exists(Watched.objects.filter(take=OuterRef("pk"), person=self.person))

    @cached_property
    def rows(self) -> QuerySet[Take]:
        rows = self.takes.order_by("-pk")
        if self.asked.get("before"):
            rows = rows.filter(pk__lt=self.asked["before"])
        if self.asked.get("after"):
            rows = rows.filter(pk__gt=self.asked["after"])
        return rows

    @cached_property
    def shown(self) -> list[Take]:
        return self.again(list(self.rows.values_list("pk", flat=True)[: self.most + 1]))

    @cached_property
    def page(self) -> list[Take]:
        return self.shown[: self.most]

    @property
    def most(self) -> int:
        """What has come meanwhile comes whole."""
        return 10 * ON_A_PAGE if self.asked.get("after") else ON_A_PAGE

    def again(self, pks: list[int]) -> list[Take]:
        """These takes as they stand now, whether the filters leave them or not.

        Found by their keys first: sorting whole rows of a large film takes longer than asking twice.
        """
        rows = Take.objects.filter(shot__scene__project=self.project, pk__in=pks)
        takes = list(rows.select_related(*NEEDED).order_by("-pk"))
        know_parents(self.project, takes)
        return takes

    @property
    def more(self) -> str:
        """The address of what follows, where something does."""
        if len(self.shown) <= self.most:
            return ""
        return self.address(before=self.page[-1].pk)

    @cached_property
    def newest(self) -> int:
        """The key of the newest take of the film: what is newer has arrived since."""
        return Take.objects.filter(shot__scene__project=self.project).aggregate(Max("pk"))["pk__max"] or 0

    @cached_property
    def waiting(self) -> int:
        """How many takes that the filters leave have come since the page was drawn."""
        seen = self.asked.get("seen")
        return 0 if seen is None else self.takes.filter(pk__gt=seen).count()

    @property
    def seen_up_to(self) -> int:
        """The newest take when the page was drawn: what is newer waits behind a button."""
        seen = self.asked.get("seen")
        return self.newest if seen is None else int(seen)

    @property
    def poll(self) -> str:
        return self.address(seen=self.seen_up_to or "0", version=self.project.version)

    @property
    def waiting_address(self) -> str:
        return self.address(after=self.seen_up_to or "0")

    @cached_property
    def new(self) -> set[int]:
        return {take.pk for take in self.page} - Watched.among(self.page, self.person)

    @cached_property
    def marks(self) -> Marks:
        """Which picks are out of date; judged after the page is there where that takes long."""
        return Marks.near(self.project)

    @cached_property
    def sums(self) -> dict[str, Any]:
        paid = Q(sandbox=False, generation__price__isnull=False)
        return self.takes.aggregate(
            count=Count("pk"),
            frames=Sum("frames"),
            cost=Sum(PRICE, filter=paid),
            currency=Max("generation__currency", filter=paid),
            bytes=Sum("original__size"),
            files=Count("original"),
        )

    def address(self, **changes: Any) -> str:
        """This gallery with some filters set otherwise; empty ones leave the address."""
        asked = {name: self.form[name].value() for name in self.form.FILTERS}
        kept = {name: value for name, value in (asked | changes).items() if value}
        return "?" + urlencode({name: 1 if value is True else value for name, value in kept.items()})

    @property
    def here(self) -> str:
        """How it stands in the address of the page: no question mark where nothing is asked."""
        return self.address().rstrip("?")

    @property
    def is_filtered(self) -> bool:
        return any(self.asked.get(name) for name in self.form.FILTERS if name != "ng")

    @property
    def drops(self) -> str:
        """Which marks a take must wear to stay: one that loses them dims, and goes with the next filter."""
        names = [name for name in ("circled", "picked", "stale", "new") if self.asked.get(name)]
        return " ".join([*names, *([] if self.asked.get("ng") else ["shown"])])

    @property
    def chips(self) -> list[tuple[str, str]]:
        """What is chosen from lists, each with the address without it; the rest says so by its tick."""
        without = {"scene": {"scene": "", "shot": ""}, "asset": {"asset": "", "look": ""}}
        said = self.form.in_words()
        return [(words, self.address(**without.get(name, {name: ""}))) for name, words in said.items()]


def shows(noun: str, pk: int) -> Q:
    """Takes for which an asset, or one look of it, went along as a picture or was named in the words."""
    of = {"asset": "look__asset", "look": "look"}[noun]
    pictures = Version.objects.filter(**{of: pk}).values("picture")
    went_along = Input.objects.filter(generation=OuterRef("generation"), file__in=pictures)
    return Q(Exists(went_along)) | Q(generation__recipe__prompt__named__icontains=f'"{noun}":{pk},')


def begun(days: int) -> Any:
    """The beginning of the day so many days ago, where the reader lives."""
    today = localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days)
