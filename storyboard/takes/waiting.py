"""What a generation waits for, why that does not come by itself, and what in turn waits for a generation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.projects.models import Project, Shot
from storyboard.takes.composition import why_not_veo
from storyboard.takes.models import Generation, Status, Take
from storyboard.takes.models.generation import ACTIVE, SANDBOX

STOPPED = {
    Status.REFUSED: _(", which was refused"),
    Status.FAILED: _(", which failed"),
    Status.LOST: _(", which was lost"),
    Status.CANCELED: _(", which was canceled"),
}
OWN = Generation.objects.filter(shot=OuterRef("pk"))
RUNS = Exists(OWN.filter(status__in=ACTIVE))
NEWEST = Subquery(OWN.order_by("-pk").values("status")[:1])
NEWEST_TAKE = Take.objects.filter(shot=OuterRef("shot")).order_by("-number").values("pk")[:1]
UNMEASURED = Exists(
    Take.objects.filter(shot=OuterRef("pk"), pk=Subquery(NEWEST_TAKE), frames=None, derived_at__isnull=False)
)


@dataclass(frozen=True)
class Awaited:
    """A shot that is waited for; `said` goes behind its name: `’s pick`, or `, which was refused`."""

    shot: Shot
    said: str

    def __str__(self) -> str:
        return f"{self.shot}{self.said}"


@dataclass(frozen=True)
class Behind:
    """A generation that goes on only when another one has brought its shot a pick."""

    pk: int
    name: str


def awaited(waiting: Collection[int]) -> dict[int, list[Awaited]]:
    """What each of these generations waits for, in two queries however many they are."""
    rows = Generation.objects.filter(pk__in=waiting, status=Status.WAITING).order_by()
    links = dict(rows.values_list("pk", "recipe__waits_for")) if waiting else {}
    shots = shots_by_uid({link["shot"] for each in links.values() for link in each})
    return {pk: [awaited_by(link, shots[link["shot"]]) for link in each] for pk, each in links.items()}


def shots_by_uid(uids: Collection[str]) -> dict[str, Any]:
    if not uids:
        return {}
    rows = Shot.objects.filter(uid__in=uids).select_related("scene")
    rows = rows.annotate(runs=RUNS, newest=NEWEST, picked=F("pick__take__uid"), unmeasured=UNMEASURED)
    return {str(shot.uid): shot for shot in rows}


def awaited_by(link: dict[str, Any], shot: Any) -> Awaited:
    """Where nothing runs for it and the last request came to nothing, that is why."""
    if link["take_number"]:
        return Awaited(shot, gettext(", take {n}").format(n=link["take_number"]))
    if shot.picked and str(shot.picked) != link.get("instead_of"):
        return Awaited(shot, gettext("’s clip"))
    if shot.newest in STOPPED and not shot.runs:
        return Awaited(shot, str(STOPPED[shot.newest]))
    pick = gettext("’s new pick") if link.get("instead_of") else gettext("’s pick")
    by_hand = gettext("{pick}: its new take could not be measured, so pick it by hand")
    return Awaited(shot, by_hand.format(pick=pick) if shot.unmeasured else pick)


def behind(generations: Iterable[Generation], project: Project) -> dict[int, list[Behind]]:
    """Of each of these generations what waits for its shot, and what waits for that, in one query."""
    followers: dict[str, list[tuple[Behind, str]]] = {}
    rows = Generation.objects.filter(shot__scene__project=project, status=Status.WAITING).select_related(
        "shot__scene"
    )
    for row in rows.only("recipe", "shot__uid", "shot__code", "shot__scene__number").order_by("pk"):
        for link in row.recipe["waits_for"]:
            known = followers.setdefault(link["shot"], [])
            known.append((Behind(row.pk, str(row.shot)), str(row.shot.uid)))
    return {each.pk: all_behind(str(each.shot.uid), followers) for each in generations}


def moving(rows: Any, project: Project) -> Any:
    """Those of a film's generations that a worker has in hand, or takes as things are set now.

    What was queued for a shot that is omitted, by somebody who may not spend any more, or for another address,
    stands still until somebody changes that.
    """
    able = rows.of_the_cut().filter(status=Status.QUEUED, on_hold=False)
    goes = Q(pk__in=able.filter(route=SANDBOX).values("pk"))
    if not why_not_veo(project):
        paid = able.affordable().filter(route=settings.AZERION_BASE_URL)
        goes |= Q(pk__in=paid.values("pk"))
    in_hand = Q(status=Status.SENDING) | Q(status=Status.QUEUED) & ~Q(worker="")
    return rows.filter(in_hand | goes)


def going_on(project: Project) -> set[int]:
    """What waits in the film and goes on by itself: its sources are being made, or are picked and only measured yet.

    What waits for a person's pick, or behind a request that came to nothing, is none of them.
    """
    rows = Generation.objects.filter(shot__scene__project=project).order_by("pk")
    waiting = list(rows.filter(status=Status.WAITING).values_list("pk", "shot__uid", "recipe__waits_for"))
    made = {str(uid) for uid in moving(rows, project).values_list("shot__uid", flat=True)}
    picks = Shot.objects.filter(scene__project=project, pick__isnull=False)
    picked = {str(uid): str(take) for uid, take in picks.values_list("uid", "pick__take__uid")}
    found: set[int] = set()
    while True:
        new = [
            row
            for row in waiting
            if row[0] not in found and all(moves(each, made, picked) for each in row[2])
        ]
        if not new:
            return found
        found |= {pk for pk, *_ in new}
        made |= {str(uid) for _, uid, _ in new}


def moves(link: dict[str, Any], made: set[str], picked: dict[str, str]) -> bool:
    """What this link waits for comes by itself."""
    take = picked.get(link["shot"])
    is_here = link["take_number"] or (take and take != link.get("instead_of"))
    return bool(is_here or link["shot"] in made)


def all_behind(uid: str, followers: dict[str, list[tuple[Behind, str]]]) -> list[Behind]:
    found: dict[Behind, None] = {}
    seen, next_ones = {uid}, [uid]
    while next_ones:
        for each, own in followers.get(next_ones.pop(), []):
            found[each] = None
            if own not in seen:
                seen.add(own)
                next_ones.append(own)
    return sorted(found, key=lambda each: each.pk)
